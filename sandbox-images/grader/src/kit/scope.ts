import { AsyncLocalStorage } from 'node:async_hooks';
import { SuiteMistake, TestIsOver } from './failures.js';
import { ExchangeLog } from './exchange-log.js';
import type { LoggedCall } from './facts/logged-call.js';
import { Trail } from './facts/trail.js';
import { ValueOrigins } from './facts/value-origins.js';
import { randomData, type RandomData } from './random-data.js';
import { ReceivedBytes } from './received-bytes.js';

/**
 * What belongs to one test, or to the hooks of one describe block: its requests and calls, its steps, its random data and all
 * that must be undone when it ends. Code that outlives its test finds its scope ended and every kit call refused, so
 * that it cannot disturb the tests after it.
 */
export class Scope {
  readonly exchanges = new ExchangeLog();
  readonly calls = new Trail<LoggedCall>();
  readonly origins = new ValueOrigins();
  readonly received = new ReceivedBytes();
  readonly openSteps: string[] = [];
  /** What fails the test even when the suite expected an error and is content with this one. */
  readonly failures: Error[] = [];
  readonly random: RandomData;
  readonly #ending = new AbortController();
  readonly #cleanups = new Map<string, () => Promise<void>>();

  readonly label: string;

  constructor(label: string, seed: string) {
    this.label = label;
    this.random = randomData(seed, label);
  }

  /** Aborts when the test is over. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** @throws TestIsOver */
  assertOpen(): void {
    if (this.signal.aborted) throw new TestIsOver();
  }

  /** What `work` comes to, unless the test is over first. For waits that cannot be ended themselves. */
  async race<T>(work: Promise<T>): Promise<T> {
    this.assertOpen();
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(this.signal.reason as Error);
      this.signal.addEventListener('abort', stop);
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', stop));
    });
  }

  /** Runs `cleanup` when the scope ends unless {@link forget} is called with the same key first. */
  undoAtEnd(key: string, cleanup: () => Promise<void>): void {
    this.#cleanups.set(key, cleanup);
  }

  forget(key: string): void {
    this.#cleanups.delete(key);
  }

  /** Ends everything that still waits, then undoes in reverse order. Problems are for the operator's log. */
  async end(): Promise<void> {
    this.#ending.abort(new TestIsOver());
    const cleanups = [...this.#cleanups.values()].reverse();
    this.#cleanups.clear();
    for (const cleanup of cleanups) {
      await cleanup().catch((error: unknown) =>
        console.error(`clean-up after "${this.label}" failed:`, error),
      );
    }
  }
}

const scopes = new AsyncLocalStorage<Scope>();

export function runInScope<T>(scope: Scope, work: () => T): T {
  return scopes.run(scope, work);
}

export function findScope(): Scope | undefined {
  return scopes.getStore();
}

/** The scope of the running test or hook. `what` names the kit function for the author's eyes. */
export function getScope(what: string): Scope {
  const scope = scopes.getStore();
  if (!scope)
    throw new SuiteMistake(`${what} can be used only inside a test or a hook, not while the suite is read.`);
  scope.assertOpen();
  return scope;
}
