import { listEntryFiles, RuntimeName, type SubmissionFile } from '#contracts';
import { CommandError } from '../exit-code.js';

/**
 * The runtime the user named, else the project's, else the one whose main file is there, else SQL where there is some.
 * @throws CommandError when it stays open
 */
export function getRuntime(
  named: string | undefined,
  project: RuntimeName | undefined,
  files: readonly SubmissionFile[],
): RuntimeName {
  if (named !== undefined) return parseRuntime(named);
  if (project !== undefined) return project;
  const fitting = RuntimeName.options.filter((runtime) =>
    files.some((file) => listEntryFiles(runtime).includes(file.path)),
  );
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (fitting.length === 0 && files.some(({ path }) => path.endsWith('.sql'))) return 'sql';
  throw new CommandError(
    `which runtime is this for? Pass --runtime ${RuntimeName.options.join(' or --runtime ')}`,
  );
}

export function parseRuntime(name: string): RuntimeName {
  const known = RuntimeName.safeParse(name);
  if (known.success) return known.data;
  throw new CommandError(`${name} is not a runtime; there are ${RuntimeName.options.join(', ')}`);
}
