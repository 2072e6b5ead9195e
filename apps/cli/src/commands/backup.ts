import { resolve } from 'node:path';
import { withPlatform } from '../backup/open-platform.js';
import { takeBackup } from '../backup/take-backup.js';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';

export interface BackupOptions {
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Writes everything that is not rebuilt into a file, while the platform runs. For operators, on a host that reaches Postgres. */
export async function backup(context: Context, file: string, options: BackupOptions): Promise<number> {
  const { terminal } = context;
  const path = resolve(context.cwd, file);
  terminal.show('writing the backup, then reading it back …');
  const { bytes, schema } = await withPlatform(context, false, (access) =>
    takeBackup(context, access, path, options.force === true),
  );
  terminal.show('');
  if (options.json === true) terminal.print(JSON.stringify({ file: path, bytes, schema }));
  else {
    terminal.print(`${file}: ${toSize(bytes)}, whole, schema ${schema}`);
    terminal.note(
      'Keep TOUCHSTONE_SECRET with it: secrets of webhooks and learning platforms open with nothing else.',
    );
  }
  return EXIT_CODE.ok;
}

const toSize = (bytes: number): string =>
  bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
