import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CORPUS } from './hostile-case.js';

export type CanaryKind = 'SUITE' | 'EXPECTED' | 'TITLE' | 'WORKER';
/** Tokens that no one but the staff may ever see, new for each run. */
export type Canaries = Readonly<Record<CanaryKind, string>>;

export function makeCanaries(): Canaries {
  const token = (kind: string): string => `canary-${kind}-${randomBytes(8).toString('hex')}`;
  return {
    SUITE: token('suite'),
    EXPECTED: token('expected'),
    TITLE: token('title'),
    WORKER: token('worker'),
  };
}

/** Replaces `CANARY_<KIND>` by this run's tokens. */
export const plantCanaries = (text: string, canaries: Canaries): string =>
  text.replace(/\bCANARY_(SUITE|EXPECTED|TITLE|WORKER)\b/g, (_, kind: CanaryKind) => canaries[kind]);

/** A copy of the target exercises whose hidden suites carry the canaries. */
export class TargetExercises {
  readonly folder = mkdtempSync(join(tmpdir(), 'touchstone-targets-'));

  constructor(readonly canaries: Canaries) {
    cpSync(join(CORPUS, '.exercises'), this.folder, { recursive: true });
    for (const path of readdirSync(this.folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(this.folder, path);
      if (statSync(file).isFile()) writeFileSync(file, plantCanaries(readFileSync(file, 'utf8'), canaries));
    }
  }

  /** Their slugs. */
  get exercises(): string[] {
    return readdirSync(this.folder).filter((name) => name !== 'tracks');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
