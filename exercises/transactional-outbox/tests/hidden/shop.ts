import { eventually, random, services, step, subjects, type HttpResponse } from '@touchstone/kit';

const { postgres, rabbitmq } = services;

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 3500;
/** For what may take two seconds by the statement. */
export const LONG_PATIENCE_MS = 6000;

export const [first, second] = subjects as [(typeof subjects)[number], (typeof subjects)[number]];
export type Instance = typeof first;

export interface Order {
  readonly id: string;
  readonly warehouse: string;
  readonly sku: string;
  readonly quantity: number;
}

/** A message as a warehouse gets it. */
export interface Told {
  readonly event: string;
  readonly type: string;
  readonly order: Order & { readonly status: string };
}

type Message = Awaited<ReturnType<typeof rabbitmq.drain>>[number];

/** A warehouse of which no other test has heard. */
export const aWarehouse = (): string => random.word(12);

export const anOrder = (warehouse = aWarehouse()): Order => ({
  id: random.uuid(),
  warehouse,
  sku: `${random.word()}-${random.integer(1000, 999_999)}`,
  quantity: random.integer(1, 99),
});

/** Empty queues, so that nothing of an earlier test is refused any more, and both instances at work. */
export async function untilAtWork(): Promise<void> {
  await rabbitmq.reset();
  for (const instance of subjects)
    await step('GET /healthz', () =>
      eventually(async () => expect(await instance.get('/healthz')).toHaveStatus(200), 10_000),
    );
}

export const place = (order: Order, instance: Instance = first): Promise<HttpResponse> =>
  instance.post('/orders', { json: order });

export const cancel = ({ id }: Order, instance: Instance = first): Promise<HttpResponse> =>
  instance.post(`/orders/${id}/cancel`);

export async function placeWell(order: Order, instance: Instance = first): Promise<void> {
  expect(await place(order, instance)).toHaveStatus(201);
}

export async function cancelWell(order: Order, instance: Instance = first): Promise<void> {
  expect(await cancel(order, instance)).toHaveStatus(200);
}

/** A queue, and all that was ever seen in it. */
export class Listener {
  readonly messages: Message[] = [];
  readonly #queue: string;

  constructor(queue: string) {
    this.#queue = queue;
  }

