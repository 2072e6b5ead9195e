import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { sql } from './database.ts';

export interface User {
  readonly id: number;
  readonly password_hash: string;
  readonly role: 'tenant' | 'agent';
  readonly display_name: string;
  readonly house: string;
  readonly website: string;
  readonly door_code: string;
}

/** Somebody who is logged in. */
export interface Reader extends User {
  readonly token: string;
  readonly form_token: string;
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  // Cheaper than it should be: the tests make hundreds of people. Passwords are not what this exercise is about.
  const hash = await derive(password, salt, 32, { N: 2 ** 12, r: 8, p: 1 });
  return `${salt.toString('hex')}:${hash.toString('hex')}`;
}

export async function findByPassword(name: string, password: string): Promise<User | null> {
  const [user] = await sql<User>`SELECT * FROM users WHERE name = ${name}`;
  if (!user) return null;
  const salt = Buffer.from(user.password_hash.split(':')[0]!, 'hex');
  return isSame(await hashPassword(password, salt), user.password_hash) ? user : null;
}

/** Returns the value of the cookie. */
export async function beginSession(user: User): Promise<string> {
  const [token, formToken] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  await sql`INSERT INTO sessions (token, user_id, form_token) VALUES (${token}, ${user.id}, ${formToken})`;
  return token;
}

export async function findReader(cookies = ''): Promise<Reader | null> {
  const token = /(?:^|;\s*)sid=([\w-]+)/.exec(cookies)?.[1] ?? '';
  const [reader] = await sql<Reader>`
    SELECT users.*, token, form_token FROM sessions JOIN users ON users.id = user_id WHERE token = ${token}`;
  return reader ?? null;
}

export function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
