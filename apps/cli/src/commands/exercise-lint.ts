import { join, relative } from 'node:path';
import { lintExercise, loadCatalog, type LintProblem } from '#exercise-catalog';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { EXERCISES_DIR, listExerciseFolders } from '../local/load-exercises.js';
import { renderFinding } from '../terminal/render-finding.js';

export interface LintOptions {
  readonly json?: boolean;
}

interface Finding extends LintProblem {
  /** The folder that `file` is in. */
  readonly dir: string;
}

/** Lists every mistake of exercise folders without running anything. Without names: the whole clone, tracks too. */
export async function exerciseLint(
  context: Context,
  names: readonly string[],
  options: LintOptions,
): Promise<number> {
  const dirs = await listExerciseFolders(names, context.cwd);
  const findings = names.length > 0 ? await lintFolders(dirs) : await lintCatalog();
  if (options.json === true) printJson(context, findings);
  else printText(context, findings, dirs.length);
  return findings.some((finding) => finding.severity === 'error') ? EXIT_CODE.notAccepted : EXIT_CODE.ok;
}

async function lintFolders(dirs: readonly string[]): Promise<Finding[]> {
  const problems = await Promise.all(dirs.map((dir) => lintExercise(dir)));
  return problems.flatMap((found, index) => found.map((problem) => ({ ...problem, dir: dirs[index] ?? '' })));
}

async function lintCatalog(): Promise<Finding[]> {
  const { problems } = await loadCatalog(EXERCISES_DIR);
  return [...problems].flatMap(([folder, found]) =>
    found.map((problem) => ({ ...problem, dir: join(EXERCISES_DIR, folder) })),
  );
}

function printText({ terminal, cwd }: Context, findings: readonly Finding[], folders: number): void {
  const { style } = terminal;
  for (const finding of findings) terminal.print(renderFinding(finding.dir, cwd, finding, style));
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const checked = `${folders} exercise${folders === 1 ? '' : 's'}`;
  if (errors > 0) terminal.print(style.red(`✘ ${errors} mistake${errors === 1 ? '' : 's'} in ${checked}`));
  else terminal.print(style.green(`✔ ${checked}, no mistakes`));
}

function printJson({ terminal, cwd }: Context, findings: readonly Finding[]): void {
  for (const { dir, ...problem } of findings) {
    terminal.print(JSON.stringify({ ...problem, file: relative(cwd, join(dir, problem.file)) }));
  }
}