  /** What has come up to now. */
  async look(): Promise<Told[]> {
    this.messages.push(...(await rabbitmq.drain(this.#queue)));
    return this.told();
  }

  told(): Told[] {
    return this.messages.map(({ json }) => json as Told).filter((told) => typeof told?.event === 'string');
  }

  copiesOf({ id }: Pick<Order, 'id'>): Told[] {
    return this.told().filter(({ order }) => order?.id === id);
  }

  /** Of each event the first copy. Whether there may be more of them is one test's business, not that of all. */
  events(): Told[] {
    const byId = new Map<string, Told>();
    for (const told of this.told()) if (!byId.has(told.event)) byId.set(told.event, told);
    return [...byId.values()];
  }

  typesOf({ id }: Pick<Order, 'id'>): string[] {
    return this.events()
      .filter(({ order }) => order?.id === id)
      .map(({ type }) => type);
  }

  messageOf(told: Told | undefined): Message | undefined {
    return this.messages.find(({ json }) => (json as Told).event === told?.event);
  }

  /** Waits until these events of an order have come. */
  async until(order: Order, types: readonly string[], what: string): Promise<void> {
    await step(what, () =>
      eventually(async () => {
        await this.look();
        expect(this.typesOf(order)).toEqual(types);
      }, PATIENCE_MS),
    );
  }

  async untilCopies(order: Order, count: number, what: string): Promise<void> {
    await step(what, () =>
      eventually(async () => {
        await this.look();
        expect(this.copiesOf(order).length).toBeGreaterThanOrEqual(count);
      }, PATIENCE_MS),
    );
  }
}

export const listen = async (pattern: string): Promise<Listener> =>
  new Listener(await rabbitmq.tap('orders', pattern));

/** Orders at one instance and then at the other, and their events: whatever was published before has come by then. */
export async function untilCaughtUp(): Promise<void> {
  for (const instance of [first, second]) {
    const order = anOrder();
    const listener = await listen(`*.*.${order.warehouse}`);
    await placeWell(order, instance);
    await listener.until(order, ['order.placed'], 'events of an order that was placed last');
  }
}

/** The queue of a warehouse that is full, and refuses, until there is room for as many messages as it holds. */
export async function aFullQueue(
  pattern: string,
  room = 120,
): Promise<Listener & { makeRoom(): Promise<void> }> {
  const name = `full-${random.word(16)}`;
  await rabbitmq.declareQueue(name, {
    arguments: { 'x-max-length': room, 'x-overflow': 'reject-publish' },
    bindTo: [{ exchange: 'orders', routingKey: pattern }],
  });
  await rabbitmq.publishAll(
    '',
    Array.from({ length: room }, () => ({ routingKey: name, content: 'a box in the way' })),
  );
  return Object.assign(new Listener(name), { makeRoom: () => rabbitmq.purge(name) });
}

/** The answer does not matter: one that is lost is as good as any. */
const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);

const otherTables = async (): Promise<string[]> =>
  (
    await postgres.query<{ name: string }>(
      `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'orders' ORDER BY 1`,
    )
  ).map(({ name }) => name);

/** How many rows there are in all tables but `orders`. */
export async function otherRows(): Promise<number> {
  const counts = (await otherTables()).map((name) => `(SELECT count(*) FROM public.${name})`);
  const rows = await postgres.query<{ sum: number }>(`SELECT (${['0', ...counts].join(' + ')})::int AS sum`);
  return rows[0]!.sum;
}

/** Empty queues, and time for the broker to take all that has waited for them: it must not be in the way of another test. */
export async function letAllGo(rowsBefore: number): Promise<void> {
  await rabbitmq.reset();
  await quietly(eventually(async () => expect(await otherRows()).toBeLessThanOrEqual(rowsBefore), 10_000));
}

/** Longer than any test holds it. */
const HOLD_SECONDS = 20;

interface Hold {
  release(): Promise<void>;
}

async function hold(sql: string): Promise<Hold> {
  const holding = quietly(
    postgres.query(`DO $held$ BEGIN ${sql}; PERFORM pg_sleep(${HOLD_SECONDS}); END $held$`),
  );
  const sleeping = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DO $held$%' AND wait_event = 'PgSleep'`;
  await eventually(async () => expect(await postgres.query(sleeping)).toHaveLength(1), PATIENCE_MS);
  return {
    async release() {
      await postgres.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO $held$%' AND pid <> pg_backend_pid()`,
      );
      await holding;
    },
  };
}

/** Holds an order's row until `count` sessions wait for it, or for two and a half seconds: a program may find a way not to. */
export async function whileHeld<T>({ id }: Order, count: number, work: () => Promise<T>): Promise<T> {
  const { release } = await hold(`PERFORM 1 FROM orders WHERE id = '${id}' FOR UPDATE`);
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'`;
  const working = work();
  await quietly(
    eventually(
      async () => expect((await postgres.query(waiting)).length).toBeGreaterThanOrEqual(count),
      2500,
    ),
  );
  await release();
  return working;
}

/** Holds all tables but `orders` against changes while `work` is done, and cancels every statement that waits for them. */
export async function whileOthersAreRefused<T>(work: () => Promise<T>): Promise<T> {
  const names = await otherTables();
  const { release } = await hold(names.length ? `LOCK TABLE ${names.join(', ')} IN EXCLUSIVE MODE` : 'NULL');
  const working = work();
  let isDone = false;
  const done = quietly(working).then(() => (isDone = true));
  while (!isDone) {
    await postgres.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'`,
    );
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 40))]);
  }
  await release();
  return working;
}

/** Lets the database refuse, at COMMIT, all that gives an order of this article this status. */
export async function refuseAtCommit({ sku }: Order, status: string): Promise<void> {
  await postgres.run(`
    CREATE OR REPLACE FUNCTION auditors_say_no() RETURNS trigger LANGUAGE plpgsql AS
      $no$ BEGIN RAISE EXCEPTION 'the auditors say no'; END $no$;
    DROP TRIGGER IF EXISTS auditors ON orders;
    CREATE CONSTRAINT TRIGGER auditors AFTER INSERT OR UPDATE ON orders DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.sku = '${sku}' AND NEW.status = '${status}') EXECUTE FUNCTION auditors_say_no();`);
}

export const refuseNothing = (): Promise<void> => postgres.run('DROP TRIGGER IF EXISTS auditors ON orders');

export async function killBoth(): Promise<void> {
  await Promise.all(subjects.map((instance) => instance.kill()));
}

export async function startBoth(): Promise<void> {
  await Promise.all(subjects.map((instance) => instance.restart()));
  await untilHealthy();
}

const untilHealthy = (): Promise<unknown> =>
  Promise.all(
    subjects.map((instance) =>
      eventually(async () => expect(await instance.get('/healthz')).toHaveStatus(200), 10_000),
    ),
  );

/** What does not come back by itself must not be another test's failure. */
export async function orStartAgain(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await killBoth();
    await startBoth();
    throw error;
  }
}
