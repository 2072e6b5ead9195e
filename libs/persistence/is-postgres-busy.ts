import { QueryFailedError } from 'typeorm';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: out of connections, shutting down, starting. */
const AWAY = new Set(['53300', '57P01', '57P02', '57P03', 'ECONNREFUSED']);

/** pg and its pool tell these by their words alone. The first: every connection of this process was in use for too long. */
const WORDS = [
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
];

/** True for what says nothing about the request: Postgres could not be asked at this moment, and may be the next. */
export function isPostgresBusy(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  return AWAY.has((cause as { code?: string }).code ?? '') || WORDS.includes(cause.message);
}
