import { getScope, type Scope } from '../scope.js';
import { askAsGrader } from '../services/postgres-pool.js';
import { KeptSession } from './kept-session.js';
import { LearnerSql } from './learner-sql.js';
import { readPlan, type QueryPlan } from './query-plan.js';
import type { SqlRow } from './read-values.js';
import { SqlError } from './sql-error.js';
import { SqlSession } from './sql-session.js';

type DatabaseOwner = 'grader' | 'learner';

export interface DatabaseOptions {
  /**
   * Whose everything in it is. `grader` (default): the learner's SQL may read what the suite sets up, and change nothing.
   * `learner`: it may create, change and drop whatever is in schema `public`.
   */
  readonly owner?: DatabaseOwner;
  /** Trusted extensions to have in `public`, e.g. `btree_gist`. */
  readonly extensions?: readonly string[];
  /** Begins as a copy of this one, with its rows and indexes and the same owner. */
  readonly copyOf?: TestDatabase;
}

/** A connection that stays open, for a transaction that is to wait, or to be in somebody's way. */
export interface SqlConnection {
  readonly pid: number;
  query(sql: string, params?: readonly unknown[]): Promise<SqlRow[]>;
  close(): Promise<void>;
}

/**
 * A database of one test, or of the tests of one group when a `beforeAll` makes it.
 *
 * What the suite asks it is asked with the rights of its owner. Where that is the learner, that is the role that their own SQL
 * has: whatever they left behind for the suite to run (triggers, views, policies) can do nothing that their SQL could not. Names are
 * looked for in `pg_catalog`, then in `public`.
 */
export interface TestDatabase {
  readonly name: string;
  readonly owner: DatabaseOwner;
  /** One statement and its rows. Numbers of any type are numbers, dates and times are PostgreSQL’s text. */
  query(sql: string, params?: readonly unknown[]): Promise<SqlRow[]>;
  /** A script of the suite's. */
  run(script: string): Promise<void>;
  /** What the database says when it refuses a statement, or null when it takes it. Nothing of the statement stays. */
  refusal(sql: string, params?: readonly unknown[]): Promise<SqlError | null>;
  /** How PostgreSQL carries out a statement, on this data. The statement is run, and taken back. */
  explain(sql: string, params?: readonly unknown[]): Promise<QueryPlan>;
  connect(): Promise<SqlConnection>;
  /** The learner's SQL. */
  readonly learner: LearnerSql;
}

let made = 0;
const keptSessions = new WeakMap<TestDatabase, KeptSession>();

export async function createDatabase(options: DatabaseOptions = {}): Promise<TestDatabase> {
  const scope = getScope('services.postgres.createDatabase');
  made += 1;
  const name = `test_${made}`;
  const owner = options.copyOf?.owner ?? options.owner ?? 'grader';
  const template = options.copyOf === undefined ? 'template1' : options.copyOf.name;
  // A database can be copied only while nobody is connected to it.
  if (options.copyOf !== undefined) await keptSessions.get(options.copyOf)?.close();
  await scope.race(askAsGrader(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`));
  scope.undoAtEnd(`database ${name}`, async () => {
    await askAsGrader(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  await scope.race(
    askAsGrader(
      `REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT${owner === 'learner' ? ', TEMPORARY' : ''} ON DATABASE ${name} TO app`,
    ),
  );
  if (options.copyOf === undefined) await prepare(name, owner, options.extensions ?? []);
  return testDatabase(name, owner, scope);
}

/** SECURITY: I14: extensions come from the grader, as does the right to everything that is not the learner's. */
async function prepare(name: string, owner: DatabaseOwner, extensions: readonly string[]): Promise<void> {
  const rights =
    owner === 'learner'
      ? 'ALTER SCHEMA public OWNER TO app;'
      : `REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO app;
         ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;`;
  const creations = extensions.map((extension) => `CREATE EXTENSION "${extension}" SCHEMA public;`);
  const session = await SqlSession.open({ database: name, role: 'grader', searchPath: 'pg_catalog' });
  await session.run([...creations, rights].join('\n'));
  await session.close();
}

function testDatabase(name: string, owner: DatabaseOwner, scope: Scope): TestDatabase {
  const options = { database: name, role: owner, searchPath: 'pg_catalog,public' };
  const kept = new KeptSession(options, scope);
  const database: TestDatabase = {
    name,
    owner,
    learner: new LearnerSql(name),
    query: (sql, params) => kept.use((session) => session.rows(sql, { params, single: true })),
    run: (script) => kept.use(async (session) => void (await session.run(script))),
    refusal: (sql, params) => kept.use((session) => findRefusal(session, sql, params)),
    explain: (sql, params) => kept.use((session) => readPlan(session, sql, { params })),
    async connect() {
      const session = await SqlSession.open(options);
      return {
        pid: session.pid,
        query: (sql, params) => session.rows(sql, { params, single: true }),
        close: () => session.close(),
      };
    },
  };
  keptSessions.set(database, kept);
  return database;
}

async function findRefusal(
  session: SqlSession,
  sql: string,
  params: readonly unknown[] | undefined,
): Promise<SqlError | null> {
  await session.run('BEGIN');
  try {
    await session.run(sql, { params, single: true });
    // What is checked only when a transaction ends, is checked now.
    await session.run('SET CONSTRAINTS ALL IMMEDIATE');
    return null;
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  } finally {
    await session.run('ROLLBACK').catch(() => undefined);
  }
}
