import {
  random,
  services,
  step,
  type QueryPlan,
  type SqlRow,
  type TestDatabase,
  type TracedStatement,
} from '@touchstone/kit';

const EVENTS = 1_000_000;
const PARCELS = 100_000;
const CUSTOMERS = 40_000;

const TABLES = `
SET search_path = public;
CREATE UNLOGGED TABLE customers (
  id int NOT NULL,
  email text NOT NULL,
  name text COLLATE "de-x-icu" NOT NULL
);
CREATE UNLOGGED TABLE parcels (
  id int NOT NULL,
  code text NOT NULL,
  sender_id int NOT NULL,
  recipient_id int NOT NULL,
  depot_id smallint NOT NULL,
  status text NOT NULL,
  priority smallint,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  delivered_at timestamptz,
  seen_at timestamptz
) WITH (fillfactor = 90);
CREATE UNLOGGED TABLE events (
  parcel_id int NOT NULL,
  depot_id smallint NOT NULL,
  kind smallint NOT NULL,
  at timestamptz NOT NULL
);
`;

const INDEXES = `
ALTER TABLE public.customers ADD PRIMARY KEY (id);
ALTER TABLE public.parcels ADD PRIMARY KEY (id), ADD UNIQUE (code),
  ADD FOREIGN KEY (sender_id) REFERENCES public.customers, ADD FOREIGN KEY (recipient_id) REFERENCES public.customers;
CREATE INDEX customers_email_idx ON public.customers (email);
CREATE INDEX parcels_code_idx ON public.parcels (code);
CREATE INDEX parcels_status_idx ON public.parcels (status);
CREATE INDEX events_at_idx ON public.events (at);
CREATE INDEX events_parcel_id_idx ON public.events (parcel_id);
`;

const LAST_NAMES_1 = [
  'Adler',
  'Brandt',
  'Çelik',
  'Dietz',
  'Engel',
  'Fuchs',
  'Graf',
  'Horn',
  'Jansen',
  'Krüger',
];
const LAST_NAMES_2 = [
  'Lang',
  'Möller',
  'Nowak',
  'Otto',
  'Peters',
  'Roth',
  'Sommer',
  'Thiel',
  'Vogel',
  'Winter',
];
const LAST_NAMES = [...LAST_NAMES_1, ...LAST_NAMES_2];
const FIRST_NAMES = ['Anna', 'Ben', 'Clara', 'David', 'Emma', 'Finn', 'Greta', 'Hugo', 'Ida', 'Jonas'];
const list = (words: readonly string[]): string => `ARRAY['${words.join("','")}']`;

/** The day on which the clocks of Berlin lose an hour is among the days of the data. */
const FIRST_DAYS = ['2026-02-14', '2026-02-20', '2026-02-26', '2026-03-04'];
export const SHORT_DAY = '2026-03-29';

/** Each of them is the parcel of some 5000 events. */
export const CONTAINERS = [1, 2, 3, 4] as const;
/** Each of them sent some 5000 parcels. */
export const LARGE_SHOPS = [1, 2, 3, 4] as const;
/** Each of them sent some hundred. */
export const SMALL_SHOPS = [5, 6, 7, 8] as const;
/** Three in ten parcels and events are its. */
export const LARGE_DEPOT = 1;

