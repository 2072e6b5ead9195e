import { randomData, type RandomData } from './random-data.js';
import { findScope } from './scope.js';
import { getSession } from './session.js';

let whileReading: { readonly seed: string; readonly data: RandomData } | null = null;

/** The running test's stream; while a suite is read (`it.each` tables), one of its own. */
function current(): RandomData {
  const scope = findScope();
  if (scope) return scope.random;
  const { seed } = getSession();
  if (whileReading?.seed !== seed) whileReading = { seed, data: randomData(seed, 'while the suite is read') };
  return whileReading.data;
}

export const random: RandomData = {
  number: () => current().number(),
  integer: (min, max) => current().integer(min, max),
  pick: (items) => current().pick(items),
  shuffle: (items) => current().shuffle(items),
  word: (length) => current().word(length),
  sentence: (words) => current().sentence(words),
  uuid: () => current().uuid(),
  email: () => current().email(),
  bytes: (length) => current().bytes(length),
};
