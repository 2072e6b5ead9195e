import { transformSync } from '@swc/wasm-typescript';
import { LRUCache } from 'lru-cache';
import { PlatformFault, type SuiteFile } from '#contracts';

/** Characters, with and without types: some hundred suites. */
const MOST_KEPT = 16 * 1024 * 1024;

const stripped = new LRUCache<string, string>({
  maxSize: MOST_KEPT,
  // Nothing may be without size.
  sizeCalculation: (javascript, typescript) => 1 + javascript.length + typescript.length,
});

/**
 * Takes the types out of a suite's TypeScript as Node would while it imports it: they become spaces, so that lines and
 * columns stay. Done once here, it spares every grader the compiler.
 * @throws PlatformFault `grader-not-ready` for what is more than types, such as an `enum`
 */
export function takeTypesOut(files: readonly SuiteFile[]): SuiteFile[] {
  return files.map((file) =>
    file.path.endsWith('.ts') ? { path: file.path, content: takeOut(file) } : { ...file },
  );
}

function takeOut({ path, content }: SuiteFile): string {
  const known = stripped.get(content);
  if (known !== undefined) return known;
  const code = strip(path, content);
  stripped.set(content, code);
  return code;
}

function strip(path: string, content: string): string {
  try {
    return transformSync(content, { mode: 'strip-only', filename: path }).code;
  } catch (cause) {
    const { message, startLine } = cause as { message: string; startLine?: number };
    const place = startLine === undefined ? path : `${path}, line ${startLine}`;
    throw new PlatformFault('grader-not-ready', `The suite could not be loaded: ${place}: ${message}`, {
      cause,
    });
  }
}
