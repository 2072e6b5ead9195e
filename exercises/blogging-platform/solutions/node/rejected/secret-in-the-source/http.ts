import type { IncomingMessage } from 'node:http';
import type { Row } from './database.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** A refusal with its status and the field that it is about. */
export class Refusal extends Error {
  readonly status: number;
  readonly field: string;
  constructor(status: number, field: string, message: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** What a route is given of one request. */
export interface Call {
  readonly viewer: Row | null;
  readonly params: readonly string[];
  readonly search: URLSearchParams;
  /** The member of the body in which its content is wrapped. */
  readonly read: (name: string) => Promise<Row>;
}

export async function readMember(request: IncomingMessage, name: string): Promise<Row> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Refusal(413, 'body', 'is too long');
    chunks.push(chunk);
  }
  let body: Row | null;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'body', 'must be JSON');
  }
  const member = body?.[name];
  if (typeof member !== 'object' || member === null || Array.isArray(member)) throw new Refusal(422, name, 'must be an object');
  return member;
}

export function text(given: Row, name: string): string {
  const value = given[name];
  if (typeof value !== 'string' || value.trim() === '') throw new Refusal(422, name, "can't be blank");
  return storable(value, name);
}

/** As `text`, or what was there before when nothing is given. */
export const textOr = (given: Row, name: string, before: string): string => (given[name] === undefined ? before : text(given, name));

/** A text that may be null and empty. */
export function looseTextOr(given: Row, name: string, before: string | null): string | null {
  const value = given[name];
  if (value === undefined) return before;
  if (value !== null && typeof value !== 'string') throw new Refusal(422, name, 'must be a string');
  return value && storable(value, name);
}

export function tagsOf({ tagList = [] }: Row): string[] {
  if (!Array.isArray(tagList)) throw new Refusal(422, 'tagList', 'must be a list');
  return [...new Set(tagList.map((tag) => text({ tagList: tag }, 'tagList')))];
}

export function whole(search: URLSearchParams, name: string, fallback: number): number {
  const given = search.get(name) ?? String(fallback);
  if (!/^\d{1,9}$/.test(given)) throw new Refusal(422, name, 'must be a whole number');
  return Number(given);
}

/** PostgreSQL stores every character but U+0000. */
export function storable(value: string, name: string): string {
  if (value.includes('\0')) throw new Refusal(422, name, 'must not hold U+0000');
  return value;
}

/** Parts of a path, decoded. */
export function splitPath(path: string): string[] {
  try {
    return path.split('/').slice(1).map((part) => storable(decodeURIComponent(part), 'path'));
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(400, 'path', 'is not encoded as a URL has to be');
  }
}
