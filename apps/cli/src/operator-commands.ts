import type { Command } from 'commander';
import { JSON_LINES, SERVER } from './command-options.js';
import type { BackupOptions } from './commands/backup.js';
import type { RequeueOptions } from './commands/requeue.js';
import type { RestoreOptions } from './commands/restore.js';
import type { Context } from './context.js';

type Finish = (exitCode: number) => void;

/** For those who run a platform. */
export function addOperatorCommands(program: Command, context: Context, finish: Finish): void {
  program
    .command('doctor')
    .description('prove each limit of the sandbox on this machine')
    .option(...JSON_LINES)
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./commands/doctor.js');
      finish(await doctor(context, options));
    });

  program
    .command('requeue')
    .description('judge submissions again that were given up by our fault; for admins')
    .argument('[submission...]', 'ids, as the page of operations shows them')
    .option('--all', 'every one that was given up')
    .option(...JSON_LINES)
    .option(...SERVER)
    .action(async (submissions: string[], options: RequeueOptions) => {
      const { requeue } = await import('./commands/requeue.js');
      finish(await requeue(context, submissions, options));
    });

  program
    .command('make-admin')
    .description('make an account that may do everything, and print its password once; needs DATABASE_URL')
    .argument('<email>')
    .action(async (email: string) => {
      const { makeAdmin } = await import('./commands/make-admin.js');
      finish(await makeAdmin(context, email));
    });

  addBackupCommands(program, context, finish);
}

function addBackupCommands(program: Command, context: Context, finish: Finish): void {
  program
    .command('backup')
    .description('write the whole database into a file, while the platform runs')
    .argument('<file>', 'e.g. touchstone.dump; appears whole, or not at all')
    .option('--force', 'overwrite a file that is there')
    .option(...JSON_LINES)
    .action(async (file: string, options: BackupOptions) => {
      const { backup } = await import('./commands/backup.js');
      finish(await backup(context, file, options));
    });

  program
    .command('restore')
    .description('put a backup into the database; API and workers have to be stopped')
    .argument('<file>', 'what `touchstone backup` wrote')
    .option('--replace', 'throw away what the database holds')
    .option(...JSON_LINES)
    .action(async (file: string, options: RestoreOptions) => {
      const { restore } = await import('./commands/restore.js');
      finish(await restore(context, file, options));
    });
}
