import { stat } from 'node:fs/promises';
import { readServerMajor } from '#persistence';
import type { Context } from '../context.js';
import { readBackup, writeWhole } from './backup-file.js';
import { findPrograms } from './find-programs.js';
import { openImage, openPlatformDatabase, splitPassword, type PlatformAccess } from './open-platform.js';

export interface TakenBackup {
  readonly bytes: number;
  /** Name of the newest migration of its schema. */
  readonly schema: string;
}

/** A table that a migration holds locked must not stall a backup for ever. */
const LOCK_WAIT = '30s';

/** Writes the whole database as of one moment, and reads the file back before it gets its name. */
export async function takeBackup(
  context: Context,
  { databaseUrl }: PlatformAccess,
  path: string,
  overwrite: boolean,
): Promise<TakenBackup> {
  const { signal } = context;
  const dataSource = await openPlatformDatabase(databaseUrl);
  const serverMajor = await readServerMajor(dataSource).finally(() => dataSource.destroy());
  const runProgram = await findPrograms(serverMajor, () => openImage(context));
  const { target, password } = splitPassword(databaseUrl);
  let migrations: string[] = [];
  await writeWhole(path, overwrite, async (output, unfinished) => {
    const args = ['--format=custom', '--no-owner', '--no-privileges', `--lock-wait-timeout=${LOCK_WAIT}`];
    await runProgram({
      name: 'pg_dump',
      args: [...args, '--no-password', `--dbname=${target}`],
      password,
      output,
      signal,
    });
    migrations = await readBackup(unfinished, runProgram, signal);
  });
  return { bytes: (await stat(path)).size, schema: migrations.at(-1) ?? '' };
}
