import { isProgramRuntime, PROGRAM_RUNTIMES, type RuntimeName } from '../runtimes.js';

/** Names of which a submission in this runtime needs one, at its top level; none where no program starts. */
export function listEntryFiles(runtime: RuntimeName): readonly string[] {
  return isProgramRuntime(runtime) ? PROGRAM_RUNTIMES[runtime].entryFiles : [];
}

/** Whether a path is where some runtime's program starts. */
export function isEntryFile(path: string): boolean {
  return Object.values(PROGRAM_RUNTIMES).some(({ entryFiles }) =>
    (entryFiles as readonly string[]).includes(path),
  );
}
