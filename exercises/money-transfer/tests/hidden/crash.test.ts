import { load, random, services, step, subject, type HttpResponse } from '@touchstone/kit';

interface Order {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly key: string;
}

const OPENING = 1_000_000;
/** Enough to be still busy when the kill strikes; whatever was not sent by then is not sent. */
const MOST_ORDERS = 600;

async function anAccount(): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance: OPENING } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

function send({ key, ...json }: Order): Promise<HttpResponse> {
  return subject.post('/transfers', { json, headers: { 'idempotency-key': key } });
}

/** Sends transfers, 15 at once, kills the program in the midst of them and starts it again. */
async function payUntilKilled(payers: readonly string[], shops: readonly string[]) {
  const sent: Order[] = [];
  const done: string[] = [];
  let killing: Promise<void> | undefined;
  let isDead = false;
  await load(MOST_ORDERS, 15, async () => {
    if (isDead) return;
    const order = {
      from: random.pick(payers),
      to: random.pick(shops),
      amount: random.integer(1, 100),
      key: random.uuid(),
    };
    sent.push(order);
    if (sent.length === 60) killing = subject.kill().finally(() => (isDead = true));
    const answer = await send(order).catch(() => {
      isDead = true;
    });
    if (answer?.status === 201) done.push((answer.json as { id: string }).id);
  });
  await killing;
  await subject.restart();
  await step('transfers done before the kill', () => expect(done.length).toBeGreaterThan(0));
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
      const sql =
        'SELECT transfer_id::text AS id FROM entries WHERE transfer_id::text = ANY($1) GROUP BY 1 HAVING count(*) = 2';
      const whole = await services.postgres.query<{ id: string }>(sql, [done]);
      const ids = new Set(whole.map((row) => row.id));
      expect(done.filter((id) => !ids.has(id))).toEqual([]);
    });
  });

  it('has done each transfer once when the clients send all of them again', async () => {
    const payers = [await anAccount(), await anAccount()];
    const shops = [await anAccount(), await anAccount()];
    const { sent } = await payUntilKilled(payers, shops);

    const report = await load(sent.length, 15, (index) => send(sent[index] as Order));

    expect(report.errors).toEqual([]);
    await step(`the ${sent.length} transfers sent again after the crash`, () => {
      expect(report.values.filter((answer) => answer.status !== 201)).toEqual([]);
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
