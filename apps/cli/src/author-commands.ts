import { InvalidArgumentError, type Command } from 'commander';
import type { Context } from './context.js';

type Finish = (exitCode: number) => void;

/** `touchstone exercise …`: for those who write exercises. */
export function addAuthorCommands(program: Command, context: Context, finish: Finish): void {
  const exercise = program
    .command('exercise')
    .description('for authors: check, prove and start exercise folders');

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

function collect(text: string, known: readonly string[]): string[] {
  return [...known, text];
}
