import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { findKey, getSigningKey, listKeys } from './keys.ts';
import { isRunning, type Session } from './sessions.ts';

const ISSUER = 'https://accounts.tickets.example';
const AUDIENCE = 'ticket-api';

export function signAccessToken({ id, user, accessSeconds }: Session): Promise<string> {
  const { kid, privateKey } = getSigningKey();
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sid: id })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(user)
    .setIssuedAt(now)
    .setExpirationTime(now + accessSeconds)
    .setJti(randomUUID())
    .sign(privateKey);
}

/** Who the token speaks for, or null: the reason is nobody's business. */
export async function readAccessToken(token: string): Promise<{ user: string; sessionId: string } | null> {
  try {
    if (!findKey(decodeProtectedHeader(token).kid)) return null;
    const options = { algorithms: ['ES256'], issuer: ISSUER, audience: AUDIENCE, clockTolerance: 5, requiredClaims: ['exp'] };
    const { payload } = await Promise.any(listKeys().map(({ publicKey }) => jwtVerify(token, publicKey, options)));
    const { sub: user, sid: sessionId } = payload;
    if (typeof user !== 'string' || typeof sessionId !== 'string') return null;
    return isRunning(sessionId, user) ? { user, sessionId } : null;
  } catch {
    return null;
  }
}
