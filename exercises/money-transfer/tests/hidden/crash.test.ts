import { load, random, services, step, subject, type HttpResponse } from '@touchstone/kit';

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

/** Keeps 15 transfers going, kills the program in the midst of them and starts it again. */
async function payUntilKilled(payers: readonly string[], shops: readonly string[]) {
  const sent: Order[] = [];
  const done = new Map<Order, string>();
  let killing: Promise<void> | undefined;
  let isDead = false;
  const payOnce = async () => {
    const order = {
      from: random.pick(payers),
      to: random.pick(shops),
      amount: random.integer(1, 100),
      key: random.uuid(),
    };
    sent.push(order);
    if (sent.length === 60) killing = subject.kill().finally(() => (isDead = true));
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
    const shops = [await anAccount(), await anAccount(), await anAccount()];

    const { done } = await payUntilKilled(payers, shops);

    const books = Object.values(await readBalances([...payers, ...shops]));
    await step('the sum of the six balances after kill -9 and a new start', () => {
      expect(books.reduce((sum, account) => sum + account.balance, 0)).toBe(6 * OPENING);
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
    const shops = [await anAccount(), await anAccount()];
    const { sent, done } = await payUntilKilled(payers, shops);
    // All that have no good answer, and the last of those that have one.
    const again = sent.filter((order, index) => !done.has(order) || index >= sent.length - 50);

    const report = await load(again.length, 15, (index) => send(again[index] as Order));

    expect(report.errors).toEqual([]);
    await step(`${again.length} transfers sent again after the crash`, () => {
      for (const answer of report.values) expect(answer).toHaveStatus(201);
    });
    const expected = Object.fromEntries([...payers, ...shops].map((id) => [id, OPENING]));
    for (const { from, to, amount } of sent) {
      expected[from] = (expected[from] ?? 0) - amount;
      expected[to] = (expected[to] ?? 0) + amount;
    }
    const books = await readBalances([...payers, ...shops]);
    await step('balances, each transfer having been sent before and after the crash', () => {
      expect(Object.fromEntries(Object.entries(books).map(([id, account]) => [id, account.balance]))).toEqual(
        expected,
      );
    });
  });
});
