/**
 * The test kit: what a suite in `tests/public` or `tests/hidden` imports from `@touchstone/kit`.
 * `describe`, `it`, `expect`, `beforeEach` … are Jest's and are globals.
 *
 * (This file is the agreed surface; the grader's author moves the parts to files of their own and keeps the names.)
 */

/** A plain-data answer of the subject. Bodies over 1 MiB, redirects, slow drips and floods fail the test, never the grader. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, ` (`set-cookie` by newline). */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parsed on access; a body that is not JSON throws an assertion error that shows its first bytes. */
  readonly json: unknown;
  readonly durationMs: number;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON with its content type. */
  readonly json?: unknown;
  /** Sent as it is; give the content type in `headers`. */
  readonly body?: string | Uint8Array;
  /** From the first byte sent to the last byte received. Default 3000. */
  readonly timeoutMs?: number;
}

/** HTTP against one base URL. Every call is one connection, no redirect is followed, every wait has a deadline. */
export interface HttpClient {
  readonly url: string;
  get(path: string, options?: RequestOptions): Promise<HttpResponse>;
  post(path: string, options?: RequestOptions): Promise<HttpResponse>;
  put(path: string, options?: RequestOptions): Promise<HttpResponse>;
  patch(path: string, options?: RequestOptions): Promise<HttpResponse>;
  delete(path: string, options?: RequestOptions): Promise<HttpResponse>;
  request(method: string, path: string, options?: RequestOptions): Promise<HttpResponse>;
}

/** One running instance of the learner's program. */
export interface SubjectInstance extends HttpClient {
  readonly index: number;
  readonly port: number;
  /** SIGTERM; resolves when it exited by itself or `graceMs` (default 5000) passed. */
  terminate(options?: { graceMs?: number }): Promise<{ exited: boolean; exitCode: number | null; afterMs: number }>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Kills it when it runs, starts it again with the same files and an empty disk, waits until it answers. */
  restart(): Promise<void>;
  /** Freezes and thaws every process of the instance. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Last 64 KiB of stdout and stderr. */
  logs(): Promise<string>;
  /** Resident memory, CPU time and number of processes as its cgroup counts them. */
  usage(): Promise<{ memoryBytes: number; cpuMs: number; processes: number }>;
}

/** A reference to an object that lives in the learner's process (module exercises). */
export interface SubjectObject {
  call(method: string, ...args: unknown[]): Promise<unknown>;
  get(property: string): Promise<unknown>;
}

/**
 * The learner's module (module exercises). Arguments and answers are plain data: JSON values, `undefined`, `bigint`,
 * NaN and infinities, Date, Uint8Array, Map, Set; deeper than 64 levels or over 1 MiB fails the test.
 * A call that throws there rejects here with a {@link SubjectError}.
 */
export interface SubjectModule {
  call(functionName: string, ...args: unknown[]): Promise<unknown>;
  /** Like `call`, for a function that returns an object to go on talking to (a class instance, an iterator, a closure record). */
  callForObject(functionName: string, ...args: unknown[]): Promise<SubjectObject>;
  /** `new ClassName(...args)` there. */
  create(className: string, ...args: unknown[]): Promise<SubjectObject>;
  /** Virtual time (Node only): timers and Date stand still until advanced. */
  readonly clock: {
    install(nowMs?: number): Promise<void>;
    advance(ms: number): Promise<void>;
    uninstall(): Promise<void>;
  };
}

/** What the learner's code threw. `name` is the error's class, `code` its `code` property when it is a string. */
export declare class SubjectError extends Error {
  readonly code: string | undefined;
}

export interface Postgres {
  /** Runs one parameterised statement with the grader's own role. */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs a script of several statements (schema, seed rows). */
  run(sqlScript: string): Promise<void>;
  /** Empties every table of schema `public` and restarts sequences, or drops the schema's content with `{ drop: true }`. */
  reset(options?: { drop?: boolean }): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** `DATABASE_URL` as the subject has it (role `app`, no superuser). */
  readonly subjectUrl: string;
}

export interface Redis {
  /** Sends one command with the grader's own user, e.g. `command('TTL', key)`. */
  command(name: string, ...args: (string | number)[]): Promise<unknown>;
  /** FLUSHALL. */
  reset(): Promise<void>;
  /** Kills Redis / starts it again, empty. */
  stop(): Promise<void>;
  start(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  readonly subjectUrl: string;
}

/** Values that differ from submission to submission and repeat with the same seed. */
export interface RandomData {
  /** Between 0 and 1. */
  number(): number;
  integer(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
  /** Lower-case letters and digits. */
  word(length?: number): string;
  sentence(words?: number): string;
  uuid(): string;
  email(): string;
  bytes(length: number): Uint8Array;
}

export interface FakeUpstream {
  /** `http://127.0.0.1:<port>`; give it to the subject through the exercise's documented interface. */
  readonly url: string;
  /** Requests received so far: kept in the grader, out of the learner's reach. */
  readonly requests: readonly { method: string; path: string; headers: Record<string, string>; body: string }[];
  /** How to answer from now on. */
  respond(handler: (request: { method: string; path: string; body: string }) => { status?: number; json?: unknown; text?: string; delayMs?: number; drop?: boolean }): void;
}

export interface LoadReport<T> {
  readonly results: readonly ({ ok: true; value: T; durationMs: number } | { ok: false; error: Error; durationMs: number })[];
  readonly values: readonly T[];
  readonly errors: readonly Error[];
}

// ---- what suites import ----
export declare const subject: SubjectInstance;
/** All instances, `subjects[0]` being `subject`. */
export declare const subjects: readonly SubjectInstance[];
export declare const subjectModule: SubjectModule;
export declare const services: { readonly postgres: Postgres; readonly redis: Redis };
export declare const random: RandomData;
/** Runs `work(i)` for i in 0…total-1, `concurrency` at a time; never rejects. */
export declare function load<T>(total: number, concurrency: number, work: (index: number) => Promise<T>): Promise<LoadReport<T>>;
/** Repeats `check` every 50 ms until it stops throwing or `deadlineMs` passes; then throws its last error. Returns its value. */
export declare function eventually<T>(check: () => T | Promise<T>, deadlineMs?: number): Promise<T>;
export declare function sleep(ms: number): Promise<void>;
/** Listens on a port of the range 9000–9099; only while the test that made it runs. */
export declare function fakeUpstream(): Promise<FakeUpstream>;
/** Names what is being checked, so that a failure reads: `<step>: expected …, got …`. */
export declare function step<T>(name: string, work: () => T | Promise<T>): Promise<T>;
/** Opens a raw TCP connection to a subject: for suites that test bytes on the wire. Capped and bounded like HTTP. */
export declare function rawConnection(options?: { instance?: number }): Promise<{
  write(bytes: string | Uint8Array): Promise<void>;
  /** Everything received so far, as latin1 text. */
  readonly received: string;
  /** Resolves when `received` satisfies the test or rejects at the deadline (default 2000 ms). */
  until(test: (received: string) => boolean, deadlineMs?: number): Promise<string>;
  end(): Promise<void>;
  readonly closed: boolean;
}>;
