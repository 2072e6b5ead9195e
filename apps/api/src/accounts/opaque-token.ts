import { createHash, randomBytes } from 'node:crypto';

/** Marks personal access tokens, so that leaked ones can be found by scanners. */
export const PERSONAL_TOKEN_PREFIX = 'tst_';

/** 256 random bits: nothing that a slow hash would make safer. */
export function makeOpaqueToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored of a token. */
export function hashOpaqueToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
