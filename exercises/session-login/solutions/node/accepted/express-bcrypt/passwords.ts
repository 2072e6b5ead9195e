import { createHash } from 'node:crypto';
import bcrypt from 'bcryptjs';

const COST = 10;

/** Compared with when there is no user, so that an unknown address takes as long as a wrong password. */
const nobody = await bcrypt.hash('nobody has this password', COST);

/** bcrypt looks at 72 bytes and no more, and 64 characters can have 256. The digest has 64, and none of them is a zero. */
const shorten = (password: string) => createHash('sha384').update(password).digest('base64');

export const hashPassword = (password: string) => bcrypt.hash(shorten(password), COST);

export async function matches(password: string, hash: string | null): Promise<boolean> {
  const same = await bcrypt.compare(shorten(password), hash ?? nobody);
  return same && hash !== null;
}
