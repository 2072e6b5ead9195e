import { eventually, load, random, services, sleep, step, subject, type HttpResponse } from '@touchstone/kit';

interface Order {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly key: string;
}

const OPENING = 1_000_000;
async function anAccount(): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance: OPENING } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

function send({ key, ...json }: Order): Promise<HttpResponse> {
  return subject.post('/transfers', { json, headers: { 'idempotency-key': key } });
}

/** Holds an account so that transfers to it stop in their midst, until `release`. */
function hold(id: string): { release: () => Promise<void> } {
  const sql = `WITH held AS MATERIALIZED (SELECT id FROM accounts WHERE id::text = $1 FOR UPDATE)
               SELECT pg_sleep(8) FROM (SELECT count(*) FROM held) AS all_held`;
  const holding = services.postgres.query(sql, [id]).catch(() => undefined);
  return {
    async release() {
      const running = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'WITH held AS%'`;
      await services.postgres.query(running);
      await holding;
    },
  };
}

/** Resolves when a transfer waits for the held account, or after a second: a program may find a way not to. */
async function untilOneWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'`;
  const oneWaits = async () => expect(await services.postgres.query(waiting)).not.toEqual([]);
  await eventually(oneWaits, 1000).catch(() => undefined);
}

async function killInTheMidst(shop: string): Promise<void> {
  const { release } = hold(shop);
  await untilOneWaits();
  await sleep(100);
  await subject.kill();
  await release();
}

/** Keeps 15 transfers to a shop going, kills the program in the midst of them and starts it again. */
async function payUntilKilled(payers: readonly string[], shop: string) {
  const sent: Order[] = [];
  const done = new Map<Order, string>();
  let killing: Promise<void> | undefined;
  let isDead = false;
  const payOnce = async () => {
    const order = { from: random.pick(payers), to: shop, amount: random.integer(1, 100), key: random.uuid() };
    sent.push(order);
    if (sent.length === 60) killing = killInTheMidst(shop).finally(() => (isDead = true));
    const answer = await send(order);
    if (answer.status === 201) done.set(order, (answer.json as { id: string }).id);
  };
  await load(15, 15, async () => {
    while (!isDead) await payOnce();
  });
  await killing;
  await subject.restart();
  await step('transfers done before the kill', () => expect(done.size).toBeGreaterThan(0));
  return { sent, done };
}

async function readBalances(
  ids: readonly string[],
): Promise<Record<string, { balance: number; entered: number }>> {
  const rows = await services.postgres.query<{ id: string; balance: string; entered: string }>(
    `SELECT id::text, balance::text, (SELECT COALESCE(sum(amount), 0) FROM entries WHERE account_id = accounts.id)::text AS entered
     FROM accounts WHERE id::text = ANY($1)`,
    [ids],
  );
  return Object.fromEntries(
    rows.map((row) => [row.id, { balance: Number(row.balance), entered: Number(row.entered) }]),
  );
}

describe('Crash', () => {
  it('leaves true books and whole transfers when the program is killed at work', async () => {
    const payers = [await anAccount(), await anAccount(), await anAccount()];
    const shop = await anAccount();

    const { done } = await payUntilKilled(payers, shop);

    const books = Object.values(await readBalances([...payers, shop]));
    await step('the sum of the four balances after kill -9 and a new start', () => {
      expect(books.reduce((sum, account) => sum + account.balance, 0)).toBe(4 * OPENING);
    });
    await step('the sum of the entries of each account, beside its balance', () => {
      expect(books.map((account) => account.entered)).toEqual(books.map((account) => account.balance));
    });
    await step('transfers that were answered with 201 and have no two entries', async () => {
      const sql = `SELECT id FROM unnest($1::text[]) AS id
                   EXCEPT SELECT transfer_id::text FROM entries GROUP BY 1 HAVING count(*) = 2`;
      expect(await services.postgres.query(sql, [[...done.values()]])).toEqual([]);
    });
  });

  it('has done each transfer once when the clients send all of them again', async () => {
    const payers = [await anAccount(), await anAccount()];
    const shop = await anAccount();
    const { sent, done } = await payUntilKilled(payers, shop);
    // All that have no good answer, and the last of those that have one.
    const again = sent.filter((order, index) => !done.has(order) || index >= sent.length - 50);

    const report = await load(again.length, 15, (index) => send(again[index] as Order));

    expect(report.errors).toEqual([]);
    await step(`${again.length} transfers sent again after the crash`, () => {
      for (const answer of report.values) expect(answer).toHaveStatus(201);
    });
    const expected = Object.fromEntries([...payers, shop].map((id) => [id, OPENING]));
    for (const { from, to, amount } of sent) {
      expected[from] = (expected[from] ?? 0) - amount;
      expected[to] = (expected[to] ?? 0) + amount;
    }
    const books = await readBalances([...payers, shop]);
    await step('balances, each transfer having been sent before and after the crash', () => {
      expect(Object.fromEntries(Object.entries(books).map(([id, account]) => [id, account.balance]))).toEqual(
        expected,
      );
    });
  });
});
