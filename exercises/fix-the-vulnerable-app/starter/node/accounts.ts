import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { insert, pool } from './database.ts';

export interface User {
  readonly id: number;
  readonly name: string;
  readonly password_hash: string;
  readonly role: 'tenant' | 'agent';
  readonly display_name: string;
  readonly house: string;
  readonly website: string;
  readonly door_code: string;
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  // Cheaper than it should be: the tests make hundreds of people. Passwords are not what this exercise is about.
  const hash = await derive(password, salt, 32, { N: 2 ** 12, r: 8, p: 1 });
  return `${salt.toString('hex')}:${hash.toString('hex')}`;
}

export async function findByPassword(name: string, password: string): Promise<User | null> {
  const { rows } = await pool.query<User>('SELECT * FROM users WHERE name = $1', [name]);
  const [user] = rows;
  if (!user) return null;
  const salt = Buffer.from(user.password_hash.split(':')[0]!, 'hex');
  const given = Buffer.from(await hashPassword(password, salt));
  const stored = Buffer.from(user.password_hash);
  return given.length === stored.length && timingSafeEqual(given, stored) ? user : null;
}

/** Returns the value of the cookie. */
export async function beginSession(user: User): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await insert('sessions', { token, user_id: user.id });
  return token;
}

export async function endSession(token: string): Promise<void> {
  await pool.query('DELETE FROM sessions WHERE token = $1', [token]);
}

export async function findUser(token: string): Promise<User | null> {
  const { rows } = await pool.query<User>(
    'SELECT users.* FROM sessions JOIN users ON users.id = user_id WHERE token = $1',
    [token],
  );
  return rows[0] ?? null;
}
