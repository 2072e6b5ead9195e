import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const LOG2_N = 14;
const LIFE_SECONDS = 30 * 24 * 3600;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const hash = await derive(password, salt, 32, { N: 2 ** LOG2_N, r: 8, p: 1 });
  const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${LOG2_N},r=8,p=1$${encode(salt)}$${encode(hash)}`;
}

// For an address that nobody has: comparing with it takes as long as with a real one.
const NOBODY = await hashPassword(randomBytes(16).toString('hex'));

export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const expected = stored ?? NOBODY;
  const given = await hashPassword(password, Buffer.from(expected.split('$')[3]!, 'base64'));
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected)) && stored !== undefined;
}

/** Signs and reads JSON Web Tokens. What their header says is never looked at: there is one algorithm, ours. */
export function tokens(secret: Buffer) {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (head: string) => createHmac('sha256', secret).update(head).digest('base64url');
  return {
    issue(userId: string): string {
      const now = Math.floor(Date.now() / 1000);
      const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: userId, iat: now, exp: now + LIFE_SECONDS })}`;
      return `${head}.${sign(head)}`;
    },
    /** The id of the user whose token it is, or null. */
    read(token: string): string | null {
      const [header, payload, signature, ...more] = token.split('.');
      if (signature === undefined || more.length > 0) return null;
      const [given, expected] = [Buffer.from(signature), Buffer.from(sign(`${header}.${payload}`))];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const { sub, exp } = JSON.parse(Buffer.from(payload!, 'base64url').toString('utf8'));
      return exp > Date.now() / 1000 ? sub : null;
    },
  };
}
