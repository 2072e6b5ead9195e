import { checkSubmissionFiles, listEntryFiles, Refusal, RuntimeName, type SubmissionFile } from '#contracts';
import type { LintProblem } from '../exercise.js';
import type { ProgramFolder, SolutionFolder } from '../folder/exercise-layout.js';
import { fileProblem } from '../folder/source-text.js';
import type { ExerciseManifest } from '../manifest.js';

const SOLUTION_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A starter or solution is what a learner could submit: same rules, and a file to start at. */
export function checkProgram(program: ProgramFolder): LintProblem[] {
  const runtime = RuntimeName.safeParse(program.runtime);
  if (!runtime.success) {
    const known = RuntimeName.options.join(', ');
    return [fileProblem(program.path, `${program.runtime} is not a runtime; there are ${known}`)];
  }
  return [...checkEntry(program, runtime.data), ...checkAsSubmission(program)];
}

function checkEntry(program: ProgramFolder, runtime: RuntimeName): LintProblem[] {
  const names = listEntryFiles(runtime);
  if (names.length === 0 || program.files.some((file) => names.includes(file.path))) return [];
  return [fileProblem(program.path, `has no ${names.join(' or ')}: that is where the program starts`)];
}

function checkAsSubmission({ path, files }: ProgramFolder): LintProblem[] {
  const refusal = findRefusal(files);
  return (refusal?.extra.errors ?? []).map((error) => fileProblem(`${path}/${error.path}`, error.message));
}

function findRefusal(files: readonly SubmissionFile[]): Refusal | null {
  try {
    checkSubmissionFiles(files);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Each runtime of the manifest has a starter and an accepted solution; nothing is there for another runtime. */
export function checkCoverage(
  manifest: ExerciseManifest,
  starters: readonly ProgramFolder[],
  solutions: readonly SolutionFolder[],
): LintProblem[] {
  const accepted = solutions.filter((solution) => solution.verdict === 'accepted');
  const rejected = solutions.filter((solution) => solution.verdict === 'rejected');
  return [
    ...manifest.runtimes.flatMap((runtime) => [
      ...missing(starters, runtime, `starter/${runtime}`, 'write a starter for this runtime'),
      ...missing(accepted, runtime, `solutions/${runtime}/accepted`, 'write at least one accepted solution'),
    ]),
    ...(rejected.length > 0
      ? []
      : [
          fileProblem(
            'solutions',
            'has no rejected solution: without one no test is proven to catch anything',
          ),
        ]),
    ...[...starters, ...solutions].flatMap((program) => checkRuntime(program, manifest)),
    ...solutions.flatMap(checkName),
  ];
}

function missing(
  programs: readonly ProgramFolder[],
  runtime: string,
  path: string,
  mend: string,
): LintProblem[] {
  return programs.some((program) => program.runtime === runtime)
    ? []
    : [fileProblem(path, `is missing: ${mend}`)];
}

function checkRuntime(program: ProgramFolder, manifest: ExerciseManifest): LintProblem[] {
  const known = RuntimeName.safeParse(program.runtime).success;
  if (!known || manifest.runtimes.some((runtime) => runtime === program.runtime)) return [];
  return [
    fileProblem(program.path, `is for ${program.runtime}, which exercise.yaml does not list under runtimes`),
  ];
}

function checkName({ path, name }: SolutionFolder): LintProblem[] {
  return SOLUTION_NAME.test(name)
    ? []
    : [fileProblem(path, 'the name of a solution is lower-case words joined by hyphens')];
}
