import { randomBytes } from 'node:crypto';

export interface Person {
  sub: string;
  name: string;
  email: string;
}

const sessions: Record<string, Person> = {};

export const randomValue = () => randomBytes(32).toString('base64url');

export function beginSession(person: Person): string {
  const sid = randomValue();
  sessions[sid] = person;
  return sid;
}

export const findPerson = (sid: string) => sessions[sid];
export const endSession = (sid: string) => void delete sessions[sid];
