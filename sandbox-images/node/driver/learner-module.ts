import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const MAIN_FILES = ['main.ts', 'main.mts', 'main.js', 'main.mjs', 'main.cjs'];

/** A wish that the learner's module cannot meet, in words for the learner. */
export class Unavailable extends Error {}

/** What the learner's main file exports. */
export class LearnerModule {
  constructor(readonly exports: Readonly<Record<string, unknown>>) {}

  static async load(directory: string): Promise<LearnerModule> {
    const main = MAIN_FILES.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (!main) throw new Unavailable(`there is none of the files ${MAIN_FILES.join(', ')}`);
    return new LearnerModule((await import(pathToFileURL(main).href)) as Record<string, unknown>);
  }

  /** A function or class by its name: a named export, or a property of the default export (`module.exports`). */
  getFunction(name: string): (...args: unknown[]) => unknown {
    const found =
      this.exports[name] ?? (this.exports['default'] as Record<string, unknown> | undefined)?.[name];
    if (typeof found === 'function') return found as (...args: unknown[]) => unknown;
    const names = this.#listNames();
    const exported = names.length > 0 ? `exports ${names.join(', ')}` : 'exports nothing';
    throw new Unavailable(`your module exports no function or class called ${name}; it ${exported}`);
  }

  #listNames(): string[] {
    const byDefault: unknown = this.exports['default'];
    const nested = typeof byDefault === 'object' && byDefault !== null ? Object.keys(byDefault) : [];
    return [...new Set([...Object.keys(this.exports), ...nested])].slice(0, 20);
  }
}
