import { HttpException } from '@nestjs/common';
import { PROBLEMS, Refusal, type Problem, type ProblemCode } from '#contracts';

/** Turns whatever was thrown into a refusal. Null for what is not the client's: a fault or a bug of ours. */
export function toRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.message);
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return fromStatus(error.statusCode, error.message);
  return null;
}

/** @param instance the path that was asked for */
export function toProblem(refusal: Refusal, instance: string): Problem {
  const { status, title } = PROBLEMS[refusal.code];
  const { errors, members } = refusal.extra;
  return {
    ...members,
    type: `/problems/${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    instance,
    ...(errors === undefined ? {} : { errors }),
  };
}

const CODES: Readonly<Record<number, ProblemCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

/** Where the framework's own words do not say how to mend it. It throws these in two shapes, before and after Nest. */
const SENTENCES: Readonly<Record<number, string>> = {
  413: 'The body is larger than this route takes: send less.',
  415: 'Send the body as JSON with `Content-Type: application/json`.',
};

function fromStatus(status: number, message: string): Refusal | null {
  if (status < 400 || status >= 500) return null;
  return new Refusal(CODES[status] ?? 'malformed-request', SENTENCES[status] ?? message);
}
