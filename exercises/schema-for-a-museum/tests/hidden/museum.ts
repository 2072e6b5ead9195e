import {
  eventually,
  random,
  services,
  SqlError,
  type SqlConnection,
  type TestDatabase,
} from '@touchstone/kit';

export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export type Row = Readonly<Record<string, unknown>>;

/** What every museum of a test begins with. Curator 12 works in department 1, as does its head. */
export const HERE = {
  department: 1,
  otherDepartment: 2,
  head: 11,
  curator: 12,
  headElsewhere: 21,
  artist: 31,
  place: 41,
  work: 51,
  otherWork: 52,
  borrower: 61,
} as const;

let prepared: TestDatabase;

/**
 * Before the tests of a group: runs the learner's schema, and enters two departments and their heads, a curator, and two works of an
 * artist. Every test has a copy of that, since copies are made much sooner.
 */
export async function prepareMuseum(): Promise<void> {
  const museum = await services.postgres.createDatabase({
    owner: 'learner',
    extensions: ['btree_gist', 'citext'],
  });
  await museum.learner.run('schema.sql');
  await museum.run(`
    INSERT INTO public.departments (id, name) VALUES (1, 'prints ${aName()}'), (2, 'sculpture ${aName()}');
    INSERT INTO public.curators (id, name, email, department_id) VALUES
      (11, '${aName()}', '11@museum.example', 1), (12, '${aName()}', '12@museum.example', 1), (21, '${aName()}', '21@museum.example', 2);
    UPDATE public.departments SET head_id = 11 WHERE id = 1;
    UPDATE public.departments SET head_id = 21 WHERE id = 2;
    INSERT INTO public.artists (id, name) VALUES (31, '${aName()}');
    INSERT INTO public.places (id, building, room, shelf) VALUES (41, '${aName()}', '1', 'a');
    INSERT INTO public.works (id, inventory_number, title, artist_id, department_id) VALUES
      (51, '1923.1', '${aName()}', 31, 1), (52, '1923.2', '${aName()}', 31, 1);
    INSERT INTO public.borrowers (id, name, email) VALUES (61, '${aName()}', '61@borrower.example');`);
  prepared = museum;
}

export const openMuseum = (): Promise<TestDatabase> => services.postgres.createDatabase({ copyOf: prepared });

const aName = (): string => random.word();

let lastId = 1000;
export const freshId = (): number => (lastId += 1);

/** A row of each table that can be, each with an id and with names of its own, and with nothing in it that may be missing. */
export const aRowOf = {
  departments: (more: Row = {}) => ({ id: freshId(), name: `${aName()} ${lastId}`, ...more }),
  curators: (more: Row = {}) => ({
    id: freshId(),
    name: aName(),
    email: `${aName()}.${lastId}@museum.example`,
    department_id: HERE.department,
    ...more,
  }),
  artists: (more: Row = {}) => ({ id: freshId(), name: aName(), ...more }),
  places: (more: Row = {}) => ({ id: freshId(), building: aName(), room: String(lastId), ...more }),
  works: (more: Row = {}) => ({
    id: freshId(),
    inventory_number: `${random.integer(1800, 1899)}.${lastId}`,
    title: aName(),
    department_id: HERE.department,
    ...more,
  }),
  pictures: (more: Row = {}) => ({ id: freshId(), work_id: HERE.work, path: `${aName()}.jpg`, ...more }),
  borrowers: (more: Row = {}) => ({ id: freshId(), name: aName(), ...more }),
  loans: (more: Row = {}) => ({
    id: freshId(),
    work_id: HERE.work,
    borrower_id: HERE.borrower,
    starts_on: '2027-03-01',
    ends_on: '2027-05-01',
    insured_for: 1000,
    ...more,
  }),
  condition_reports: (more: Row = {}) => ({
    work_id: HERE.work,
    examined_at: `2026-05-0${random.integer(1, 9)} 10:00+00`,
    grade: 3,
    ...more,
  }),
} as const;

export type Table = keyof typeof aRowOf;
export const TABLES = Object.keys(aRowOf) as Table[];

