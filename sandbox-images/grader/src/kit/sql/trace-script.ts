import { setTimeout as delay } from 'node:timers/promises';
import { toPlace } from '../artifact/to-place.js';
import { SqlError } from './sql-error.js';
import { firstWord, type SqlStatement } from './split-statements.js';
import type { SqlSession } from './sql-session.js';

/** One statement of a script that was run under observation: what it did to the tables that were there. */
export interface TracedStatement {
  /** On one line, at most 120 characters. */
  readonly sql: string;
  readonly line: number;
  /** Locks its transaction held on a table when it was done; `AccessExclusiveLock` and the like. */
  locksOn(table: string): readonly string[];
  /** Nobody else could read the table meanwhile. */
  blocksReads(table: string): boolean;
  /** Nobody else could write to it. */
  blocksWrites(table: string): boolean;
  /** It read the table from end to end, or wrote it anew: as long as that takes, its locks are held. */
  goesThrough(table: string): boolean;
}

export interface TraceOptions {
  /** Called after each statement that left no transaction open: what others do at that moment. */
  readonly between?: (statement: TracedStatement) => Promise<void>;
}

/** A session under observation, and one that observes it from outside. */
export interface TracedSessions {
  readonly learner: SqlSession;
  readonly witness: SqlSession;
}

interface TableState {
  readonly name: string;
  readonly file: number;
  readonly scans: number;
}

const BLOCKS_WRITES = new Set(['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']);
/** They decide themselves what is a transaction. */
const TRANSACTION_WORDS = new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'PREPARE']);
/** Of statements that want to be alone, or end transactions themselves. */
const NOT_IN_TRANSACTIONS = new Set(['25001', '2D000']);
const SAMPLE_EVERY_MS = 5;

/**
 * Runs one statement so that it can be seen what it holds: in a transaction of its own that stays open for a look,
 * unless it is one that cannot be; then its locks are sampled while it runs.
 */
export async function traceStatement(
  sessions: TracedSessions,
  statement: SqlStatement,
  source: { readonly path: string; readonly script: string },
): Promise<TracedStatement> {
  const { learner } = sessions;
  const options = { source: { ...source, offset: statement.offset }, what: source.path };
  const run = () => learner.run(statement.text, options);
  const before = await readTables(learner);
  const isOwn = !learner.inTransaction && !TRANSACTION_WORDS.has(firstWord(statement));
  const locks = isOwn ? await runObserved(sessions, run) : await runWithin(sessions, run);
  const after = await readTables(learner);
  if (isOwn && learner.inTransaction) await learner.run('COMMIT', options);
  return describe(statement, source.script, { before, after, locks });
}

type Locks = ReadonlyMap<string, ReadonlySet<string>>;

async function runObserved(sessions: TracedSessions, run: () => Promise<unknown>): Promise<Locks> {
  await sessions.learner.run('BEGIN');
  try {
    return await runWithin(sessions, run);
  } catch (error) {
    await sessions.learner.run('ROLLBACK');
    if (!(error instanceof SqlError) || !NOT_IN_TRANSACTIONS.has(error.code)) throw error;
    return sampleLocks(sessions, run());
  }
}

async function runWithin({ learner, witness }: TracedSessions, run: () => Promise<unknown>): Promise<Locks> {
  await run();
  return readLocks(witness, learner.pid);
}

async function sampleLocks({ learner, witness }: TracedSessions, running: Promise<unknown>): Promise<Locks> {
  const seen = new Map<string, Set<string>>();
  let isOver = false;
  const over = running.finally(() => (isOver = true));
  // Whoever awaits it below learns of its failure.
  over.catch(() => undefined);
  while (!isOver) {
    for (const [table, modes] of await readLocks(witness, learner.pid)) {
      seen.set(table, new Set([...(seen.get(table) ?? []), ...modes]));
    }
    await Promise.race([over.catch(() => undefined), delay(SAMPLE_EVERY_MS)]);
  }
  await over;
  return seen;
}

async function readLocks(witness: SqlSession, pid: number): Promise<Locks> {
  const rows = await witness.rows(
    `SELECT c.relname::text AS name, l.mode FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
     WHERE l.pid = $1 AND l.granted AND c.relkind IN ('r', 'p') AND c.oid >= 16384`,
    { params: [pid], single: true },
  );
  const locks = new Map<string, Set<string>>();
  for (const { name, mode } of rows) {
    const modes = locks.get(String(name)) ?? new Set<string>();
    locks.set(String(name), modes.add(String(mode)));
  }
  return locks;
}

/**
 * The tables as the learner's own session sees them: only it knows what its open transaction has done.
 * SECURITY: I14: no name in it is looked for in `search_path`, where the learner may have put something of theirs.
 */
async function readTables(learner: SqlSession): Promise<readonly TableState[]> {
  const rows = await learner.rows(
    `SELECT c.relname::pg_catalog.text AS name, c.relfilenode::pg_catalog.int8 AS file, s.seq_scan AS scans
     FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_stat_xact_user_tables s ON s.relid OPERATOR(pg_catalog.=) c.oid`,
    { single: true },
  );
  return rows.map(({ name, file, scans }) => ({
    name: String(name),
    file: Number(file),
    scans: Number(scans),
  }));
}

interface Observation {
  readonly before: readonly TableState[];
  readonly after: readonly TableState[];
  readonly locks: Locks;
}

function describe(
  { text, offset }: SqlStatement,
  script: string,
  { before, after, locks }: Observation,
): TracedStatement {
  const locksOn = (table: string): string[] => [...(locks.get(table) ?? [])];
  return {
    sql: shorten(text),
    line: toPlace(script, offset).line,
    locksOn,
    blocksReads: (table) => locksOn(table).includes('AccessExclusiveLock'),
    blocksWrites: (table) => locksOn(table).some((mode) => BLOCKS_WRITES.has(mode)),
    goesThrough(table) {
      const was = before.find(({ name }) => name === table);
      const is = after.find(({ name }) => name === table);
      if (was === undefined || is === undefined) return false;
      return is.scans > was.scans || is.file !== was.file;
    },
  };
}

function shorten(text: string): string {
  const line = text.slice(0, 400).replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
