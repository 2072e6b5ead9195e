import {
  eventually,
  random,
  services,
  step,
  subjects,
  type HttpResponse,
  type SubjectInstance,
} from '@touchstone/kit';

const { postgres, redis } = services;

export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
}

/** Of advisory locks: what a test holds to let a read, or a commit, take its time, and what the read that waits for it holds. */
const READ = 7_301;
const READER = 7_302;
const COMMIT = 7_303;

/** Longer than any test holds anything. */
const HOLD_SECONDS = 9;

/**
 * The table, made so that a test can let one `SELECT` take its time *behind* its snapshot, and a transaction take its time in its commit. A lock
 * on a row does neither: reads do not wait for it, and an update does so before it has changed anything.
 */
const TABLE = `
  CREATE TABLE public.products (sku text PRIMARY KEY, name text NOT NULL, price bigint NOT NULL);
  GRANT SELECT, INSERT, UPDATE ON public.products TO app;

  CREATE SCHEMA stall;
  GRANT USAGE ON SCHEMA stall TO app;
  CREATE FUNCTION stall.read(sku text) RETURNS boolean LANGUAGE plpgsql VOLATILE COST 100000 AS $$
  BEGIN
    IF pg_try_advisory_lock_shared(${READ}, hashtext(sku)) THEN
      PERFORM pg_advisory_unlock_shared(${READ}, hashtext(sku));
    ELSIF pg_try_advisory_xact_lock(${READER}, hashtext(sku)) THEN
      PERFORM pg_advisory_xact_lock_shared(${READ}, hashtext(sku));
    END IF;
    RETURN true;
  END $$;
  CREATE FUNCTION stall.commit() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(${COMMIT}, hashtext(NEW.sku));
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER commit AFTER INSERT OR UPDATE ON public.products DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION stall.commit();
  ALTER TABLE public.products ENABLE ROW LEVEL SECURITY;
  CREATE POLICY read ON public.products FOR SELECT USING (stall.read(sku));
  CREATE POLICY make ON public.products FOR INSERT WITH CHECK (true);
  CREATE POLICY change ON public.products FOR UPDATE USING (true) WITH CHECK (true);

  CREATE FUNCTION stall.count_waiting() RETURNS integer LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_stat_clear_snapshot();
    RETURN (SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock');
  END $$;
  -- Keeps the table from being read until so many sessions wait for it, or some time after the first one; says how many did.
  CREATE FUNCTION stall.crowd(most integer, patience interval) RETURNS integer LANGUAGE plpgsql AS $$
  DECLARE
    waiting integer := 0;
    peak integer := 0;
    ends timestamptz := clock_timestamp() + interval '4 s';
  BEGIN
    LOCK TABLE public.products IN ACCESS EXCLUSIVE MODE;
    WHILE peak < most AND clock_timestamp() < ends LOOP
      waiting := stall.count_waiting();
      IF peak = 0 AND waiting > 0 THEN ends := clock_timestamp() + patience; END IF;
      peak := greatest(peak, waiting);
      PERFORM pg_sleep(0.02);
    END LOOP;
    RETURN peak;
  END $$;`;

/** The table, if it is not there yet, and an empty Redis. */
export async function prepare(): Promise<void> {
  const [row] = await postgres.query<{ made: boolean }>(
    `SELECT to_regclass('public.products') IS NOT NULL AS made`,
  );
  if (!row?.made) await postgres.run(TABLE);
  await redis.reset();
}

export const pathOf = ({ sku }: { sku: string }): string => `/products/${sku}`;
export const keyOf = ({ sku }: { sku: string }): string => `product:${sku}`;

export const aProduct = (): Product => ({
  sku: `${random.word(10)}-${random.integer(1, 99)}`,
  name: random.sentence(3),
  price: random.integer(100, 90_000),
});

/** A product that is in the table already. */
export async function aStoredProduct(): Promise<Product> {
  const product = aProduct();
  await postgres.query('INSERT INTO public.products (sku, name, price) VALUES ($1, $2, $3)', [
    product.sku,
    product.name,
    product.price,
  ]);
  return product;
}

export const atAnotherPrice = (product: Product): Product => ({
  ...product,
  price: product.price + random.integer(1, 9_000),
});

export function put(
  instance: SubjectInstance,
  product: Product,
  more: { timeoutMs?: number } = {},
): Promise<HttpResponse> {
  const { name, price } = product;
  return instance.put(pathOf(product), { json: { name, price }, ...more });
}

