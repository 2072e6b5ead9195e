import { randomBytes } from 'node:crypto';

const IDLE_MS = 30 * 60 * 1000;
const sessions = new Map<string, { email: string; endsAt: number }>();

export async function beginSession(email: string): Promise<string> {
  const sid = randomBytes(32).toString('base64url');
  sessions.set(sid, { email, endsAt: Date.now() + IDLE_MS });
  return sid;
}

export async function findUser(sid: string): Promise<string | null> {
  const session = sessions.get(sid);
  if (!session || session.endsAt < Date.now()) return null;
  session.endsAt = Date.now() + IDLE_MS;
  return session.email;
}

export async function endSession(sid: string): Promise<void> {
  sessions.delete(sid);
}

export async function endSessionsOf(email: string): Promise<void> {
  for (const [sid, session] of sessions) if (session.email === email) sessions.delete(sid);
}
