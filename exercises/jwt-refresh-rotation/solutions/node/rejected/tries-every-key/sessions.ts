import { createHash, randomBytes, randomUUID } from 'node:crypto';

export interface Session {
  id: string;
  user: string;
  accessSeconds: number;
  endsAt: number;
  /** Hash of the one refresh token that still buys a pair. */
  newest: string;
}

const sessions = new Map<string, Session>();
/** Every refresh token that was ever given out, by its hash: a used one must be known again when it comes back. */
const sessionIds = new Map<string, string>();

export function beginSession(user: string, accessSeconds: number, refreshSeconds: number): [Session, string] {
  const endsAt = Date.now() + refreshSeconds * 1000;
  const session: Session = { id: randomUUID(), user, accessSeconds, endsAt, newest: '' };
  sessions.set(session.id, session);
  return [session, nextRefreshToken(session)];
}

/**
 * Trades a refresh token for the next one. Nothing is awaited between looking and replacing, so of two requests with the
 * same token the second finds it used.
 */
export function rotate(refreshToken: string): [Session, string] | null {
  const session = findSession(refreshToken);
  if (!session) return null;
  if (session.newest !== hash(refreshToken)) {
    sessions.delete(session.id);
    return null;
  }
  return [session, nextRefreshToken(session)];
}

export function endSessionOf(refreshToken: string): void {
  const session = findSession(refreshToken);
  if (session) sessions.delete(session.id);
}

export function endSessionsOfUser(user: string): void {
  for (const session of sessions.values()) if (session.user === user) sessions.delete(session.id);
}

export function isRunning(id: string, user: string): boolean {
  const session = sessions.get(id);
  return session !== undefined && session.user === user && Date.now() < session.endsAt;
}

function findSession(refreshToken: string): Session | undefined {
  const session = sessions.get(sessionIds.get(hash(refreshToken)) ?? '');
  return session && Date.now() < session.endsAt ? session : undefined;
}

function nextRefreshToken(session: Session): string {
  const token = randomBytes(32).toString('base64url');
  session.newest = hash(token);
  sessionIds.set(session.newest, session.id);
  return token;
}

/** A copy of this memory is worth nothing to a thief. */
function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
