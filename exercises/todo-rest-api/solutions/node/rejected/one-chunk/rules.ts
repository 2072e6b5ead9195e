import { invalid, problem, type FieldError } from './problem.ts';

export interface Members {
  title: string;
  done: boolean;
  project: string | null;
}

type Check = (value: unknown) => string | undefined;

const CHECKS: Record<keyof Members, Check> = {
  title: (value) => {
    if (typeof value !== 'string') return 'must be a string';
    const length = [...value.trim()].length;
    return length >= 1 && length <= 200 ? undefined : 'must have 1 to 200 characters';
  },
  done: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  project: (value) => {
    if (value === null) return undefined;
    if (typeof value !== 'string') return 'must be a string or null';
    const length = [...value].length;
    return length >= 1 && length <= 50 ? undefined : 'must have 1 to 50 characters';
  },
};

/** The checked members of a body; with `complete`, absent ones get their defaults. */
export function checkMembers(body: unknown, { complete }: { complete: boolean }): Members {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid();
  const errors: FieldError[] = [];
  for (const [field, value] of Object.entries(body)) {
    const message = Object.hasOwn(CHECKS, field) ? CHECKS[field as keyof Members](value) : 'is not a member of a todo';
    if (message) errors.push({ field, message });
  }
  if (complete && !Object.hasOwn(body, 'title')) errors.push({ field: 'title', message: 'is required' });
  if (errors.length > 0) throw invalid(errors);
  const members = { ...(body as Members) };
  if (members.title !== undefined) members.title = members.title.trim();
  return complete ? { ...{ done: false, project: null }, ...members } : members;
}

export interface ListQuery {
  project: string | null;
  done: boolean | null;
  limit: number;
  offset: number;
}

export function listQuery(query: URLSearchParams): ListQuery {
  const done = query.get('done');
  if (done !== null && done !== 'true' && done !== 'false') throw problem(400, 'done must be true or false');
  return {
    project: query.get('project'),
    done: done === null ? null : done === 'true',
    limit: wholeNumber(query, 'limit', 20, 1, 100),
    offset: wholeNumber(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER),
  };
}

function wholeNumber(query: URLSearchParams, name: string, absent: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return absent;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw problem(400, `${name} must be a whole number from ${min} to ${max}`);
  return value;
}
