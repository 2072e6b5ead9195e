import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { expect } from 'expect';
import { addEventHandler, removeEventHandler, run, setState, type Event } from 'jest-circus';
import { TestIsOver } from '../kit/failures.js';
import { countLostConnections } from '../kit/lost-connections.js';
import { findScope, Scope } from '../kit/scope.js';
import { getSession } from '../kit/session.js';
import { resetUpstreams } from '../kit/upstream/upstreams.js';
import { bindSuite } from './bind-suite.js';
import { describeFailure, type FailedTest } from './failure/describe-failure.js';
import type { FrameWriter } from './frame-writer.js';
import type { InstanceKeeper } from './instance-keeper.js';
import type { DescribeBlock, Plan, TestEntry } from './plan-tests.js';
import type { ReadFile } from './read-suite.js';

/** What the program wrote before it answered reaches the worker a moment after the answer reached us: a failed test waits for it. */
const LOG_NOTICE_MS = 10;
/** An exit reaches the worker, and then us, a moment after the connection broke. */
const EXIT_NOTICE_MS = 500;

/** The kernel's clock that nobody sets, which the worker reads as well. */
const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n);

export interface SuiteRunSettings {
  readonly files: readonly ReadFile[];
  readonly plan: Plan;
  readonly frames: FrameWriter;
  readonly keeper: InstanceKeeper;
  readonly testTimeoutMs: number;
  readonly clean: FailedTest['clean'];
  readonly redact: FailedTest['redact'];
}

interface RunningTest {
  readonly entry: TestEntry;
  readonly id: string;
  readonly scope: Scope;
  readonly startedAt: number;
  /** How many crashes there had been when it began. */
  readonly crashesBefore: number;
  readonly lostBefore: number;
}

interface RunningBlock {
  readonly scope: Scope;
  readonly crashesBefore: number;
}

/** Runs the tests one by one on jest-circus and reports each. */
export class SuiteRun {
  #passed = 0;
  #failed = 0;
  #running: RunningTest | null = null;
  readonly #blocks = new Map<DescribeBlock, RunningBlock>();

  constructor(readonly settings: SuiteRunSettings) {}

  /** From now on an error that nobody caught is a failed test or a line in the log, never the end of the grader. */
  catchStrayErrors(): void {
    const blame = (error: unknown) => this.#blame(error);
    process.on('uncaughtException', blame).on('unhandledRejection', blame);
  }

  async run(): Promise<{ passed: number; failed: number }> {
    const { files, keeper, testTimeoutMs } = this.settings;
    const handle = (event: Event) => this.#handle(event);
    addEventHandler(handle);
    for (const { path, state } of files) {
      setState(state);
      state.testTimeout = testTimeoutMs;
      bindSuite(state.rootDescribeBlock, {
        findTestScope: () => this.#running?.scope,
        findBlockScope: (block) => this.#blocks.get(block)?.scope,
        findReasonToStop: () => keeper.givenUp,
        testTimeoutMs,
      });
      await run();
      for (const error of state.unhandledErrors) console.error(`${path}: outside any test:`, error);
    }
    removeEventHandler(handle);
    return { passed: this.#passed, failed: this.#failed };
  }

  /** Circus awaits what this returns before it goes on. */
  async #handle(event: Event): Promise<void> {
    if (event.name === 'run_describe_start') await this.#openBlock(event.describeBlock);
    if (event.name === 'run_describe_finish') await this.#blocks.get(event.describeBlock)?.scope.end();
    if (event.name === 'test_start') await this.#open(event.test);
    if (event.name === 'test_done') await this.#close(event.test);
  }

