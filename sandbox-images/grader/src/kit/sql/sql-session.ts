import type { Socket } from 'node:net';
import type pg from 'pg';
import { KitFailure } from '../failures.js';
import { libraries } from '../libraries.js';
import { getScope, type Scope } from '../scope.js';
import { askAsGrader } from '../services/postgres-pool.js';
import { getServiceAccess, getSession } from '../session.js';
import { toRows, valueTypes, type SqlRow } from './read-values.js';
import { toSqlError, type StatementSource } from './sql-error.js';

/** `learner`: the role `app`, whatever may run code of the learner's. `grader`: the owner of what a learner may only read. */
type SqlRole = 'learner' | 'grader';

export interface SessionOptions {
  readonly database: string;
  readonly role: SqlRole;
  /** Names that come first; text as `SET search_path` takes it. */
  readonly searchPath: string;
}

export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Of one session: reports have hundreds of rows, floods have millions. */
const MAX_RECEIVED_BYTES = 4 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 5000;
/** What the server's own timeout is given before the connection is cut. */
const SLACK_MS = 500;

let count = 0;

/**
 * A connection of its own for SQL of the learner's, or for SQL of the suite's that may run some (a trigger, a view).
 * SECURITY: C14, G16, I14: such SQL may take for ever, switch its own timeout off, flood, or end its connection. Each of these ends the
 * session and fails the test, also where the suite expects an error.
 */
export class SqlSession {
  readonly #client: pg.Client;
  readonly #scope: Scope;
  readonly #key: string;
  #lost: KitFailure | null = null;
  #received = 0;

  private constructor(client: pg.Client, scope: Scope) {
    this.#client = client;
    this.#scope = scope;
    count += 1;
    this.#key = `SQL session ${count}`;
  }

