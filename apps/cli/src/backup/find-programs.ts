import { CommandError } from '../exit-code.js';
import type { RunProgram } from './program-run.js';
import { readInstalledMajor, runInstalled } from './run-installed.js';

/** PostgreSQL of the image that Touchstone builds for itself. */
const IMAGE_MAJOR = 17;

/**
 * Where the programs come from: what is installed, unless it is older than the server (pg_dump refuses a newer one), else
 * the image. null when neither would do.
 */
export function chooseSource(
  serverMajor: number,
  installedMajor: number | null,
): 'installed' | 'image' | null {
  if (installedMajor !== null && installedMajor >= serverMajor) return 'installed';
  return serverMajor <= IMAGE_MAJOR ? 'image' : null;
}

/**
 * @param openImage called when the image is needed; makes it if it is missing
 * @throws CommandError when this machine has no programs for a server of this version
 */
export async function findPrograms(
  serverMajor: number,
  openImage: () => Promise<RunProgram>,
): Promise<RunProgram> {
  const installedMajor = await readInstalledMajor();
  const source = chooseSource(serverMajor, installedMajor);
  if (source === 'installed') return runInstalled;
  if (source === 'image') return openImage();
  const had = installedMajor === null ? 'no client of it' : `a client of version ${installedMajor}`;
  throw new CommandError(
    `the database runs PostgreSQL ${serverMajor}, and this machine has ${had}: install postgresql-client-${serverMajor}`,
  );
}
