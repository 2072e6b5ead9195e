import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandError } from '../exit-code.js';
import { ProgramFailure, type RunProgram } from './program-run.js';

/**
 * Writes a file that appears whole or not at all: aside, onto the disk, then renamed. Its owner alone may read it, as it holds
 * password hashes and programs of learners.
 * @throws CommandError when it is there already and may not be overwritten, or its folder is missing
 */
export async function writeWhole(
  path: string,
  overwrite: boolean,
  write: (file: Writable, unfinished: string) => Promise<void>,
): Promise<void> {
  if (!overwrite && (await exists(path)))
    throw new CommandError(`${path} is there already: choose another name, or say --force`);
  if (!(await exists(dirname(resolve(path)))))
    throw new CommandError(`there is no folder ${dirname(resolve(path))}`);
  const unfinished = `${path}.unfinished`;
  try {
    await rm(unfinished, { force: true });
    await write(createWriteStream(unfinished, { mode: 0o600, flush: true }), unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw explainFullDisk(error, path);
  }
}

/**
 * Reads a backup from its first byte to its last and tells which migrations its schema has had. Every block is unpacked, so a
 * file that lost its end or a byte does not pass.
 * @throws CommandError saying what is wrong with it
 */
export async function readBackup(
  path: string,
  runProgram: RunProgram,
  signal: AbortSignal,
): Promise<string[]> {
  if (!(await exists(path))) throw new CommandError(`there is no file ${path}`);
  const restore = async (args: readonly string[], output?: Writable) => {
    const input = createReadStream(path);
    await runProgram({
      name: 'pg_restore',
      args: [...args, '--file=-'],
      input,
      signal,
      ...(output === undefined ? {} : { output }),
    });
  };
  try {
    const script = new PassThrough();
    const [sql] = await Promise.all([
      text(script),
      restore(['--data-only', '--table=migrations'], script),
      restore([]),
    ]);
    return listMigrations(sql, path);
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    throw new CommandError(
      `${basename(path)} is not a whole backup, and nothing was changed: ${error.said}. Was it cut short while it was copied? ` +
        'Take another one',
    );
  }
}

/** Rows of `COPY public.migrations (id, "timestamp", name)`, as pg_restore writes them. */
function listMigrations(sql: string, path: string): string[] {
  const rows = /^COPY public\.migrations \(([^)]*)\) FROM stdin;\n([^]*?)^\\\.$/m.exec(sql);
  if (rows === null)
    throw new CommandError(`${basename(path)} is a dump of PostgreSQL, but not of Touchstone`);
  const [, columns = '', lines = ''] = rows;
  const index = columns.split(', ').indexOf('name');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[index] ?? '');
}

function explainFullDisk(error: unknown, path: string): unknown {
  if ((error as { code?: string }).code !== 'ENOSPC') return error;
  return new CommandError(`the disk of ${path} is full: nothing was kept there`, undefined, { cause: error });
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
