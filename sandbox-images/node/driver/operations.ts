import { type LearnerModule, Unavailable } from './learner-module.js';
import { advanceClock, installClock, uninstallClock } from './virtual-clock.js';
import { decodeValue, describeError, encodeValue, Unsendable, type DescribedError } from './wire-codec.js';

const MAX_VALUE_BYTES = 1024 * 1024;

/** One message of the grader. Which fields are there depends on `op`. */
export interface Operation {
  readonly id: string;
  readonly op: 'hello' | 'call' | 'create' | 'method' | 'property' | 'release' | 'clock';
  readonly name?: string;
  readonly args?: readonly unknown[];
  readonly want?: 'value' | 'object';
  readonly handle?: number;
  readonly action?: 'install' | 'advance' | 'uninstall';
  readonly nowMs?: number;
  readonly ms?: number;
}

export type Reply =
  | { readonly id: string; readonly ok: true; readonly value?: unknown; readonly handle?: number }
  /** The learner's code threw. */
  | { readonly id: string; readonly ok: false; readonly error: DescribedError }
  /** The call could not be made, or its result not be sent. */
  | { readonly id: string; readonly ok: false; readonly fault: string };

/** Carries out what the grader asks for in the learner's module. */
export class Operations {
  readonly #objects = new Map<number, object>();
  #lastHandle = 0;

  constructor(readonly module: LearnerModule) {}

  async carryOut(operation: Operation): Promise<Reply> {
    const { id } = operation;
    try {
      return { id, ok: true, ...(await this.#perform(operation)) };
    } catch (error) {
      if (error instanceof Unavailable) return { id, ok: false, fault: error.message };
      if (error instanceof Unsendable)
        return { id, ok: false, fault: `the value it returned ${error.message}` };
      return { id, ok: false, error: describeError(error) };
    }
  }

  async #perform(operation: Operation): Promise<{ value?: unknown; handle?: number }> {
    const { op, name = '', handle = 0 } = operation;
    switch (op) {
      case 'hello':
        return { value: { driver: 1, runtime: 'node' } };
      case 'clock':
        return moveClock(operation);
      case 'release':
        this.#objects.delete(handle);
        return {};
      case 'property':
        return this.#answer(operation, (this.#getObject(handle) as Record<string, unknown>)[name]);
      case 'call':
      case 'create':
      case 'method':
        return this.#answer(operation, await this.#invoke(operation));
    }
  }

  #invoke({ op, name = '', handle = 0, args = [] }: Operation): unknown {
    const values = args.map(decodeValue);
    if (op === 'call') return this.module.getFunction(name)(...values);
    if (op === 'create') return Reflect.construct(this.module.getFunction(name), values) as unknown;
    const object = this.#getObject(handle) as Record<string, unknown>;
    const method = object[name];
    if (typeof method === 'function') return Reflect.apply(method, object, values) as unknown;
    throw new Unavailable(`the object has no method ${name}`);
  }

  #answer({ want = 'value' }: Operation, result: unknown): { value?: unknown; handle?: number } {
    if (want === 'value') return { value: encodeCapped(result) };
    if ((typeof result !== 'object' || result === null) && typeof result !== 'function') {
      throw new Unsendable(`is ${result === null ? 'null' : typeof result}, where an object was expected`);
    }
    this.#lastHandle += 1;
    this.#objects.set(this.#lastHandle, result);
    return { handle: this.#lastHandle };
  }

  #getObject(handle: number): object {
    const object = this.#objects.get(handle);
    if (object) return object;
    throw new Unavailable('the object is gone: its test is over, or the program was restarted');
  }
}

function encodeCapped(result: unknown): unknown {
  const encoded = encodeValue(result);
  if (Buffer.byteLength(JSON.stringify(encoded)) > MAX_VALUE_BYTES)
    throw new Unsendable('is larger than 1 MiB');
  return encoded;
}

async function moveClock({ action, nowMs = 0, ms = 0 }: Operation): Promise<Record<string, never>> {
  if (action === 'install') await installClock(nowMs);
  if (action === 'advance') await advanceClock(ms);
  if (action === 'uninstall') uninstallClock();
  return {};
}
