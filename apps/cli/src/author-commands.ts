import { InvalidArgumentError, type Command } from 'commander';
import type { PushOptions } from './commands/exercise-push.js';
import type { Context } from './context.js';

type Finish = (exitCode: number) => void;

/** `touchstone exercise …`: for those who write exercises. */
export function addAuthorCommands(program: Command, context: Context, finish: Finish): void {
  const exercise = program
    .command('exercise')
    .description('for authors: check, prove, start and publish exercise folders');

  exercise
    .command('lint')
    .description('list every mistake of exercise folders with file, line and column; runs nothing')
    .argument('[folders...]', 'folders or slugs; default: every exercise and track of this clone')
    .option('--json', 'one JSON object for each mistake')
    .action(async (folders: string[], options: { json?: boolean }) => {
      const { exerciseLint } = await import('./commands/exercise-lint.js');
      finish(await exerciseLint(context, folders, options));
    });

  exercise
    .command('verify')
    .description('prove exercises by running their own solutions in real pods')
    .argument(
      '[folders...]',
      'folders or slugs; default: those of this clone that changed since their last proof',
    )
    .option('--all', 'every exercise of this clone')
    .option('--repeats <n>', 'runs of each solution, each in another order', toCount, 3)
    .option('--concurrency <n>', 'pods at once (default: what this machine can take)', toCount)
    .option(
      '--throttle <percent>',
      'give programs only this much of the processor time that their limits allow, e.g. 50',
      toShare,
    )
    .option(
      '--only <text>',
      'only programs whose name holds this, e.g. node/rejected; repeatable',
      collect,
      [],
    )
    .option('--json', 'one JSON object for each exercise')
    .action(async (folders: string[], options: VerifyFlags) => {
      const { exerciseVerify } = await import('./commands/exercise-verify.js');
      finish(await exerciseVerify(context, folders, options));
    });

  exercise
    .command('push')
    .description(
      'for instructors: send an exercise folder to a server, which proves it; publish it when it is',
    )
    .argument('[folder]', 'folder or slug; default: this folder')
    .option('--publish', 'make it the current version once it is proven')
    .option('--watch', 'wait for the proof (default on a terminal, with --publish and with --json)')
    .option('--no-watch', 'send and leave')
    .option('--json', 'one JSON object on each line')
    .option('--server <url>', 'the server to talk to (default: TOUCHSTONE_URL or http://localhost:3000)')
    .action(async (folder: string | undefined, options: PushOptions) => {
      const { exercisePush } = await import('./commands/exercise-push.js');
      finish(await exercisePush(context, folder, options));
    });

  exercise
    .command('new')
    .description('write a small exercise that works, to start from')
    .argument('<slug>', 'its folder name, e.g. url-shortener')
    .option('--into <folder>', 'where to put it (default: exercises/ of this clone)')
    .action(async (slug: string, options: { into?: string }) => {
      const { exerciseNew } = await import('./commands/exercise-new.js');
      finish(await exerciseNew(context, slug, options));
    });
}

interface VerifyFlags {
  readonly repeats: number;
  readonly concurrency?: number;
  readonly throttle?: number;
  readonly only: string[];
  readonly all?: boolean;
  readonly json?: boolean;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100)
    throw new InvalidArgumentError('give a number from 1 to 100');
  return count;
}

function toShare(text: string): number {
  const percent = Number(text);
  if (!Number.isInteger(percent) || percent < 10 || percent > 100)
    throw new InvalidArgumentError('give a percentage from 10 to 100');
  return percent;
}

function collect(text: string, known: readonly string[]): string[] {
  return [...known, text];
}
