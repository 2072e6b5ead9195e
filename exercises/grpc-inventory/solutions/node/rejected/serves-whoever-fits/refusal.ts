import { status } from '@grpc/grpc-js';

/** A call that is not carried out, with what its caller is told. */
export class Refusal extends Error {
  readonly code: status;
  readonly trailers: Readonly<Record<string, string>>;

  constructor(code: status, message: string, trailers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.trailers = trailers;
  }
}

export const invalid = (message: string, trailers?: Readonly<Record<string, string>>): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, message, trailers);
