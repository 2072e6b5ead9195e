import { expect, type MatcherContext } from 'expect';
import type { Comparison } from '../facts/comparison.js';
import { showInline } from '../facts/show-value.js';
import { SuiteMistake } from '../failures.js';
import { findCallOfAnswer, type GrpcAnswer } from '../grpc/grpc-call.js';
import type { GrpcStatus } from '../grpc/grpc-status.js';
import { findScope } from '../scope.js';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    /** The call ended with this status. The failure shows what was asked, and the reply or the message that came. */
    toHaveGrpcStatus(status: GrpcStatus): R;
  }
}

const MAX_SHOWN_CHARACTERS = 300;

expect.extend({
  toHaveGrpcStatus(this: MatcherContext, received: unknown, status: GrpcStatus) {
    const { answer, call } = getAnswered(received);
    const pass = answer.status === status;
    const negated = this.isNot ?? false;
    if (pass === negated) findScope()?.calls.blame(call.logged);
    return {
      pass,
      // Found by the runner in the `matcherResult` of the error.
      comparison: {
        what: 'result',
        place: 'status',
        expected: status,
        actual: answer.status,
        negated,
      } satisfies Comparison,
      message: () =>
        `${call.what}: expected ${negated ? 'another status than' : 'status'} ${status}, got ${describe(answer)}`,
    };
  },
});

function getAnswered(received: unknown) {
  const call = typeof received === 'object' && received !== null ? findCallOfAnswer(received) : undefined;
  if (call) return { answer: received as GrpcAnswer, call };
  throw new SuiteMistake(
    'expect(…).toHaveGrpcStatus takes the answer to a call: await it first, e.g. expect(await client.call(…)).toHaveGrpcStatus(…)',
  );
}

function describe({ status, message, reply }: GrpcAnswer): string {
  if (status === 'OK') return `OK with ${showInline(reply, MAX_SHOWN_CHARACTERS)}`;
  return message === ''
    ? `${status} without a message`
    : `${status} (${message.slice(0, MAX_SHOWN_CHARACTERS)})`;
}
