import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Exercise, Solution } from '#exercise-catalog';
import { EXERCISES_DIR } from '../local/load-exercises.js';

/** Fewer shuffled runs than this tell too little to be kept. */
const KEPT_FROM_REPEATS = 3;

const ProofLedgerFile = z.record(
  z.string(),
  z.strictObject({ hash: z.string(), repeats: z.number().int(), programs: z.number().int() }),
);

export interface LoadedForProof {
  readonly exercise: Exercise;
  readonly solutions: readonly Solution[];
}

/**
 * Which exercises are proven as they stand: `exercises/.proofs.json`, kept in git. An exercise that changed since, or a
 * solution of it, is not in it any more.
 */
export class ProofLedger {
  constructor(private readonly file: string = join(EXERCISES_DIR, '.proofs.json')) {}

  isProven(loaded: LoadedForProof): boolean {
    return this.read()[loaded.exercise.slug]?.hash === hashOf(loaded);
  }

  /** Keeps a proof of the whole exercise, unless the same was proven by more runs before. */
  record(loaded: LoadedForProof, { repeats, programs }: { repeats: number; programs: number }): void {
    if (repeats < KEPT_FROM_REPEATS) return;
    const { slug } = loaded.exercise;
    const known = this.read();
    const hash = hashOf(loaded);
    if (known[slug]?.hash === hash && known[slug].repeats >= repeats) return;
    const entries = Object.entries({ ...known, [slug]: { hash, repeats, programs } });
    const sorted = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(this.file, `${JSON.stringify(sorted, null, 2)}\n`);
  }

  private read(): z.infer<typeof ProofLedgerFile> {
    if (!existsSync(this.file)) return {};
    return ProofLedgerFile.parse(JSON.parse(readFileSync(this.file, 'utf8')));
  }
}

/** SHA-256 over what is judged (the exercise's version) and over what it is judged by (its solutions). */
function hashOf({ exercise, solutions }: LoadedForProof): string {
  const canonical = solutions
    .map(({ runtime, name, files, expectation }) => JSON.stringify([runtime, name, files, expectation]))
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([exercise.version, canonical]))
    .digest('hex');
}
