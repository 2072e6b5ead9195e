import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'expect';
import { addEventHandler, removeEventHandler, run, setState, type Event, type State } from 'jest-circus';
import { KitFailure, TestIsOver } from '../kit/failures.js';
import { findScope, runInScope, Scope } from '../kit/scope.js';
import { getSession } from '../kit/session.js';
import { describeFailure } from './failure/describe-failure.js';
import type { FrameWriter } from './frame-writer.js';
import type { InstanceKeeper } from './instance-keeper.js';
import { listTests, type DescribeBlock, type Plan, type TestEntry } from './plan-tests.js';
import type { ReadFile } from './read-suite.js';

/** An exit reaches the worker, and then us, a moment after the connection broke. */
const EXIT_NOTICE_MS = 500;

export interface SuiteRunSettings {
  readonly files: readonly ReadFile[];
  readonly plan: Plan;
  readonly frames: FrameWriter;
  readonly keeper: InstanceKeeper;
  readonly testTimeoutMs: number;
  readonly clean: (text: string) => string;
}

interface RunningTest {
  readonly entry: TestEntry;
  readonly id: string;
  readonly scope: Scope;
  readonly startedAt: number;
  /** How many crashes there had been when it began. */
  readonly crashesBefore: number;
}

/** Runs the tests one by one on jest-circus and reports each. */
export class SuiteRun {
  #passed = 0;
  #failed = 0;
  #running: RunningTest | null = null;
  readonly #blockScopes = new Map<DescribeBlock, Scope>();
  readonly #blockCrashes = new Map<DescribeBlock, number>();

  constructor(readonly settings: SuiteRunSettings) {}

  async run(): Promise<{ passed: number; failed: number }> {
    const handle = (event: Event) => this.#handle(event);
    addEventHandler(handle);
    process.on('uncaughtException', (error) => this.#blame(error));
    process.on('unhandledRejection', (error) => this.#blame(error));
    for (const { path, state } of this.settings.files) {
      setState(state);
      state.testTimeout = this.settings.testTimeoutMs;
      this.#bindToScopes(state.rootDescribeBlock);
      await run();
      for (const error of state.unhandledErrors) console.error(`${path}: outside any test:`, error);
    }
    removeEventHandler(handle);
    return { passed: this.#passed, failed: this.#failed };
  }

  /** Circus awaits what this returns before it goes on. */
  async #handle(event: Event): Promise<void> {
    if (event.name === 'run_describe_start') await this.#openBlock(event.describeBlock);
    if (event.name === 'run_describe_finish') await this.#blockScopes.get(event.describeBlock)?.end();
    if (event.name === 'test_start') await this.#open(event.test);
    if (event.name === 'test_done') await this.#close(event.test);
  }

  async #openBlock(block: DescribeBlock): Promise<void> {
    await this.settings.keeper.prepare();
    const { seed, pod } = getSession();
    this.#blockScopes.set(block, new Scope(`hooks of ${block.name}`, seed));
    this.#blockCrashes.set(block, pod.crashes.length);
  }

  async #open(entry: TestEntry): Promise<void> {
    const { keeper, plan, frames } = this.settings;
    await keeper.prepare();
    const { seed, pod } = getSession();
    const id = plan.idOf.get(entry) ?? entry.name;
    // A test that failed before it began did so in a beforeAll of its block: what crashed then, failed it.
    const crashesBefore =
      entry.errors.length > 0 ? (this.#blockCrashes.get(entry.parent) ?? 0) : pod.crashes.length;
    if (keeper.givenUp) entry.errors.unshift(keeper.givenUp);
    expect.setState({ assertionCalls: 0, expectedAssertionsNumber: null, isExpectingAssertions: false });
    frames.send({ type: 'test-start', id });
    this.#running = { entry, id, scope: new Scope(id, seed), startedAt: performance.now(), crashesBefore };
  }

  async #close(entry: TestEntry): Promise<void> {
    const test = this.#running;
    if (!test || test.entry !== entry) return;
    const durationMs = performance.now() - test.startedAt;
    // Rejections that nobody awaits surface after a turn of the event loop: they belong to this test.
    await nextTurn();
    if (entry.errors.length === 0)
      entry.errors.push(...expect.extractExpectedAssertionsErrors().map(({ error }) => error as Error));
    await this.#awaitExitNotice(test);
    this.#report(test, Math.round(durationMs * 10) / 10);
    this.#running = null;
    await test.scope.end();
  }

