import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const LENGTH = 32;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  // Node's own defaults are N = 2^14, r = 8, p = 1.
  const hash = await derive(password, salt, LENGTH);
  return `$scrypt$ln=14,r=8,p=1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

const nobody = await hashPassword('nobody has this password');

export async function matches(password: string, stored: string | null): Promise<boolean> {
  const [, , , salt = '', hash = ''] = (stored ?? nobody).split('$');
  const same = timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), LENGTH), Buffer.from(hash, 'base64url'));
  return same && stored !== null;
}
