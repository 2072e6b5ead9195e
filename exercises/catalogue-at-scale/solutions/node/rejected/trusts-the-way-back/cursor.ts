import { createHmac, timingSafeEqual } from 'node:crypto';
import { readSecret } from './database.ts';
import type { Question } from './parameters.ts';
import { Problem } from './problem.ts';

/** A place between two products: behind (or before) the one with these values, whether it is still there or not. */
export interface Place {
  backward: boolean;
  /** One for each key of the order, as PostgreSQL writes them. */
  values: string[];
}

const secret = await readSecret('cursors');

export function seal(question: Question, place: Place): string {
  const content = Buffer.from(JSON.stringify(place)).toString('base64url');
  return `${content}.${sign(question, content)}`;
}

/** @throws Problem for whatever was not sealed here for the same question */
export function unseal(question: Question, cursor: string): Place {
  const [content = '', signature = ''] = cursor.split('.');
  const expected = Buffer.from(sign(question, content));
  const given = Buffer.from(signature);
  if (cursor !== `${content}.${signature}` || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Problem(400, 'Wrong query parameters', [
      { parameter: 'cursor', message: 'is none that was given out for these filters and this order' },
    ]);
  return JSON.parse(Buffer.from(content, 'base64url').toString());
}

/** Over filters and order too: a place in one list means nothing in another. */
function sign(question: Question, content: string): string {
  const { limit, cursor, ...list } = question;
  return createHmac('sha256', secret).update(JSON.stringify([list, content])).digest('base64url');
}
