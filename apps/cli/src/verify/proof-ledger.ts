import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Exercise, Solution } from '#exercise-catalog';
import { EXERCISES_DIR } from '../local/load-exercises.js';

/** Fewer shuffled runs than this tell too little to be kept. */
const KEPT_FROM_REPEATS = 3;

/** What is kept of a proof, beside the hash of what was proven. */
const ProofFacts = z.strictObject({
  repeats: z.number().int(),
  programs: z.number().int(),
  /** Hidden tests. Older proofs kept neither this nor the next. */
  tests: z.number().int().optional(),
  /** Time in the pod of accepted solutions, median over all of their runs. */
  medianMs: z.number().int().optional(),
});
export type ProofFacts = z.infer<typeof ProofFacts>;

const ProofLedgerFile = z.record(z.string(), ProofFacts.extend({ hash: z.string() }));

export interface LoadedForProof {
  readonly exercise: Exercise;
  readonly solutions: readonly Solution[];
}

/**
 * Which exercises are proven as they stand: `exercises/.proofs.json`, kept in git. An exercise whose judging changed
 * since, or a solution of it, is not in it any more.
 */
export class ProofLedger {
  constructor(private readonly file: string = join(EXERCISES_DIR, '.proofs.json')) {}

  isProven(loaded: LoadedForProof): boolean {
    return this.find(loaded) !== null;
  }

  /** What is known of the exercise as it stands; null when it is not proven. */
  find(loaded: LoadedForProof): ProofFacts | null {
    const { hash, ...facts } = this.read()[loaded.exercise.slug] ?? { hash: '' };
    return hash === hashOf(loaded) ? (facts as ProofFacts) : null;
  }

  /** Keeps a proof of the whole exercise, unless the same was proven by as many runs before and the figures of them are there. */
  record(loaded: LoadedForProof, facts: ProofFacts): void {
    const { repeats } = facts;
    if (repeats < KEPT_FROM_REPEATS) return;
    const { slug } = loaded.exercise;
    const known = this.read();
    const hash = hashOf(loaded);
    const before = known[slug]?.hash === hash ? known[slug] : null;
    const lacksFigures = before?.tests === undefined && before?.repeats === repeats;
    if (before && before.repeats >= repeats && !lacksFigures) return;
    const entries = Object.entries({ ...known, [slug]: { ...facts, hash } });
    const sorted = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(this.file, `${JSON.stringify(sorted, null, 2)}\n`);
  }

  private read(): z.infer<typeof ProofLedgerFile> {
    if (!existsSync(this.file)) return {};
    return ProofLedgerFile.parse(JSON.parse(readFileSync(this.file, 'utf8')));
  }
}

/**
 * SHA-256 over what takes part in a judgement (manifest, starters, suites, solutions). Not over the exercise's version,
 * which also counts what is only read: a sentence more in the statement changes no verdict.
 */
function hashOf({ exercise, solutions }: LoadedForProof): string {
  const { manifest, starters, publicSuite, hiddenSuite } = exercise;
  const canonical = solutions
    .map(({ runtime, name, files, expectation }) => JSON.stringify([runtime, name, files, expectation]))
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([manifest, starters, publicSuite, hiddenSuite, canonical]))
    .digest('hex');
}
