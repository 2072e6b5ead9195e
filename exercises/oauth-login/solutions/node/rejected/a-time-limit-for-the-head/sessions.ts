import { randomBytes } from 'node:crypto';

export interface Person {
  sub: string;
  name: string;
  email: string;
}

const sessions = new Map<string, Person>();

export const randomValue = () => randomBytes(32).toString('base64url');

export function beginSession(person: Person): string {
  const sid = randomValue();
  sessions.set(sid, person);
  return sid;
}

export const findPerson = (sid: string) => sessions.get(sid);
export const endSession = (sid: string) => void sessions.delete(sid);
