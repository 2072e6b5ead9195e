import { isProgramRuntime, type ProgramRuntime, type RuntimeName } from '../runtimes.js';

/** The file a program starts at, in the order in which the runtime's image looks for it. */
const ENTRY_FILES = {
  node: ['main.ts', 'main.mts', 'main.js', 'main.mjs', 'main.cjs'],
  python: ['main.py'],
} as const satisfies Record<ProgramRuntime, readonly string[]>;

/** Names of which a submission in this runtime needs one, at its top level; none where no program starts. */
export function listEntryFiles(runtime: RuntimeName): readonly string[] {
  return isProgramRuntime(runtime) ? ENTRY_FILES[runtime] : [];
}

/** Whether a path is where some runtime's program starts. */
export function isEntryFile(path: string): boolean {
  return Object.values(ENTRY_FILES).some((names) => (names as readonly string[]).includes(path));
}
