import { randomInt } from 'node:crypto';

/** Crockford's letters: none is taken for another when it is read out. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 20;

/** SECURITY: P38: 100 random bits: nobody finds a cohort by trying. */
export const makeJoinCode = (): string =>
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
