import { KitFailure } from '../failures.js';

/** Errors of a connection, or of a server that has nothing left: full, overloaded, shutting down (SQLSTATE 08, 53, 57P). */
const EXHAUSTED = /^(08|53|57P)|^(ECONN|EPIPE|EADDRNOTAVAIL|ETIMEDOUT|EAI_|EMFILE)/;
const BROKEN =
  /terminated|(connection|channel|socket) (is )?closed|timeout exceeded|max number of clients|^OOM |^BUSY |^LOADING |CONNECTION_FORCED|INTERNAL_ERROR/i;
const LATE = /command timed out|statement timeout|timeout exceeded/i;

/**
 * SECURITY: G16: a service belongs to the learner's program as well: when it fills, blocks or breaks it, the grader's
 * own question fails, and that is told as the program's failure. What the service answered to a wrong statement of a
 * suite stays as it is.
 */
export async function blameProgram<T>(
  service: 'PostgreSQL' | 'Redis' | 'RabbitMQ',
  answer: Promise<T>,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw toKitFailure(service, error);
  }
}

function toKitFailure(service: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as Error & { code?: unknown };
  if (LATE.test(error.message) || code === '57014') {
    return new KitFailure(
      'timeout',
      `${service} did not answer the test in time: does your program block or overload it?`,
    );
  }
  if (!EXHAUSTED.test(String(code)) && !BROKEN.test(error.message)) return error;
  return new KitFailure(
    'error',
    `${service} could not serve the test: has your program filled it, ended it, or taken all its connections?`,
  );
}
