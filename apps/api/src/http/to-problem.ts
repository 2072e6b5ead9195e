import { HttpException } from '@nestjs/common';
import { PROBLEMS, Refusal, type Problem, type ProblemCode } from '#contracts';

/** Turns whatever was thrown into a refusal. Null for what is not the client's: a fault or a bug of ours. */
export function toRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.message);
  if (error instanceof Error && 'statusCode' in error) return fromFastify(error);
  return null;
}

/** @param instance the path that was asked for */
export function toProblem(refusal: Refusal, instance: string): Problem {
  const { status, title } = PROBLEMS[refusal.code];
  const { errors } = refusal.extra;
  return {
    type: `/problems/${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    instance,
    ...(errors === undefined ? {} : { errors }),
  };
}

function fromFastify(error: Error & { statusCode: unknown; code?: unknown }): Refusal | null {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Refusal(
        'unsupported-media-type',
        'Send the body as JSON with `Content-Type: application/json`.',
      );
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal('body-too-large', 'The body is larger than this route takes: send less.');
    default:
      return typeof error.statusCode === 'number' ? fromStatus(error.statusCode, error.message) : null;
  }
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

function fromStatus(status: number, message: string): Refusal | null {
  if (status < 400 || status >= 500) return null;
  return new Refusal(CODES[status] ?? 'malformed-request', message);
}
