import type { SubmissionFile } from '#contracts';
import type { LintProblem } from '../exercise.js';
import { readFiles } from '../folder/read-files.js';
import { fileProblem, type SourceText } from '../folder/source-text.js';
import { ExerciseManifest, RejectedExpectation } from '../manifest.js';
import { readYaml } from '../lint/read-yaml.js';
import { scanSuite } from '../lint/scan-suite.js';
import type { ProofProblem } from './proof-problem.js';

/** A problem of a proof with the place in the exercise's folder where its author can mend it. */
export interface LocatedProblem extends ProofProblem, Pick<LintProblem, 'file' | 'line' | 'column'> {}

type Sources = ReadonlyMap<string, SourceText>;

/** Finds the promise that does not hold, else the test, else the program, in the files of the exercise's folder. */
export function locateProblems(
  problems: readonly ProofProblem[],
  folder: readonly SubmissionFile[],
): LocatedProblem[] {
  const { files } = readFiles(folder);
  return problems.map((problem) => {
    const { file, line, column } =
      findPromise(problem, files) ?? findTest(problem, files) ?? nameProgram(problem);
    return { ...problem, file, line, column };
  });
}

function findPromise({ program, promise, test, message }: ProofProblem, files: Sources): LintProblem | null {
  if (promise === null) return null;
  if (promise === 'starterFloor') {
    const manifest = files.get('exercise.yaml');
    return manifest === undefined
      ? null
      : readYaml(manifest, ExerciseManifest, '').problemAt(['starterFloor'], message);
  }
  const source = files.get(`solutions/${program}/expect.yaml`);
  if (source === undefined) return null;
  const reading = readYaml(source, RejectedExpectation, '');
  const index = test === null ? -1 : (reading.value?.fails.indexOf(test) ?? -1);
  return reading.problemAt(promise === 'fails' && index >= 0 ? ['fails', index] : [promise], message);
}

function findTest({ test, message }: ProofProblem, files: Sources): LintProblem | null {
  if (test === null) return null;
  for (const source of files.values()) {
    if (!source.path.startsWith('tests/hidden/')) continue;
    const found = scanSuite(source).tests.find(({ id }) => id.test(test));
    if (found !== undefined) return source.problem(found.offset, message);
  }
  return null;
}

function nameProgram({ program, message }: ProofProblem): LintProblem {
  if (program === null) return fileProblem('tests/hidden', message);
  const [runtime = '', role] = program.split('/');
  return fileProblem(role === 'starter' ? `starter/${runtime}` : `solutions/${program}`, message);
}