/** That price is a number is one test's business, not that of all. */
export function expectProduct(answer: HttpResponse, { sku, name, price }: Product): void {
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ sku, name });
  const shown = (answer.json as { price?: unknown }).price;
  expect({ price: Number(shown ?? 'none') }).toEqual({ price });
}

export async function expectAtBoth(what: string, product: Product): Promise<void> {
  for (const instance of subjects) {
    await step(`${what}, read at instance ${instance.index}`, async () =>
      expectProduct(await instance.get(pathOf(product)), product),
    );
  }
}

/** Reads it at both instances, and again: by then there is a copy, and the database is left alone. */
export async function expectKept(what: string, product: Product): Promise<void> {
  await expectAtBoth(what, product);
  const statements = await countStatements(() => expectAtBoth(`${what}, again`, product));
  await step(`statements of reading it again at both instances (${what})`, () => expect(statements).toBe(0));
}

export async function expectMissingAtBoth(product: Product): Promise<void> {
  for (const instance of subjects) {
    await step(`a product that does not exist, read at instance ${instance.index}`, async () =>
      expect(await instance.get(pathOf(product))).toHaveStatus(404),
    );
  }
}

/** How many statements about products the program sent meanwhile. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const before = await countAll();
  await work();
  return (await countAll()) - before;
}

async function countAll(): Promise<number> {
  const [row] = await postgres.query<{ calls: number }>(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM touchstone.pg_stat_statements WHERE query ILIKE '%products%'`,
  );
  return row?.calls ?? 0;
}

export interface Stall {
  /** Resolves when the program's statement waits. */
  untilReached(): Promise<void>;
  release(): Promise<void>;
}

/** The next `SELECT` that finds this row has read it, and does not answer before the release. Others are not held up. */
export const stallRead = (product: Product): Promise<Stall> =>
  stall(READ, product, 'a SELECT for the product');

/** The next change of this row is made, and not committed before the release. */
export const stallCommit = (product: Product): Promise<Stall> =>
  stall(COMMIT, product, 'a change of the product, on its way into the database');

async function stall(lock: number, { sku }: Product, what: string): Promise<Stall> {
  const own = `DO $held${lock}$`;
  const holding = postgres
    .query(
      `${own} BEGIN PERFORM pg_advisory_xact_lock(${lock}, hashtext('${sku}')); PERFORM pg_sleep(${HOLD_SECONDS}); END $held${lock}$`,
    )
    .catch(() => undefined);
  const expectLocks = (state: string) =>
    eventually(async () => {
      const sql = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ${lock} AND ${state}`;
      expect({ [what]: (await postgres.query(sql)).length }).toEqual({ [what]: 1 });
    }, 5000);
  await expectLocks('granted');
  return {
    untilReached: async () => void (await expectLocks('NOT granted')),
    release: async () => {
      await postgres.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '${own}%' AND pid <> pg_backend_pid()`,
      );
      await holding;
    },
  };
}

/**
 * Does `work` while no `SELECT` gets through, until `most` of them wait or `patienceMs` after the first one. Answers how many waited at the
 * same time.
 */
export async function whileNothingIsRead(
  most: number,
  patienceMs: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const crowd = postgres.query<{ peak: number }>('SELECT stall.crowd($1, $2) AS peak', [
    most,
    `${patienceMs} ms`,
  ]);
  await eventually(async () => {
    const sql = `SELECT 1 FROM pg_locks WHERE relation = 'public.products'::regclass AND mode = 'AccessExclusiveLock' AND granted`;
    expect(await postgres.query(sql)).toHaveLength(1);
  }, 5000);
  const [[row]] = await Promise.all([crowd, work()]);
  return row?.peak ?? 0;
}

/** Every key in Redis and how long it has to live, in ms; -1 for ever. Those that end meanwhile are left out. */
export async function listLives(): Promise<Map<string, number>> {
  const keys = (await redis.command('KEYS', '*')) as string[];
  const lives = new Map<string, number>();
  for (const key of keys.sort()) {
    const lifeMs = (await redis.command('PTTL', key)) as number;
    if (lifeMs !== -2) lives.set(key, lifeMs);
  }
  return lives;
}

/** The next test must not meet an instance that is still looking for Redis. */
export async function settle(): Promise<void> {
  const product = await aStoredProduct();
  const usesCopies = async (instance: SubjectInstance) => {
    await instance.get(pathOf(product), { timeoutMs: 1000 });
    expect(await countStatements(() => instance.get(pathOf(product), { timeoutMs: 1000 }))).toBe(0);
  };
  // One after the other: they are told apart by nothing but the time.
  for (const instance of subjects) {
    await eventually(() => usesCopies(instance), 1000).catch(() => instance.restart());
  }
}
