import { Logger } from '@nestjs/common';
import { Refusal, type SignInProblem } from '#contracts';
import { SignInFailure } from './sign-in-provider.js';

const logger = new Logger('SignIn');

/**
 * What the page is told; the log is told why.
 * @throws whatever is not a SignInFailure
 */
export function explainSignIn(error: unknown): SignInProblem {
  if (!(error instanceof SignInFailure)) throw error;
  if (error.cause !== undefined) logger.warn(`${error.message}: ${describe(error.cause)}`);
  return error.problem;
}

/**
 * The same where a page asks and can be told at once.
 * @throws Refusal `not-ready` instead of a SignInFailure
 */
export async function explainLink<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    explainSignIn(error);
    throw new Refusal('not-ready', 'The provider could not be reached: try again in a moment.');
  }
}

/** SECURITY: P01: names and codes of errors only: what a provider sent may hold tokens. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? ` ${String(cause.code)}` : '';
  return `${cause.name}${code}: ${cause.message}`;
}
