import { SuiteMistake } from './failures.js';
import { randomStream } from './random-stream.js';

/** Values that differ from submission to submission and repeat with the same seed; each test has a stream of its own. */
export interface RandomData {
  /** From 0 up to but not including 1. */
  number(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
  /** Lower-case letters and digits, beginning with a letter. Default 8 characters. */
  word(length?: number): string;
  /** Capitalised words with a full stop. Default 6 words. */
  sentence(words?: number): string;
  /** A version 4 UUID. */
  uuid(): string;
  email(): string;
  bytes(length: number): Uint8Array;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS_AND_DIGITS = `${LETTERS}0123456789`;

export function randomData(seed: string, label: string): RandomData {
  const next = randomStream(seed, label);

  const number = () => next() / 2 ** 32;
  const integer = (min: number, max: number) => min + Math.floor(number() * (max - min + 1));
  const bytes = (length: number) => Uint8Array.from({ length }, () => next() & 0xff);
  const characters = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join('');
  const word = (length = 8) => characters(LETTERS, 1) + characters(LETTERS_AND_DIGITS, length - 1);

  return {
    number,
    integer,
    bytes,
    word,
    pick: (items) => {
      if (items.length === 0) throw new SuiteMistake('random.pick needs at least one item.');
      return items[integer(0, items.length - 1)] as (typeof items)[number];
    },
    shuffle: (items) => shuffle(items, integer),
    sentence: (words = 6) => {
      const text = Array.from({ length: words }, () => word(integer(2, 9))).join(' ');
      return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
    },
    uuid: () => toUuid(bytes(16)),
    email: () => `${word(6)}.${word(8)}@example.com`,
  };
}

function shuffle<T>(items: readonly T[], integer: (min: number, max: number) => number): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = integer(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

function toUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  const variant = '89ab'[(bytes[8] ?? 0) & 3] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