function rowsFrom(seed: number, firstDay: string): string {
  return `
INSERT INTO public.customers
SELECT g, first || '.' || last || g || '@Example.com', last || ' ' || first || ' ' || chr(65 + h / 200 % 26) || chr(97 + h % 7)
FROM (SELECT g, ((g * 48271::bigint + ${seed}) % 2147483647 % 9973)::int AS h FROM generate_series(1, ${CUSTOMERS}) AS g) AS rows,
LATERAL (SELECT (${list(LAST_NAMES)})[1 + h % 20] AS last, (${list(FIRST_NAMES)})[1 + h / 20 % 10] AS first) AS names;

INSERT INTO public.parcels
SELECT g, 'PX' || lpad((g * 7919::bigint % 1000003)::text, 7, '0') || 'DE', sender,
  CASE WHEN h % 31 = 0 THEN sender ELSE 9 + h / 3 % ${CUSTOMERS - 50} END,
  CASE WHEN h / 11 % 10 < 3 THEN ${LARGE_DEPOT} ELSE 2 + h / 11 % 39 END,
  CASE WHEN h / 17 % 20 = 0 THEN 'on its way' ELSE 'delivered' END,
  CASE WHEN h / 5 % 3 > 0 THEN h / 5 % 7 END,
  created, created + (24 + h % 90) * interval '1 hour',
  CASE WHEN h / 17 % 20 > 0 THEN created + (12 + h % 70) * interval '1 hour' END,
  created + interval '6 hours'
FROM (SELECT g, (g * 48271::bigint + ${seed}) % 2147483647 AS h FROM generate_series(1, ${PARCELS}) AS g OFFSET 0) AS rows,
LATERAL (SELECT
  CASE WHEN h % 5 = 0 THEN 1 + h / 5 % 4 WHEN h % 200 = 1 THEN 5 + h / 200 % 4 ELSE 9 + h / 13 % ${CUSTOMERS - 50} END AS sender,
  timestamptz '${firstDay} 00:00Z' + CASE WHEN h % 200 = 1 THEN g / 20000 * interval '10 days' ELSE g / 400 * interval '5 hours' END AS created
) AS others;

INSERT INTO public.events
SELECT CASE WHEN g % 50 = 7 THEN 1 + g / 50 % 4 ELSE 5 + h % ${PARCELS - 5} END,
  CASE WHEN h / 7 % 10 < 3 THEN ${LARGE_DEPOT} ELSE 2 + h / 7 % 39 END, 1 + h / 3 % 6,
  timestamptz '${firstDay} 00:00Z' + g * interval '4.8 s'
FROM (SELECT g, (g * 48271::bigint + ${seed}) % 2147483647 AS h FROM generate_series(0, ${EVENTS - 1}) AS g OFFSET 0) AS rows;
`;
}

/** The queries of programs that nobody can change. */
export const FIXED = {
  history: 'SELECT at, depot_id, kind FROM events WHERE parcel_id = $1 ORDER BY at DESC LIMIT 20',
  board: 'SELECT kind, count(*) FROM events WHERE depot_id = $1 AND at >= $2 AND at < $3 GROUP BY kind',
  worklist: `SELECT id, code, priority, due_at, seen_at FROM parcels WHERE depot_id = $1 AND delivered_at IS NULL
             ORDER BY priority DESC NULLS LAST, due_at LIMIT 50`,
  signIn: 'SELECT id, name FROM customers WHERE lower(email) = lower($1)',
  byName: "SELECT id, name, email FROM customers WHERE name LIKE $1 || '%'",
  byCode: 'SELECT * FROM parcels WHERE code = $1',
};

/** As the database itself asks before a customer may go. */
const KEY_CHECKS = ['sender_id', 'recipient_id'].map(
  (column) => `SELECT 1 FROM ONLY public.parcels WHERE ${column} = $1 FOR KEY SHARE`,
);

/** As the files were when the learner got them. */
export const ORIGINAL = {
  person: `SELECT p.id, p.code, p.created_at FROM parcels p
    JOIN customers s ON s.id = p.sender_id JOIN customers r ON r.id = p.recipient_id
    WHERE lower(s.email) = lower($1) OR lower(r.email) = lower($1) ORDER BY p.id`,
  shop: 'SELECT id, code, created_at FROM parcels WHERE sender_id = $1 ORDER BY created_at DESC, id DESC',
};
export const FIRST_PAGE = ['infinity', 2_147_483_647] as const;

let product: TestDatabase | null = null;
let statements: readonly TracedStatement[] = [];
let firstDay = SHORT_DAY;

const MAY_BE_RUN =
  /^(CREATE (UNIQUE )?INDEX|(DROP|ALTER) INDEX|REINDEX|(CREATE|DROP|ALTER) STATISTICS|ANALY[SZ]E|VACUUM|SET)\b/i;

export function database(): TestDatabase {
  if (product === null) throw new Error('The database is made in a beforeAll.');
  return product;
}

/**
 * Makes the one database of all tests, in steps that fit into a hook each: loading takes seconds, so no test has one of its own. Tests change
 * nothing in it, or take it back. What a hook makes lasts as long as its file: all tests are in one.
 */
export const PREPARATIONS = [
  async () => {
    const made = await services.postgres.createDatabase({ owner: 'learner' });
    firstDay = random.pick(FIRST_DAYS);
    await made.run(TABLES);
    await made.run(rowsFrom(random.integer(1, 1_000_000), firstDay));
    product = made;
  },
  async () => {
    await database().run(INDEXES);
    await database().run('VACUUM');
  },
  async () => {
    statements = await database().learner.trace('indexes.sql');
    const others = statements.filter(({ sql }) => !MAY_BE_RUN.test(sql));
    await step('statements of indexes.sql that are about something else than indexes and statistics', () =>
      expect(others.map(({ line, sql }) => `line ${line}: ${sql}`)).toEqual([]),
    );
    await database().run('ANALYZE');
  },
];

