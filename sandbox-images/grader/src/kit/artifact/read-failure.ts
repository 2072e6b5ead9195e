import { KitFailure } from '../failures.js';
import { getText } from './submitted-files.js';
import { toPlace } from './to-place.js';

/** Larger ones are no configuration; parsers need time that grows faster than their text (H08, I15). */
const MAX_PARSED_BYTES = 64 * 1024;
/** Deeper values would overflow the stack of whoever compares or prints them. */
export const MAX_DEPTH = 100;

/** @throws KitFailure when there is no such file, or more of it than a parser gets */
export function getParsedText(path: string): string {
  const text = getText(path);
  if (Buffer.byteLength(text) <= MAX_PARSED_BYTES) return text;
  throw new KitFailure(
    'assertion',
    `${path} has more than ${MAX_PARSED_BYTES / 1024} KiB: nothing of the kind needs that.`,
  );
}

/** A mistake in a learner's file, where their editor shows it. */
export function mistakeAt(path: string, text: string, offset: number, message: string): KitFailure {
  const { line, column } = toPlace(text, offset);
  return new KitFailure('assertion', `${path}, line ${line}, column ${column}: ${message}`);
}

/** @throws KitFailure when a value is nested so deeply that comparing it would fail */
export function assertShallow(path: string, value: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) throw tooDeep(path);
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) assertShallow(path, part, depth + 1);
}

export const tooDeep = (path: string): KitFailure =>
  new KitFailure('assertion', `${path} is nested deeper than ${MAX_DEPTH} levels.`);
