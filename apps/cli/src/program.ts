import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addAuthorCommands } from './author-commands.js';
import { addOperatorCommands } from './operator-commands.js';
import { JSON_LINES, SERVER } from './command-options.js';
import type { DownloadOptions } from './commands/download.js';
import type { LoginOptions } from './commands/login.js';
import type { StatusOptions } from './commands/status.js';
import type { SubmitOptions } from './commands/submit.js';
import type { TestOptions } from './commands/test.js';
import type { Context } from './context.js';
import { cloneFolder } from './up/state-folder.js';

const EXIT_CODES = `
Exit codes: 0 accepted or done · 1 not accepted, or a mistake of yours · 2 our fault, or out of reach
Environment: TOUCHSTONE_URL (server), TOUCHSTONE_TOKEN (personal access token), NO_COLOR`;

type Finish = (exitCode: number) => void;

/** The commands and options of `touchstone`. Each command is loaded when it is used, so that help answers at once. */
export function buildProgram(context: Context, finish: Finish): Command {
  const program = new Command('touchstone')
    .description(
      'Submit a real backend, watch hidden tests grade it, and write exercises that prove themselves.',
    )
    .version(readVersion(), '-v, --version')
    .showHelpAfterError('(touchstone --help shows every command)')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.print(text.trimEnd()),
      writeErr: (text) => context.terminal.note(text.trimEnd()),
    });
  addAccountCommands(program, context, finish);
  addLearnerCommands(program, context, finish);
  addAuthorCommands(program, context, finish);
  addOperatorCommands(program, context, finish);
  return program;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(cloneFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

function addAccountCommands(program: Command, context: Context, finish: Finish): void {
  program
    .command('login')
    .description('log in and keep a personal access token, readable by you only')
    .option(...SERVER)
    .option('--email <email>')
    .option('--register', 'make a new account')
    .option('--name <name>', 'name to show, with --register')
    .option('--token <token>', 'use this personal access token')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options: LoginOptions) => {
      const { login } = await import('./commands/login.js');
      finish(await login(context, options));
    });

  program
    .command('logout')
    .description('forget the token and end it on the server')
    .option(...SERVER)
    .action(async (options: { server?: string }) => {
      const { logout } = await import('./commands/logout.js');
      finish(await logout(context, options));
    });

  program
    .command('whoami')
    .description('show who you are logged in as')
    .option(...SERVER)
    .option(...JSON_LINES)
    .action(async (options: { server?: string; json?: boolean }) => {
      const { whoami } = await import('./commands/whoami.js');
      finish(await whoami(context, options));
    });
}

function addLearnerCommands(program: Command, context: Context, finish: Finish): void {
  program
    .command('exercises')
    .description('list the exercises with your best scores')
    .option(...SERVER)
    .option(...JSON_LINES)
    .action(async (options: { server?: string; json?: boolean }) => {
      const { exercises } = await import('./commands/exercises.js');
      finish(await exercises(context, options));
    });

  program
    .command('download')
    .description('write a folder to work in: starter, statement and public tests')
    .argument('<exercise>')
    .argument('[dir]', 'default: a new folder named after the exercise')
    .option('--runtime <runtime>', 'one of those that the exercise lists')
    .option('--force', 'overwrite files that are there')
    .option(...SERVER)
    .action(async (exercise: string, dir: string | undefined, options: DownloadOptions) => {
      const { download } = await import('./commands/download.js');
      finish(await download(context, exercise, dir, options));
    });

  addTestCommand(program, context, finish);
  addSubmitCommand(program, context, finish);

  program
    .command('status')
    .description('show the verdict of a submission, or how far it is')
    .argument('<id>')
    .option('--watch', 'wait for the verdict')
    .option(...JSON_LINES)
    .option(...SERVER)
    .action(async (id: string, options: StatusOptions) => {
      const { status } = await import('./commands/status.js');
      finish(await status(context, id, options));
    });
}

function addTestCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('test')
    .description(
      'run the public tests on this machine, in the pods a submission gets; needs Docker, no server',
    )
    .argument('[dir]', 'default: this folder')
    .option('--exercise <slug>', 'default: from touchstone.json')
    .option('--runtime <runtime>', 'default: from touchstone.json, or the main file')
    .option('--hidden', 'the hidden tests of this clone instead, told in full: for authors and staff')
    .option('--seed <hex>', 'the random inputs of an earlier run; a verdict names its seed')
    .option(...JSON_LINES)
    .action(async (dir: string | undefined, options: TestOptions) => {
      const { test } = await import('./commands/test.js');
      finish(await test(context, dir, options));
    });
}

function addSubmitCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('submit')
    .description('hand in a folder and watch the verdict arrive')
    .argument('[dir]', 'default: this folder')
    .option('--exercise <slug>', 'default: from touchstone.json')
    .option('--runtime <runtime>', 'default: from touchstone.json, or the main file')
    .option('--public', 'only the public tests, without a score')
    .option('--watch', 'wait for the verdict (default on a terminal and with --json)')
    .option('--no-watch', 'hand in and leave')
    .option(...JSON_LINES)
    .option(...SERVER)
    .action(async (dir: string | undefined, options: SubmitOptions) => {
      const { submit } = await import('./commands/submit.js');
      finish(await submit(context, dir, options));
    });
}