export const traced = (): readonly TracedStatement[] => statements;

/** What is true of a file without a single index is no merit. */
export async function expectSomeIndex(): Promise<void> {
  const made = statements.filter(({ sql }) => /^CREATE (UNIQUE )?INDEX/i.test(sql));
  await step('statements of indexes.sql that create an index', () => expect(made).not.toEqual([]));
}

/** A day of the data, in the middle of it, as a moment of UTC and a day later. */
export function someDays(days: number): readonly [string, string] {
  const from = Date.parse(firstDay) + random.integer(5, 25) * 86_400_000;
  return [new Date(from).toISOString(), new Date(from + days * 86_400_000).toISOString()];
}

export const somePlainParcel = (): number => random.integer(1000, PARCELS - 1000);
/** One who neither sent nor got anything. */
export const someNewCustomer = (): number => random.integer(CUSTOMERS - 30, CUSTOMERS);

/** A customer's name without its last letter. */
export async function someBeginning(): Promise<string> {
  const [row] = await database().query('SELECT name FROM public.customers WHERE id = $1', [
    random.integer(1, CUSTOMERS),
  ]);
  return String(row?.['name']).slice(0, -1);
}

export async function emailOf(id: number): Promise<string> {
  const [row] = await database().query('SELECT email FROM public.customers WHERE id = $1', [id]);
  return String(row?.['email']);
}

/** A customer who sent a parcel to themselves, and also got one from somebody else. */
export async function someoneWithReturns(): Promise<number> {
  const rows = await database().query(
    `SELECT DISTINCT sender_id FROM public.parcels p WHERE sender_id = recipient_id AND sender_id > 8
     AND EXISTS (SELECT FROM public.parcels o WHERE o.recipient_id = p.sender_id AND o.sender_id <> p.sender_id)`,
  );
  return Number(random.pick(rows)['sender_id']);
}

export function cursorOf(row: SqlRow | undefined): [unknown, unknown] {
  return [row?.['created_at'], row?.['id']];
}

/** The plan of every query that the product asks, the learner's files among them. */
export async function plansOfProduct(): Promise<QueryPlan[]> {
  const { learner } = database();
  const [from, to] = someDays(1);
  const email = await emailOf(somePlainParcel() % CUSTOMERS);
  const fixed: [string, unknown[]][] = [
    [FIXED.history, [random.pick(CONTAINERS)]],
    [FIXED.board, [LARGE_DEPOT, from, to]],
    [FIXED.worklist, [random.integer(3, 39)]],
    [FIXED.signIn, [email]],
    [FIXED.byName, [await someBeginning()]],
    [FIXED.byCode, ['PX0000000DE']],
    ...KEY_CHECKS.map((sql): [string, unknown[]] => [sql, [someNewCustomer()]]),
  ];
  const plans: QueryPlan[] = [];
  for (const [sql, params] of fixed) plans.push(await database().explain(sql, params));
  const shop = random.pick(LARGE_SHOPS);
  plans.push(await learner.explain('queries/shop-parcels.sql', [shop, ...FIRST_PAGE]));
  plans.push(await learner.explain('queries/person.sql', [email]));
  plans.push(await learner.explain('queries/day-report.sql', [from.slice(0, 10)]));
  return plans;
}

export async function expectPlan(
  plan: QueryPlan,
  { pages, sorts, indexOnly }: { pages: number; sorts?: false; indexOnly?: true },
): Promise<void> {
  await step(`tables read from end to end by: ${plan}`, () => expect(plan.seqScans).toEqual([]));
  if (sorts === false) await step(`a sort in: ${plan}`, () => expect(plan.sorts).toBe(false));
  if (indexOnly) await step(`answered by an index alone: ${plan}`, () => expect(plan.indexOnly).toBe(true));
  await step(`rows read and thrown away by: ${plan}`, () =>
    expect(plan.rowsThrownAway).toBeLessThanOrEqual(100),
  );
  await step(`pages read by: ${plan}`, () => expect(plan.pages).toBeLessThanOrEqual(pages));
}
