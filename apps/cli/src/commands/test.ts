import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Seed, type SuiteFile } from '#contracts';
import { NO_COHORTS, showVerdict } from '#judging';
import type { Context } from '../context.js';
import { CommandError } from '../exit-code.js';
import { getExercise, listExerciseFolders } from '../local/load-exercises.js';
import { openLocalJudge } from '../local/local-judge.js';
import { toExitCode } from '../outcome-exit-code.js';
import { renderVerdict } from '../terminal/render-verdict.js';
import { VerdictProgress } from '../terminal/verdict-progress.js';
import { getRuntime } from '../workspace/find-runtime.js';
import { findProject } from '../workspace/project-file.js';
import { readSubmission } from '../workspace/read-submission.js';

export interface TestOptions {
  readonly exercise?: string;
  readonly runtime?: string;
  readonly hidden?: boolean;
  readonly seed?: string;
  readonly json?: boolean;
}

/**
 * Runs the public tests on this machine, in the pods a submission would get, without a server. With `hidden` and the seed of
 * a verdict, the same files meet the same requests again.
 */
export async function test(
  context: Context,
  folder: string | undefined,
  options: TestOptions,
): Promise<number> {
  const { terminal } = context;
  const dir = resolve(context.cwd, folder ?? '.');
  const project = await findProject(dir);
  const name = options.exercise ?? project?.exercise;
  if (name === undefined) throw new CommandError('which exercise is this for? Pass --exercise <slug>');
  const seed = readSeed(options.seed);
  const files = await readSubmission(dir, project?.provided);
  const [exerciseDir = ''] = await listExerciseFolders([name], context.cwd);
  const { exercise: published } = await getExercise(exerciseDir, context.cwd);
  const [first, second] = published.manifest.runtimes;
  const only = second === undefined ? first : undefined;
  const runtime = getRuntime(options.runtime, project?.runtime ?? only, files);
  const exercise = { ...published, publicSuite: (await readOwnTests(dir)) ?? published.publicSuite };
  const judge = await openLocalJudge(context, [exercise]);
  const mode = options.hidden === true ? 'graded' : 'public';
  const progress = new VerdictProgress(terminal);
  const verdict = await judge
    .run({
      exercise,
      runtime,
      files,
      mode,
      seed,
      signal: context.signal,
      onEvent: (event) => {
        if (options.json === true) return terminal.print(JSON.stringify(event));
        // What is hidden from learners is hidden from these events: the whole is told at the end.
        if (options.hidden !== true) progress.take(event);
      },
    })
    .finally(() => judge.close());
  terminal.show('');
  const shown = showVerdict(verdict, exercise, {
    mode,
    staff: true,
    passed: false,
    release: NO_COHORTS,
  });
  if (options.json === true) terminal.print(JSON.stringify({ type: 'verdict', verdict: shown }));
  else terminal.print(renderVerdict(shown, terminal.style, { tests: options.hidden === true }).join('\n'));
  return toExitCode(verdict.outcome);
}

function readSeed(text: string | undefined): Seed | undefined {
  if (text === undefined) return undefined;
  const seed = Seed.safeParse(text);
  if (seed.success) return seed.data;
  throw new CommandError(`${text} is not a seed: 16 hexadecimal digits, as a verdict names it`);
}

/** The public tests as they lie in the learner's folder, so that cases of their own run too; null without any. */
async function readOwnTests(dir: string): Promise<SuiteFile[] | null> {
  const tests = join(dir, 'tests', 'public');
  if (!existsSync(tests)) return null;
  const names = (await readdir(tests, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  const files = names.map(async (name) => ({
    path: `tests/public/${name.replaceAll('\\', '/')}`,
    content: await readFile(join(tests, name), 'utf8'),
  }));
  return names.length === 0 ? null : Promise.all(files);
}