  #report(test: RunningTest, durationMs: number): void {
    const { frames, clean, testTimeoutMs } = this.settings;
    const { pod } = getSession();
    const errors = listErrors(test.entry);
    const crashes = pod.crashes.slice(test.crashesBefore);
    if (errors.length === 0 && crashes.length === 0) {
      this.#passed += 1;
      return frames.send({ type: 'test-end', id: test.id, status: 'passed', durationMs });
    }
    this.#failed += 1;
    const timeoutMs = Math.min(test.entry.timeout ?? testTimeoutMs, testTimeoutMs);
    const failure = describeFailure({
      errors,
      crashes,
      instances: pod.subjects.length,
      scope: test.scope,
      timeoutMs,
      clean,
    });
    const brief = { category: failure.category, message: failure.message.slice(0, 200) };
    frames.send({
      type: 'test-end',
      id: test.id,
      status: 'failed',
      durationMs,
      failure: frames.hasRoomForDetails ? failure : brief,
    });
  }

  async #awaitExitNotice(test: RunningTest): Promise<void> {
    const { pod } = getSession();
    const lost = listErrors(test.entry).some(
      (error) => error instanceof KitFailure && error.category === 'connection',
    );
    if (lost && pod.crashes.length === test.crashesBefore)
      await pod.nextCrash(AbortSignal.timeout(EXIT_NOTICE_MS));
  }

  /** An error that nobody caught fails the test it came from, or the running one when that cannot be told. */
  #blame(error: unknown): void {
    if (error instanceof TestIsOver) return;
    const owner = findScope();
    const test = this.#running;
    if (!test || (owner && owner !== test.scope && owner.signal.aborted)) {
      console.error('outside any running test:', error);
      return;
    }
    test.entry.errors.push(error as Error);
  }

  #bindToScopes(block: DescribeBlock): void {
    for (const hook of block.hooks) {
      const isOfBlock = hook.type === 'beforeAll' || hook.type === 'afterAll';
      hook.fn = this.#bind(hook.fn, () => (isOfBlock ? this.#blockScopes.get(block) : this.#running?.scope));
    }
    for (const test of block.children.filter((child) => child.type === 'test')) {
      test.fn = this.#bind(test.fn, () => this.#running?.scope);
      if (test.timeout !== undefined) test.timeout = Math.min(test.timeout, this.settings.testTimeoutMs);
    }
    for (const child of block.children) if (child.type === 'describeBlock') this.#bindToScopes(child);
  }

  /** Keeps the number of parameters: circus passes `done` to functions that take one. */
  #bind<Fn extends TestEntry['fn']>(original: Fn, findOwner: () => Scope | undefined): Fn {
    const call = (context: unknown, args: unknown[]): unknown => {
      const { givenUp } = this.settings.keeper;
      const scope = findOwner();
      if (givenUp) throw givenUp;
      return scope
        ? runInScope(scope, () => Reflect.apply(original as never, context, args))
        : Reflect.apply(original as never, context, args);
    };
    const withDone = function (this: unknown, done: unknown): unknown {
      return call(this, [done]);
    };
    const withoutDone = function (this: unknown): unknown {
      return call(this, []);
    };
    return ((original as { length: number }).length > 0 ? withDone : withoutDone) as Fn;
  }
}

/** Circus keeps a second error made where the test was defined beside what was thrown. */
function listErrors(entry: TestEntry): unknown[] {
  return entry.errors.map((error: unknown) => (Array.isArray(error) ? (error[0] ?? error[1]) : error));
}
