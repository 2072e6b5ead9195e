import { z } from 'zod';

/** Stable codes of refused requests, each with its HTTP status and title. RFC 9457 `type` is `/problems/<code>`. */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  'invalid-input': { status: 400, title: 'The request has mistakes' },
  'no-files': { status: 400, title: 'The submission has no files' },
  'too-many-files': { status: 400, title: 'The submission has too many files' },
  'file-too-large': { status: 413, title: 'A file is too large' },
  'submission-too-large': { status: 413, title: 'The submission is too large' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'bad-path': { status: 400, title: 'A file path is not allowed' },
  'duplicate-path': { status: 400, title: 'Two files have the same path' },
  'bad-text': { status: 400, title: 'A file is not plain UTF-8 text' },
  'empty-file': { status: 400, title: 'A file is empty' },
  'unknown-runtime': { status: 400, title: 'The exercise does not accept this runtime' },
  'bad-cursor': { status: 400, title: 'The cursor is not one of ours' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  unauthenticated: { status: 401, title: 'You are not logged in' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'sign-in-expired': { status: 400, title: 'Signing in took too long' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'not-passed-yet': { status: 403, title: 'This opens once you have passed' },
  'not-due-yet': { status: 403, title: 'This opens once the work is due' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'wrong-password': { status: 403, title: 'The password is wrong' },
  'login-too-old': { status: 403, title: 'Log in again first' },
  'email-taken': { status: 409, title: 'There is already an account with this e-mail address' },
  'alias-taken': { status: 409, title: 'The alias is somebody else’s' },
  'no-email-address': { status: 409, title: 'The account has no e-mail address' },
  'platform-taken': { status: 409, title: 'The platform is registered already' },
  'last-way-in': { status: 409, title: 'It is your only way to sign in' },
  'last-admin': { status: 409, title: 'You are the only admin' },
  'still-teaches': { status: 409, title: 'They teach a cohort' },
  'idempotency-conflict': { status: 409, title: 'This Idempotency-Key was used for another request' },
  'too-many-tokens': { status: 409, title: 'You have too many personal tokens' },
  'not-judged-yet': { status: 409, title: 'The submission is not judged yet' },
  'batch-not-ready': { status: 409, title: 'The batch is not in a state for this' },
  'nothing-to-rejudge': { status: 409, title: 'No judged submission is in this selection' },
  'batch-too-large': { status: 409, title: 'The selection is larger than a batch' },
  'too-many-batches': { status: 409, title: 'Too many batches are running' },
  'draft-changed': { status: 412, title: 'The draft was saved from somewhere else' },
  'precondition-required': { status: 428, title: 'The request does not say what it replaces' },
  unproven: { status: 409, title: 'The exercise version is not proven' },
  'exercise-rejected': { status: 422, title: 'The exercise folder has mistakes' },
  'attempts-used-up': { status: 409, title: 'You have used up your attempts at this exercise' },
  'cool-down': { status: 429, title: 'Your next attempt has to wait' },
  'last-instructor': { status: 409, title: 'A cohort keeps at least one instructor' },
  'unknown-track': { status: 422, title: 'There is no such track' },
  'unknown-exercise': { status: 422, title: 'There is no such exercise' },
  'not-an-instructor': { status: 422, title: 'Nobody on the staff has this address' },
  'too-many-webhooks': { status: 409, title: 'The cohort has too many webhooks' },
  'webhook-off': { status: 409, title: 'The webhook is switched off' },
  'bad-csv': { status: 422, title: 'The roster cannot be read' },
  'board-not-ready': { status: 503, title: 'The board is being counted' },
  'request-timeout': { status: 408, title: 'The request came too slowly' },
  'headers-too-large': { status: 431, title: 'Address or headers of the request are too large' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-many-submissions': { status: 429, title: 'Too many submissions at once' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  busy: { status: 503, title: 'Touchstone is very busy' },
  maintenance: { status: 503, title: 'Touchstone is being worked on' },
  'queue-full': { status: 503, title: 'Too many submissions are waiting' },
  'not-ready': { status: 503, title: 'Touchstone is not ready' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A problem document (RFC 9457) as every error of the API has it. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  /** What, where, and how to mend it. */
  detail: z.string(),
  instance: z.string().optional(),
  /** One entry for each mistake of an invalid input. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A refused request: the client's to mend. Turned into a problem document at the edge. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly extra: {
      readonly errors?: Problem['errors'];
      readonly retryAfterSeconds?: number;
      /** Extension members of the problem document (RFC 9457, 3.2). */
      readonly members?: Readonly<Record<string, unknown>>;
      /** For us, never for the client. */
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: extra.cause });
  }
}
