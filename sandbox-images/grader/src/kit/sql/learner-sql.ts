import { getText } from '../artifact/submitted-files.js';
import type { LoggedCall } from '../facts/logged-call.js';
import { KitFailure } from '../failures.js';
import { getScope } from '../scope.js';
import { askAsGrader } from '../services/postgres-pool.js';
import { readPlan, type QueryPlan } from './query-plan.js';
import type { SqlRow } from './read-values.js';
import { splitStatements } from './split-statements.js';
import { SqlSession } from './sql-session.js';
import { traceStatement, type TracedStatement, type TraceOptions } from './trace-script.js';

/** The SQL files of the submission, run as the learner's own role in one database. Every call has a connection of its own. */
export class LearnerSql {
  constructor(private readonly database: string) {}

  /**
   * Runs a file as psql does: statement by statement, each a transaction of its own unless the file says BEGIN.
   * @throws SqlError at the first statement that PostgreSQL refuses
   */
  async run(path: string): Promise<void> {
    const script = getText(path);
    await this.within(async (session) => {
      for (const { text, offset } of splitStatements(script))
        await session.run(text, { source: { path, script, offset }, what: path });
    });
    await this.refuseShadows(path);
  }

  /**
   * Runs a file as {@link run} does, and watches what each statement holds and does.
   * @throws SqlError at the first statement that PostgreSQL refuses
   */
  async trace(path: string, { between }: TraceOptions = {}): Promise<readonly TracedStatement[]> {
    const script = getText(path);
    const traced: TracedStatement[] = [];
    await this.within(async (learner) => {
      const options = { database: this.database, role: 'learner', searchPath: 'pg_catalog' } as const;
      const sessions = { learner, witness: await SqlSession.open(options) };
      for (const statement of splitStatements(script)) {
        const step = await traceStatement(sessions, statement, { path, script });
        traced.push(step);
        if (!learner.inTransaction) await between?.(step);
      }
      await sessions.witness.close();
    });
    await this.refuseShadows(path);
    return traced;
  }

  /** The rows of the one query that a file holds; `$1` … are `params`. */
  async query(path: string, params: readonly unknown[] = []): Promise<SqlRow[]> {
    const scope = getScope('services.postgres');
    const call: LoggedCall = { what: `${path}()`, args: params, answer: null };
    scope.calls.record(call);
    const rows = await this.withQuery(path, async (session, text, options) => {
      try {
        return await session.rows(text, { ...options, params, single: true });
      } catch (error) {
        call.answer = { threw: error as Error };
        throw error;
      }
    });
    call.answer = { returned: rows };
    scope.origins.remember(rows, { call });
    return rows;
  }

  /** How PostgreSQL carries out the one query that a file holds, on this data. */
  explain(path: string, params: readonly unknown[] = []): Promise<QueryPlan> {
    return this.withQuery(path, (session, text, options) => readPlan(session, text, { ...options, params }));
  }

  private async withQuery<T>(path: string, work: QueryWork<T>): Promise<T> {
    const script = getText(path);
    const [statement, second] = splitStatements(script);
    if (statement === undefined) throw new KitFailure('assertion', `${path} holds no query.`);
    if (second !== undefined)
      throw new KitFailure('assertion', `${path} holds more than one statement: one query is expected.`);
    const { text, offset } = statement;
    return this.within(async (session) => {
      // SECURITY: I14: a report has no business with large objects, which fill the disk.
      await session.run('SET default_transaction_read_only = on');
      return work(session, text, { source: { path, script, offset }, what: path });
    });
  }

  private async within<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    const options = { database: this.database, role: 'learner', searchPath: 'public' } as const;
    const session = await SqlSession.open(options);
    try {
      return await work(session);
    } finally {
      await session.close();
      await this.takeBackSettings();
    }
  }

  /**
   * SECURITY: I14: `pg_catalog` comes first, yet an operator in `public` that fits the types of a question better would
   * be taken instead of PostgreSQL's own.
   */
  private async refuseShadows(path: string): Promise<void> {
    const options = { database: this.database, role: 'learner', searchPath: 'pg_catalog' } as const;
    const session = await SqlSession.open(options);
    const [shadow] = await session.rows(SHADOWS);
    await session.close();
    if (shadow === undefined) return;
    const name = String(shadow['name']);
    throw new KitFailure(
      'assertion',
      `${path} makes ${name}, which PostgreSQL has itself: choose another name.`,
    );
  }

  /** SECURITY: I14: what `ALTER ROLE app SET …` left for later sessions would decide over plans and names in them. */
  private async takeBackSettings(): Promise<void> {
    const [left] = await askAsGrader(
      "SELECT FROM pg_catalog.pg_db_role_setting WHERE setrole = 'app'::pg_catalog.regrole LIMIT 1",
    );
    if (left === undefined) return;
    const session = await SqlSession.open({
      database: this.database,
      role: 'learner',
      searchPath: 'pg_catalog',
    });
    await session.run(`ALTER ROLE app RESET ALL; ALTER ROLE app IN DATABASE ${this.database} RESET ALL`);
    await session.close();
  }
}

const SHADOWS = `SELECT 'the operator ' || oprname AS name FROM pg_operator WHERE oprowner = 'app'::regrole
UNION ALL SELECT 'the function ' || p.proname FROM pg_proc p JOIN pg_proc own ON own.proname = p.proname
  WHERE p.proowner = 'app'::regrole AND own.pronamespace = 'pg_catalog'::regnamespace
LIMIT 1`;

type QueryWork<T> = (
  session: SqlSession,
  text: string,
  options: { readonly source: { path: string; script: string; offset: number }; readonly what: string },
) => Promise<T>;
