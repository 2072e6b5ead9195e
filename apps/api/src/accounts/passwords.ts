import { hash, verify, type Options } from '@node-rs/argon2';

/** Argon2id (the library's default) as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane. */
const ARGON2ID: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID);
}

let nobodysHash: Promise<string> | undefined;

/**
 * SECURITY: P03: takes the same time whether or not there is such an account.
 * @param passwordHash null when there is no account
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const nobodys = await (nobodysHash ??= hashPassword('the password of nobody'));
  const matches = await verify(passwordHash ?? nobodys, password);
  return passwordHash !== null && matches;
}