  async #openBlock(block: DescribeBlock): Promise<void> {
    // What cannot be had back fails each test by itself.
    await resetUpstreams().catch(() => undefined);
    await this.settings.keeper.prepare();
    const { seed, pod } = getSession();
    const scope = new Scope(`hooks of ${block.name}`, seed);
    this.#blocks.set(block, { scope, crashesBefore: pod.crashes.length });
  }

  async #open(entry: TestEntry): Promise<void> {
    const { keeper, plan, frames } = this.settings;
    await resetUpstreams().catch((error: unknown) => entry.errors.unshift(error as Error));
    await keeper.prepare();
    const { seed, pod } = getSession();
    const id = plan.idOf.get(entry) ?? entry.name;
    // A test that failed before it began did so in a beforeAll of its block: what crashed then, failed it.
    const block = entry.errors.length > 0 ? this.#blocks.get(entry.parent) : undefined;
    const crashesBefore = block?.crashesBefore ?? pod.crashes.length;
    if (keeper.givenUp) entry.errors.unshift(keeper.givenUp);
    expect.setState({ assertionCalls: 0, expectedAssertionsNumber: null, isExpectingAssertions: false });
    frames.send({ type: 'test-start', id, atUs: monotonicUs() });
    this.#running = {
      entry,
      id,
      scope: new Scope(id, seed),
      startedAt: performance.now(),
      crashesBefore,
      lostBefore: countLostConnections(),
    };
  }

  async #close(entry: TestEntry): Promise<void> {
    const test = this.#running;
    if (!test || test.entry !== entry) return;
    const durationMs = Math.round(performance.now() - test.startedAt);
    // Rejections that nobody awaits surface after a turn of the event loop: they belong to this test.
    await nextTurn();
    const uncounted = expect.extractExpectedAssertionsErrors().map(({ error }) => error);
    if (entry.errors.length === 0) entry.errors.push(...uncounted);
    await this.#awaitExitNotice(test);
    if (hasFailed(test)) await delay(LOG_NOTICE_MS);
    this.#report(test, durationMs);
    this.#running = null;
    await test.scope.end();
  }

  /** Whatever the suite made of a lost connection: a crash belongs to the test in which it happened. */
  async #awaitExitNotice(test: RunningTest): Promise<void> {
    const { pod } = getSession();
    const seemsToCrash = countLostConnections() > test.lostBefore && pod.listNotUp().length === 0;
    if (seemsToCrash && pod.crashes.length === test.crashesBefore)
      await pod.nextCrash(AbortSignal.timeout(EXIT_NOTICE_MS));
  }

  #report(test: RunningTest, durationMs: number): void {
    const { frames, clean, redact, testTimeoutMs } = this.settings;
    const { pod } = getSession();
    const { id, entry, scope } = test;
    const errors = listErrors(test);
    const crashes = pod.crashes.slice(test.crashesBefore);
    if (errors.length === 0 && crashes.length === 0) {
      this.#passed += 1;
      return frames.send({ type: 'test-end', id, status: 'passed', durationMs });
    }
    this.#failed += 1;
    const timeoutMs = entry.timeout ?? testTimeoutMs;
    const failure = describeFailure({
      errors,
      crashes,
      instances: pod.subjects.length,
      scope,
      timeoutMs,
      clean,
      redact,
    });
    frames.send({ type: 'test-end', id, status: 'failed', durationMs, failure: frames.trim(failure) });
  }

  /** An error that nobody caught fails the test it came from, or the running one when that cannot be told. */
  #blame(error: unknown): void {
    if (error instanceof TestIsOver) return;
    const owner = findScope();
    const test = this.#running;
    if (!test || (owner !== test.scope && owner?.signal.aborted)) {
      console.error('outside any running test:', error);
      return;
    }
    test.entry.errors.push(error);
  }
}

function hasFailed(test: RunningTest): boolean {
  return listErrors(test).length > 0 || getSession().pod.crashes.length > test.crashesBefore;
}

/** What failed the test, first things first. Circus keeps a second error made where the test was defined beside what was thrown. */
function listErrors({ entry, scope }: RunningTest): unknown[] {
  const thrown = entry.errors.map((error: unknown) => {
    if (!Array.isArray(error)) return error;
    const [first, definedAt] = error as unknown[];
    return first ?? definedAt;
  });
  return [...thrown, ...scope.failures];
}
