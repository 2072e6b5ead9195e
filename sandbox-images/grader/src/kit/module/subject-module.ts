import { writeCall, type LoggedCall } from '../facts/logged-call.js';
import { KitFailure, SuiteMistake } from '../failures.js';
import { getScope, type Scope } from '../scope.js';
import { getSession } from '../session.js';
import type { DriverReply } from './driver-connection.js';
import { getModuleConnection } from './module-connections.js';
import { SubjectError } from './subject-error.js';
import { decodeValue, encodeValue } from './wire-codec.js';

/** A reference to an object that lives in the learner's process (module exercises). Valid until its test is over. */
export interface SubjectObject {
  call(method: string, ...args: unknown[]): Promise<unknown>;
  /** Like `call`, for a method that returns an object to go on talking to. */
  callForObject(method: string, ...args: unknown[]): Promise<SubjectObject>;
  get(property: string): Promise<unknown>;
}

/**
 * The learner's module (module exercises). Arguments and answers are plain data: JSON values, `undefined`, `bigint`,
 * NaN and infinities, Date, Uint8Array, Map, Set; deeper than 64 levels or over 1 MiB fails the test.
 * Promises (in Python: awaitables) are awaited there. A call that throws there rejects here with a {@link SubjectError}.
 */
export interface SubjectModule {
  call(functionName: string, ...args: unknown[]): Promise<unknown>;
  /** Like `call`, for a function that returns an object to go on talking to (a class instance, an iterator, a closure record). */
  callForObject(functionName: string, ...args: unknown[]): Promise<SubjectObject>;
  /** `new ClassName(...args)` there. */
  create(className: string, ...args: unknown[]): Promise<SubjectObject>;
  /**
   * Virtual time (Node only): timers and Date stand still until advanced; put back when the test is over.
   * A call may be under way meanwhile: start it, advance, then await it.
   */
  readonly clock: {
    install(nowMs?: number): Promise<void>;
    advance(ms: number): Promise<void>;
    uninstall(): Promise<void>;
  };
}

export const subjectModule: SubjectModule = {
  call: (name, ...args) => callForValue({ op: 'call', name }, args, `${name}()`),
  callForObject: (name, ...args) => callForHandle({ op: 'call', name }, args, `${name}()`),
  create: (name, ...args) => callForHandle({ op: 'create', name }, args, `new ${name}()`),
  clock: {
    install: (nowMs = 0) => moveClock({ action: 'install', nowMs }),
    advance: (ms) => moveClock({ action: 'advance', ms }),
    uninstall: () => moveClock({ action: 'uninstall' }),
  },
};

type Operation = Readonly<Record<string, unknown>>;

/** Of what an object was made with, in the calls of its methods. */
const MAX_SHOWN_CHARACTERS = 100;

/** @param made how it was made, with the arguments: what a method does may depend on them */
function subjectObject(handle: number, what: string, made: string): SubjectObject {
  const target = (name: string) => ({ op: 'method', handle, name });
  return {
    call: (name, ...args) => callForValue(target(name), args, `${what}.${name}()`, `${made}.${name}()`),
    callForObject: (name, ...args) =>
      callForHandle(target(name), args, `${what}.${name}()`, `${made}.${name}()`),
    get: (name) => callForValue({ op: 'property', handle, name }, [], `${what}.${name}`, `${made}.${name}`),
  };
}

/**
 * @param what for messages
 * @param logged the same for the log of calls
 */
async function callForValue(
  operation: Operation,
  args: readonly unknown[],
  what: string,
  logged = what,
): Promise<unknown> {
  const scope = getScope('subjectModule');
  const call: LoggedCall = { what: logged, args, answer: null };
  return holdToAnswer(call, async () => {
    const returned = decodeValue((await send({ ...operation, want: 'value' }, args, what)).value);
    call.answer = { returned };
    scope.origins.remember(returned, { call });
    return returned;
  });
}

async function callForHandle(
  operation: Operation,
  args: readonly unknown[],
  what: string,
  logged = what,
): Promise<SubjectObject> {
  const scope = getScope('subjectModule');
  const call: LoggedCall = { what: logged, args, answer: null };
  return holdToAnswer(call, async () => {
    const { handle } = await send({ ...operation, want: 'object' }, args, what);
    if (typeof handle !== 'number') throw new KitFailure('error', `${what} gave no object.`);
    call.answer = 'object';
    release(scope, handle);
    return subjectObject(handle, what, writeCall(logged, args, MAX_SHOWN_CHARACTERS));
  });
}

async function moveClock(movement: Operation): Promise<void> {
  const scope = getScope('subjectModule.clock');
  if (movement['action'] === 'install') {
    scope.undoAtEnd('clock', () => tidyUp({ op: 'clock', action: 'uninstall' }));
  }
  const what = 'subjectModule.clock';
  await holdToAnswer(null, () => send({ op: 'clock', ...movement }, [], what));
}

/**
 * SECURITY: C01, H16: only what the learner's code threw is an error that a suite may expect. A program that exports
 * nothing, ends, hangs or sends nonsense would pass every test that wants a call to throw. Unless the suite has ended
 * the program itself, a call without an answer fails its test.
 */
async function holdToAnswer<T>(call: LoggedCall | null, work: () => Promise<T>): Promise<T> {
  const scope = getScope('subjectModule');
  if (call) scope.calls.record(call);
  try {
    return await work();
  } catch (error) {
    if (call && error instanceof SubjectError) call.answer = { threw: error };
    if (error instanceof KitFailure && getSession().pod.status(0) !== 'down') scope.failures.push(error);
    throw error;
  }
}

/** @throws SubjectError what the learner's code threw */
async function send(operation: Operation, args: readonly unknown[], what: string): Promise<DriverReply> {
  const scope = getScope('subjectModule');
  const session = getSession();
  if (session.kind !== 'module')
    throw new SuiteMistake('subjectModule works only in exercises of kind "module".');
  const connection = getModuleConnection(0);
  scope.undoAtEnd('driver', () => tidyUp({ op: 'hello' }));

  const deadline = AbortSignal.timeout(session.callTimeoutMs);
  const encoded = args.map((argument) => encodeValue(argument));
  const reply = await connection
    .request({ ...operation, args: encoded }, AbortSignal.any([scope.signal, deadline]))
    .catch((error: unknown) => {
      if (!deadline.aborted || scope.signal.aborted) throw error;
      session.pod.mark(0, 'stuck');
      throw new KitFailure('timeout', `${what} did not return within ${session.callTimeoutMs} ms.`);
    });
  if (reply.ok) return reply;
  if (typeof reply.fault === 'string')
    throw new KitFailure('error', `${what}: ${reply.fault.slice(0, 1000)}`);
  throw SubjectError.fromWire(reply.error);
}

const TIDY_UP_TIMEOUT_MS = 500;

function release(scope: Scope, handle: number): void {
  scope.undoAtEnd(`handle ${handle}`, () => tidyUp({ op: 'release', handle }));
}

/** Runs after a test. A driver that does not answer is stuck, and started again before the next test. */
async function tidyUp(operation: Operation): Promise<void> {
  const { pod } = getSession();
  if (pod.status(0) !== 'up') return;
  try {
    await getModuleConnection(0).request(operation, AbortSignal.timeout(TIDY_UP_TIMEOUT_MS));
  } catch {
    if (pod.status(0) === 'up') pod.mark(0, 'stuck');
  }
}