export function insert(table: Table, more: Row = {}): Statement {
  const row: Row = aRowOf[table](more);
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  return {
    sql: `INSERT INTO public.${table} (${names.join(', ')}) VALUES (${places.join(', ')})`,
    params: Object.values(row),
  };
}

export function update(table: Table, id: number, changes: Row): Statement {
  const names = Object.keys(changes);
  return {
    sql: `UPDATE public.${table} SET ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} WHERE id = $1`,
    params: [id, ...Object.values(changes)],
  };
}

export const remove = (table: Table, id: number): Statement => ({
  sql: `DELETE FROM public.${table} WHERE id = $1`,
  params: [id],
});

/** Carries a statement out. Whatever is refused fails the test, in PostgreSQL's words. */
export async function take(museum: TestDatabase, { sql, params }: Statement): Promise<void> {
  await museum.query(sql, params);
}

/** SQLSTATEs by what they tell a program. */
export const CODES = {
  rule: /^2[23]/,
  reference: /^23503$/,
  twice: /^23(505|P01)$/,
  rival: /^(2[23]|40)/,
} as const;

/** `taken` (and taken back again), `refused` with a code that is right, or what came instead. */
export async function outcomeOf(
  museum: TestDatabase,
  { sql, params }: Statement,
  codes: RegExp = CODES.rule,
): Promise<string> {
  const refusal = await museum.refusal(sql, params);
  return refusal === null ? 'taken' : tellRefusal(refusal, codes);
}

const tellRefusal = ({ code, message }: SqlError, codes: RegExp): string =>
  codes.test(code) ? 'refused' : `refused with SQLSTATE ${code}: ${message}`;

/** What becomes of statements in one transaction; it stays when it is taken. */
export async function transact(
  museum: TestDatabase,
  statements: readonly Statement[],
  codes: RegExp = CODES.rule,
): Promise<string> {
  const connection = await museum.connect();
  await connection.query('BEGIN');
  let outcome = 'taken';
  for (const statement of [...statements, COMMIT])
    if (outcome === 'taken') outcome = await settle(connection, statement, codes);
  await connection.close();
  return outcome;
}

const COMMIT: Statement = { sql: 'COMMIT', params: [] };

export async function settle(
  connection: SqlConnection,
  { sql, params }: Statement,
  codes: RegExp,
): Promise<string> {
  try {
    await connection.query(sql, params);
    return 'taken';
  } catch (error) {
    if (error instanceof SqlError) return tellRefusal(error, codes);
    throw error;
  }
}

/**
 * Two programs at the same moment: the second writes while the transaction of the first is open. It either comes through at once or
 * waits; then the first commits, and the second after it. A first one that waits for the second as it commits (what it has put off
 * until then meets what the other has not committed yet) waits for the commit of the second. What became of both is sorted:
 * either may be the one that is refused.
 */
export async function atOnce(museum: TestDatabase, first: Statement, second: Statement): Promise<string[]> {
  const [one, other] = [await museum.connect(), await museum.connect()];
  await one.query('BEGIN');
  await other.query('BEGIN');
  const begun = await settle(one, first, CODES.rival);
  let isDone = false;
  const running = settle(other, second, CODES.rival).finally(() => (isDone = true));
  await eventually(async () => expect(isDone || (await isWaiting(museum, other.pid))).toBe(true), 10_000);
  let isCommitted = false;
  const committing = finish(one, begun).finally(() => (isCommitted = true));
  await eventually(async () => expect(isCommitted || (await isWaiting(museum, one.pid))).toBe(true), 10_000);
  const ended = await Promise.all([committing, running.then((outcome) => finish(other, outcome))]);
  return ended.sort();
}

/** Commits what was taken so far. A transaction that has failed commits as nothing, without an error. */
export async function finish(connection: SqlConnection, outcome: string): Promise<string> {
  const end = await settle(connection, COMMIT, CODES.rival);
  return outcome === 'taken' ? end : outcome;
}

async function isWaiting(museum: TestDatabase, pid: number): Promise<boolean> {
  const locks = await museum.query('SELECT FROM pg_locks WHERE pid = $1 AND NOT granted', [pid]);
  return locks.length > 0;
}
