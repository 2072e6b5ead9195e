import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import {
  countOtherSessions,
  countStoredWork,
  countTables,
  DROP_EVERYTHING,
  listKnownMigrations,
  migrate,
  readServerMajor,
  withSchemaLock,
  type StoredWork,
} from '#persistence';
import type { Context } from '../context.js';
import { CommandError } from '../exit-code.js';
import { readBackup } from './backup-file.js';
import { findPrograms } from './find-programs.js';
import { openImage, openPlatformDatabase, splitPassword, type PlatformAccess } from './open-platform.js';
import { ProgramFailure, type RunProgram } from './program-run.js';

export interface RestoredBackup {
  readonly stored: StoredWork;
  /** Migrations that this release added to the schema of the backup. */
  readonly migrated: readonly string[];
}

/**
 * Puts a backup in the place of what the database holds, in one transaction, then brings its schema up to date.
 * @param replace throw away what is there
 * @throws CommandError saying why nothing was changed and what to do
 */
export async function restoreBackup(
  context: Context,
  { databaseUrl }: PlatformAccess,
  path: string,
  replace: boolean,
): Promise<RestoredBackup> {
  const dataSource = await openPlatformDatabase(databaseUrl);
  try {
    const runProgram = await findPrograms(await readServerMajor(dataSource), () => openImage(context));
    const migrations = await readBackup(path, runProgram, context.signal);
    refuseUnknown(migrations, listKnownMigrations(dataSource));
    await withSchemaLock(dataSource, async (session) => {
      const others = await countOtherSessions(session);
      if (others > 0) throw inUse(others);
      if (!replace) await refuseOccupied(dataSource);
      await load(context, databaseUrl, path, runProgram);
    });
    return { migrated: await migrate(dataSource), stored: await countStoredWork(dataSource) };
  } finally {
    await dataSource.destroy();
  }
}

function refuseUnknown(migrations: readonly string[], known: readonly string[]): void {
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new CommandError(
    `the backup was made by a newer Touchstone: this release does not know ${unknown.join(', ')}, only up to ${known.at(-1)}. ` +
      'Restore it with the release that made it, or a later one',
  );
}

const inUse = (others: number) =>
  new CommandError(
    `the database is in use: ${others} ${others === 1 ? 'connection' : 'connections'} of API or workers. ` +
      'Stop all of them, on every host, and try again',
  );

async function refuseOccupied(dataSource: DataSource): Promise<void> {
  const tables = await countTables(dataSource);
  if (tables === 0) return;
  // Tables of somebody else: the refusal is the same, only its words are others.
  const stored = await countStoredWork(dataSource).catch(() => null);
  const what = stored === null ? `${tables} tables` : describeStored(stored);
  throw new CommandError(
    `the database already holds ${what}. Restore into an empty one, or say --replace to throw them away (take a backup first)`,
  );
}

export function describeStored({ users, submissions, waiting, verdicts }: StoredWork): string {
  return `${users} users, ${submissions} submissions (${waiting} not judged yet) and ${verdicts} verdicts`;
}

/** @throws CommandError, and then the database is as it was */
async function load(context: Context, databaseUrl: string, path: string, runProgram: RunProgram) {
  const { target, password } = splitPassword(databaseUrl);
  try {
    await runProgram({
      name: 'psql',
      args: ['--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1', `--dbname=${target}`],
      password,
      input: Readable.from(writeScript(path, runProgram, context.signal), { objectMode: false }),
      signal: context.signal,
    });
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    throw new CommandError(`the backup could not be restored, and nothing was changed: ${error.said}`);
  }
}

/** Whoever reads along for hours must not hold this up. */
const BEGIN = `BEGIN; SET LOCAL lock_timeout = '10s'; ${DROP_EVERYTHING}\n`;
const COMMIT = 'COMMIT;\n';

/** Commits only what pg_restore has read to its end: a script that breaks off is rolled back with the connection. */
async function* writeScript(path: string, runProgram: RunProgram, signal: AbortSignal) {
  yield BEGIN;
  const output = new PassThrough();
  const restored = runProgram({
    name: 'pg_restore',
    args: ['--file=-', '--no-owner', '--no-privileges'],
    input: createReadStream(path),
    output,
    signal,
  });
  restored.catch((error: Error) => output.destroy(error));
  let isFirst = true;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    yield isFirst ? withoutNewerSettings(chunk) : chunk;
    isFirst = false;
  }
  await restored;
  yield COMMIT;
}

/** pg_restore 17 writes it whatever the server is; 15 and 16 do not know it. It stands in the first lines, before any data. */
function withoutNewerSettings(head: Buffer): Buffer {
  return Buffer.from(head.toString('latin1').replace('SET transaction_timeout = 0;\n', ''), 'latin1');
}