  /** @param scope what it ends with at the latest: the running test or hook, unless said otherwise */
  static async open(
    { database, role, searchPath }: SessionOptions,
    scope: Scope = getScope('services.postgres'),
  ): Promise<SqlSession> {
    const { port, user, password, subjectUser, subjectPassword } = getServiceAccess('postgres');
    const client = new libraries.pg.Client({
      host: '127.0.0.1',
      port,
      database,
      user: role === 'learner' ? subjectUser : user,
      password: role === 'learner' ? subjectPassword : password,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // SECURITY: I14: stronger than what `ALTER ROLE … SET` or `ALTER DATABASE … SET` left behind.
      options: `-c search_path=${searchPath} -c statement_timeout=${getSession().callTimeoutMs}`,
      application_name: `touchstone-${role}`,
      types: valueTypes,
    });
    const session = new SqlSession(client, scope);
    client.on('error', (error) => session.#lose(lostConnection(error)));
    client.on('end', () => session.#lose(lostConnection(null)));
    await scope.race(client.connect()).catch((error: unknown) => {
      throw error instanceof Error && !scope.signal.aborted ? cannotConnect(error) : error;
    });
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    stream.on('data', (chunk: Buffer) => session.#count(chunk.length));
    scope.undoAtEnd(session.#key, () => session.#kill());
    return session;
  }

  /** Of the server's process for it: what `pg_locks` and `pg_stat_activity` call `pid`. */
  get pid(): number {
    return (this.#client as unknown as { processID: number }).processID;
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  get inTransaction(): boolean {
    return this.#client.getTransactionStatus() !== 'I';
  }

  /**
   * Runs one statement. With `single`, or with parameters, the server takes no second one.
   * @throws SqlError what the server says · KitFailure when there is no answer in time, too much of one, or no server any more
   */
  async run(
    sql: string,
    { params, source, what, single = false }: StatementOptions = {},
  ): Promise<SqlResult> {
    const scope = getScope('services.postgres');
    const deadlineMs = getSession().callTimeoutMs;
    const startedAt = performance.now();
    const name = what ?? 'the statement';
    const timer = setTimeout(() => this.#lose(late(name, deadlineMs)), deadlineMs + SLACK_MS);
    try {
      // A lost connection rejects the query as well, with less to say.
      const result = await scope.race(
        this.#client.query<unknown[]>({
          text: sql,
          rowMode: 'array',
          ...(params === undefined ? {} : { values: [...params] }),
          ...(single ? { queryMode: 'extended' } : {}),
        }),
      );
      // A script of several statements has as many results.
      const last = Array.isArray(result) ? (result.at(-1) as typeof result) : result;
      return { columns: last.fields.map((field) => field.name), rows: last.rows };
    } catch (error) {
      if (scope.signal.aborted) {
        await this.#kill();
        throw error;
      }
      if (isAnswer(error, performance.now() - startedAt < deadlineMs))
        throw toSqlError(error, source ?? { path: null, script: sql, offset: 0 });
      throw this.#explain(error, scope, name);
    } finally {
      clearTimeout(timer);
    }
  }

  /** As `run`; rows as objects. */
  async rows(sql: string, options?: StatementOptions): Promise<SqlRow[]> {
    const { columns, rows } = await this.run(sql, options);
    return toRows(columns, rows);
  }

  /** The server closes its end when the session's locks are free. */
  async close(): Promise<void> {
    this.#scope.forget(this.#key);
    if (this.#lost !== null) return this.#kill();
    this.#lost = new KitFailure('error', 'The connection was closed.');
    const timer = setTimeout(() => void this.#kill(), SLACK_MS);
    await this.#client.end().catch(() => undefined);
    clearTimeout(timer);
  }

  #count(bytes: number): void {
    this.#received += bytes;
    if (this.#received > MAX_RECEIVED_BYTES)
      this.#lose(
        new KitFailure('error', 'PostgreSQL answered with more than 4 MiB: far more than was asked for.'),
      );
  }

  /** The first reason counts: what comes after it is its consequence. */
  #lose(reason: KitFailure): void {
    if (this.#lost !== null) return;
    this.#lost = reason;
    void this.#kill();
  }

  /** What ends a session, fails the test of the call that it ended in. */
  #explain(error: unknown, scope: Scope, what: string): KitFailure {
    if (error instanceof libraries.pg.DatabaseError)
      this.#lost ??=
        error.code === CANCELLED ? late(what, getSession().callTimeoutMs) : exhausted(what, error);
    this.#lost ??= lostConnection(error);
    scope.failures.push(this.#lost);
    return this.#lost;
  }

  /** A backend in the middle of a statement does not notice that nobody listens any more: it is told. */
  async #kill(): Promise<void> {
    const { pid } = this;
    this.#lost ??= new KitFailure('error', 'The connection was closed.');
    (this.#client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    if (pid) await askAsGrader('SELECT pg_catalog.pg_terminate_backend($1)', [pid]);
  }
}

interface StatementOptions {
  readonly params?: readonly unknown[] | undefined;
  readonly source?: StatementSource;
  /** Names the statement in a failure. */
  readonly what?: string;
  readonly single?: boolean;
}

const CANCELLED = '57014';
/** A server that has nothing left, is shutting down, has lost a file or itself. */
const BEYOND_ANSWERING = /^(53|57P|58|XX)/;

/** Whether the server has refused the statement, rather than given up. A learner's own timeouts are answers: they come before ours. */
function isAnswer(error: unknown, inTime: boolean): error is pg.DatabaseError {
  if (!(error instanceof libraries.pg.DatabaseError)) return false;
  return error.code === CANCELLED ? inTime : !BEYOND_ANSWERING.test(error.code ?? '');
}

const late = (what: string, deadlineMs: number): KitFailure =>
  new KitFailure('timeout', `PostgreSQL did not finish ${what} within ${deadlineMs} ms.`);

const exhausted = (what: string, { message }: Error): KitFailure =>
  new KitFailure('error', `PostgreSQL could not finish ${what}: ${message}.`);

const lostConnection = (error: unknown): KitFailure =>
  new KitFailure(
    'error',
    `The connection to PostgreSQL ended in the middle${error instanceof Error ? `: ${error.message}` : ''}.`,
  );

const cannotConnect = ({ message }: Error): KitFailure =>
  new KitFailure('error', `No connection to PostgreSQL can be made any more: ${message}.`);
