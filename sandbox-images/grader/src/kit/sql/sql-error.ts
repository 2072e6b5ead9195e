import type pg from 'pg';
import { toPlace } from '../artifact/to-place.js';

/** What PostgreSQL says of a statement that it does not carry out. A suite may expect one. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** SQLSTATE, e.g. `23514` for a violated CHECK. */
  readonly code: string;
  /** Name of the constraint that refused, else null. */
  readonly constraint: string | null;

  constructor(message: string, { code, constraint }: pg.DatabaseError) {
    super(message);
    this.code = code ?? '';
    this.constraint = constraint ?? null;
  }
}

/** Where a statement is from. */
export interface StatementSource {
  /** The learner's file; null for a statement of the suite. */
  readonly path: string | null;
  readonly script: string;
  readonly offset: number;
}

/** In words for the learner: file, line and column, what the server says, and its hint. */
export function toSqlError(error: pg.DatabaseError, source: StatementSource): SqlError {
  const hint = error.hint === undefined ? '' : ` (${error.hint})`;
  const detail = error.detail === undefined ? '' : ` ${error.detail}.`.replace(/\.\.$/, '.');
  return new SqlError(`${tellPlace(error, source)}${error.message}${detail}${hint}`, error);
}

function tellPlace({ position }: pg.DatabaseError, { path, script, offset }: StatementSource): string {
  if (path === null) return '';
  const start = [...script.slice(offset)];
  // PostgreSQL counts characters from 1, JavaScript UTF-16 units.
  const before = position === undefined ? '' : start.slice(0, Number(position) - 1).join('');
  const { line, column } = toPlace(script, offset + before.length);
  return position === undefined ? `${path}, line ${line}: ` : `${path}, line ${line}, column ${column}: `;
}
