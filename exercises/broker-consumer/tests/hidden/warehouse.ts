import { eventually, random, services, step, subject } from '@touchstone/kit';

const { postgres, rabbitmq } = services;

export type Kind = 'in' | 'out' | 'count';
export interface Movement {
  readonly id: string;
  readonly sku: string;
  readonly kind: Kind;
  readonly quantity: number;
}

export const anArticle = (): string => `${random.word()}-${random.integer(1000, 999_999)}`;

export const aMovement = (sku: string, kind: Kind, quantity = random.integer(1, 500)): Movement => ({
  id: random.uuid(),
  sku,
  kind,
  quantity,
});

/** Publishes them one behind the other, as scanners do. */
export async function send(...movements: readonly Movement[]): Promise<void> {
  await rabbitmq.publishAll(
    'movements',
    movements.map((movement) => ({ routingKey: `movement.${movement.sku}`, content: movement })),
  );
}

/**
 * What one test leaves behind must not be another one's: a program that does not come to rest by itself, or does not come back, is
 * started again with empty queues.
 */
export async function untilReadyAndIdle(): Promise<void> {
  await rabbitmq.reset();
  if (await isReadyAndIdle().catch(() => false)) return;
  await subject.kill();
  await untilForgotten();
  await subject.restart();
  await eventually(async () => expect(await subject.get('/healthz')).toHaveStatus(200), 10_000);
}

const isReadyAndIdle = (): Promise<boolean> =>
  eventually(async () => {
    const queue = await rabbitmq.queue('stock');
    const { status } = await subject.get('/healthz');
    if (status !== 200 || queue === null || queue.ready + queue.unacked > 0) throw new Error('not yet');
    return true;
  }, 1500);

/** The broker puts back what the killed program had in hand; only then can it be thrown away. */
const untilForgotten = (): Promise<void> =>
  eventually(async () => {
    await rabbitmq.reset();
    const queue = await rabbitmq.queue('stock');
    if (queue !== null) expect(queue).toMatchObject({ ready: 0, unacked: 0, consumers: 0 });
  }, 5000);

export async function untilSetAside(count: number): Promise<void> {
  await step('messages in “stock.dead”', () =>
    eventually(async () => expect(await rabbitmq.queue('stock.dead')).toMatchObject({ ready: count }), 5000),
  );
}

/** Waits until the queue is empty and everything from it acknowledged. */
export async function untilDone(deadlineMs = 10_000): Promise<void> {
  await step('the queue “stock” after the messages were sent', () =>
    eventually(
      async () => expect(await rabbitmq.queue('stock')).toMatchObject({ ready: 0, unacked: 0 }),
      deadlineMs,
    ),
  );
}

/** Gives an article its first stock, and leaves nothing of it in hand: a kill that follows is about what comes next. */
export async function stockUp(sku: string, quantity: number): Promise<void> {
  await send(aMovement(sku, 'in', quantity));
  await expectStock(sku, quantity, `the stock after in ${quantity}`);
  await untilDone();
}

/** Whether the quantity is a number or text is one test's business, not that of all. */
export async function expectStock(sku: string, quantity: number, what: string): Promise<void> {
  await step(what, () =>
    eventually(async () => {
      const answer = await subject.get(`/stock/${sku}`);
      expect(answer).toHaveStatus(200);
      const { quantity: answered } = answer.json as { quantity?: unknown };
      expect(Number(answered ?? 'none')).toBe(quantity);
    }, 4000),
  );
}

export async function appliedIds(sku: string): Promise<string[]> {
  const rows = await postgres.query<{ id: string }>('SELECT id::text FROM applied WHERE sku = $1', [sku]);
  return rows.map(({ id }) => id).sort();
}

export async function storedQuantity(sku: string): Promise<number | null> {
  const rows = await postgres.query<{ quantity: string }>('SELECT quantity FROM stock WHERE sku = $1', [sku]);
  return rows[0] ? Number(rows[0].quantity) : null;
}

export interface Hold {
  release(): Promise<void>;
}

/** Longer than any test holds it. */
const HOLD_SECONDS = 15;

/** Holds an article's row as auditors do, until `release`. */
export const holdRow = (sku: string): Promise<Hold> =>
  hold(`PERFORM 1 FROM stock WHERE sku = '${sku}' FOR UPDATE`);

/** Holds the whole journal against changes, until `release`. */
export const holdJournal = (): Promise<Hold> => hold('LOCK TABLE applied IN EXCLUSIVE MODE');

async function hold(sql: string): Promise<Hold> {
  const holding = postgres
    .query(`DO $held$ BEGIN ${sql}; PERFORM pg_sleep(${HOLD_SECONDS}); END $held$`)
    .catch(() => undefined);
  const sleeping = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DO $held$%' AND wait_event = 'PgSleep'`;
  await eventually(async () => expect(await postgres.query(sleeping)).toHaveLength(1), 5000);
  return {
    async release() {
      await postgres.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO $held$%' AND pid <> pg_backend_pid()`,
      );
      await holding;
    },
  };
}

/** Resolves when the program waits for what is held, or after five seconds: a program may find a way not to. */
export async function untilOneWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'`;
  await eventually(async () => expect(await postgres.query(waiting)).not.toEqual([]), 5000).catch(
    () => undefined,
  );
}

/** Cancels every statement of the program that waits for what is held, as an administrator may: the database answers it with an error. */
export async function cancelWhatWaits(): Promise<void> {
  await postgres.query(
    `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'`,
  );
}

/** Waits until the broker has got the acknowledgements of what the database has, so that a kill is about what is in hand alone. */
export async function untilAcknowledged(sent: readonly Movement[]): Promise<void> {
  const ids = sent.map(({ id }) => id);
  await eventually(async () => {
    const applied = await postgres.query('SELECT 1 FROM applied WHERE id = ANY ($1)', [ids]);
    const queue = await rabbitmq.queue('stock');
    expect((queue?.ready ?? 0) + (queue?.unacked ?? 0)).toBe(ids.length - applied.length);
  }, 1500).catch(() => undefined);
}

/** What the killed program had begun in the database has ended, one way or the other, before it starts again. */
export async function killAndStartAgain({ release }: Hold): Promise<void> {
  await subject.kill();
  await release();
  const sessions = `SELECT 1 FROM pg_stat_activity WHERE usename = 'app'`;
  await eventually(async () => expect(await postgres.query(sessions)).toEqual([]), 3000).catch(
    () => undefined,
  );
  await subject.restart();
}

/** Cuts the connection and waits until the program is back; one that is busy with what it has in hand may come later. */
export async function cutConnection(): Promise<void> {
  const consumers = async () => (await rabbitmq.queue('stock'))?.consumers;
  await rabbitmq.cutConnections();
  await eventually(async () => expect(await consumers()).toBe(0), 500).catch(() => undefined);
  await eventually(async () => expect(await consumers()).toBeGreaterThan(0), 2500).catch(() => undefined);
}
