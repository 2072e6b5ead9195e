import { createHash, randomBytes } from 'node:crypto';

const digest = (salt: string, password: string) => createHash('sha256').update(`${salt}:${password}`).digest('hex');
const nobody = await hashPassword('nobody has this password');

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex');
  return `$sha256$${salt}$${digest(salt, password)}`;
}

export async function matches(password: string, hash: string | null): Promise<boolean> {
  const [, , salt = '', expected] = (hash ?? nobody).split('$');
  return digest(salt, password) === expected && hash !== null;
}
