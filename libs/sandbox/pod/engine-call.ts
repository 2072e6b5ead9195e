import { PlatformFault, type PlatformFaultCode } from '#contracts';

/** A Docker call that takes longer than this will not be answered. Creating and starting take under a second, a few on a loaded host. */
const ENGINE_DEADLINE_MS = 60_000;

/**
 * Waits for a Docker call with a deadline and says what went wrong in the platform's words.
 * @param what what was tried, as in `start touchstone-pod-…-grader`
 * @throws PlatformFault `engine-unavailable` when the engine gave no answer, otherwise `refusedAs`
 */
export async function engineCall<T>(
  what: string,
  refusedAs: PlatformFaultCode,
  call: Promise<T>,
  deadlineMs = ENGINE_DEADLINE_MS,
): Promise<T> {
  try {
    return await within(deadlineMs, call, () => new EngineSilence(what, deadlineMs));
  } catch (error) {
    throw toPlatformFault(error, what, refusedAs);
  }
}

/** Settles like `promise`, or rejects with `late()` after `ms`. */
export async function within<T>(ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

export class EngineSilence extends Error {
  override readonly name = 'EngineSilence';

  constructor(what: string, ms: number) {
    super(`Docker did not ${what} within ${ms} ms`);
  }
}

function toPlatformFault(error: unknown, what: string, refusedAs: PlatformFaultCode): PlatformFault {
  if (error instanceof PlatformFault) return error;
  const reason = (readField(error, 'message') ?? String(error)).trim();
  if (isEngineLost(error) || error instanceof EngineSilence) {
    return new PlatformFault(
      'engine-unavailable',
      `Docker could not ${what}: ${reason}. Check that the engine runs and that this user may use its socket.`,
      { cause: error },
    );
  }
  return new PlatformFault(refusedAs, `Docker could not ${what}: ${reason}`, { cause: error });
}

/** The engine answered with this HTTP status, or null when it gave no answer at all. */
export function engineStatus(error: unknown): number | null {
  const cause = error instanceof PlatformFault ? error.cause : error;
  return Number(readField(cause, 'statusCode') ?? 0) || null;
}

/** The connection failed or broke (ENOENT, ECONNREFUSED, EPIPE …): an answer of the engine, however unkind, has an HTTP status. */
export function isEngineLost(error: unknown): boolean {
  if (error instanceof PlatformFault) return error.code === 'engine-unavailable';
  return engineStatus(error) === null && readField(error, 'code') !== null;
}

/** Errors of Node's core are told by their fields: they may come from another realm, where `instanceof` says no. */
function readField(error: unknown, field: 'message' | 'statusCode' | 'code'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = (error as Record<string, unknown>)[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
