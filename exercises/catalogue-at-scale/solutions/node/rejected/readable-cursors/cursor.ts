import type { Question } from './parameters.ts';
import { Problem } from './problem.ts';

/** A place between two products: behind (or before) the one with these values, whether it is still there or not. */
export interface Place {
  backward: boolean;
  /** One for each key of the order, as PostgreSQL writes them. */
  values: string[];
}

export function seal(question: Question, place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws Problem for whatever was not sealed here for the same question */
export function unseal(question: Question, cursor: string): Place {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Problem(400, 'Wrong query parameters', [{ parameter: 'cursor', message: 'cannot be read' }]);
  }
}
