import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SuiteFile } from '#contracts';
import { getState, resetState, type State } from 'jest-circus';

/** One test file, read: what Jest collected from it. */
export interface ReadFile {
  readonly path: string;
  readonly state: State;
}

const TEST_FILE = /\.test\.(?:ts|js|mjs)$/;

/** Writes the suite to `directory`, whose modules can then import each other and the kit. */
export async function writeSuite(files: readonly SuiteFile[], directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  for (const { path, content } of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

/** What a `.ts` file of the suite holds is JavaScript by now: Node shall not load its compiler to find that out. */
export function expectNoTypes(directory: string): void {
  const suite = `${pathToFileURL(directory).href}/`;
  module.registerHooks?.({
    load: (url, context, next) =>
      url.startsWith(suite) && url.endsWith('.ts')
        ? { format: 'module', source: readFileSync(new URL(url)), shortCircuit: true }
        : next(url, context),
  });
}

/**
 * Imports the test files in order of their paths. Each gets a state of its own, so that a hook at the top of one file
 * does not run for the tests of another, as in Jest.
 * @throws Error that names the file, when one cannot be read
 */
export async function readSuite(files: readonly SuiteFile[], directory: string): Promise<ReadFile[]> {
  const paths = files
    .map((file) => file.path)
    .filter((path) => TEST_FILE.test(path))
    .sort();
  if (paths.length === 0) throw new Error('The suite has no file that ends in .test.ts.');
  const read: ReadFile[] = [];
  for (const path of paths) {
    resetState();
    try {
      await import(pathToFileURL(join(directory, path)).href);
    } catch (error) {
      throw new Error(`${path} could not be read: ${describe(error)}`, { cause: error });
    }
    read.push({ path, state: getState() });
  }
  return read;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
