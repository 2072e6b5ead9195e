import { randomInt } from 'node:crypto';
import { parseWords } from '../up/parse-words.js';
import { UpFailure } from '../up/up-failure.js';
import { FAULT_KINDS, type FaultKind } from './faults.js';

const TEXT = { type: 'string' } as const;
const OPTIONS = { seed: TEXT, rounds: TEXT, minutes: TEXT, faults: TEXT, workers: TEXT };

export interface ChaosOptions {
  readonly seed: number;
  /** Whichever comes first. */
  readonly rounds: number;
  readonly minutes: number;
  readonly faults: readonly FaultKind[];
  readonly workers: number;
  /** As they were given, without the seed. */
  readonly words: readonly string[];
}

/**
 * Reads `--seed 7 --rounds 20 --minutes 10 --faults api-killed,redis-killed --workers 2`. Unless told, every kind of fault
 * that is possible here comes once.
 * @throws UpFailure for anything else
 */
export function readOptions(words: readonly string[], possible = FAULT_KINDS): ChaosOptions {
  const { seed, rounds, minutes, faults, workers } = parseWords(words, OPTIONS);
  const kinds = faults === undefined ? possible : faults.split(',').map(readKind);
  return {
    seed: seed === undefined ? randomInt(2 ** 31) : readWhole('--seed', seed, 0),
    rounds:
      rounds !== undefined
        ? readWhole('--rounds', rounds, 1)
        : minutes === undefined
          ? kinds.length
          : Number.MAX_SAFE_INTEGER,
    minutes: minutes === undefined ? Number.POSITIVE_INFINITY : readWhole('--minutes', minutes, 1),
    faults: kinds,
    words: words.filter((word, index) => word !== '--seed' && words[index - 1] !== '--seed'),
    workers: workers === undefined ? 2 : readWhole('--workers', workers, 1),
  };
}

function readWhole(name: string, word: string, least: number): number {
  const value = Number(word);
  if (!Number.isSafeInteger(value) || value < least)
    throw new UpFailure(`${name} takes a whole number from ${least}, not ${word}`);
  return value;
}

function readKind(word: string): FaultKind {
  const kind = FAULT_KINDS.find((known) => known === word);
  if (kind === undefined)
    throw new UpFailure(`there is no fault "${word}": choose from ${FAULT_KINDS.join(', ')}`);
  return kind;
}
