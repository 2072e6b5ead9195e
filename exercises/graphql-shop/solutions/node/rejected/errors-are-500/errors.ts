import { GraphQLError } from 'graphql';

/** An operation that is not run. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An error of a field that its client can do something about. */
export function fault(code: string, message: string, fields?: string[]): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(fields && { fields }) } });
}

/** What the client reads. Only what was thrown as a fault or a refusal is told in its own words. */
export function toError(error: unknown) {
  if (error instanceof Refusal) return { message: error.message, extensions: { code: error.code } };
  if (error instanceof GraphQLError) {
    const { message, locations, path, extensions } = error;
    if (extensions.code) return { message, locations, path, extensions };
    console.error(error.originalError ?? error);
    return { message: 'Internal error', locations, path, extensions: { code: 'INTERNAL' } };
  }
  console.error(error);
  return { message: 'Internal error', extensions: { code: 'INTERNAL' } };
}
