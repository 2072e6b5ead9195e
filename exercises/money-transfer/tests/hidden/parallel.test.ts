import { load, random, services, sleep, step, subject } from '@touchstone/kit';

interface Order {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

async function anAccount(balance: number): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

async function severalAccounts(count: number, balance: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await anAccount(balance));
  return ids;
}

/**
 * Sends all orders, 20 at once, and counts the statuses that came. After the first answer that no transfer may have,
 * nothing more is sent, and the program is started afresh: it may still be at work on what was given up here, and would
 * be slow in the tests that follow.
 */
async function sendAll(orders: readonly Order[]): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  let isBroken = false;
  await load(orders.length, 20, async (index) => {
    if (isBroken) return;
    const status = await subject.post('/transfers', { json: orders[index] }).then(
      (answer) => answer.status,
      () => 'no answer',
    );
    statuses[status] = (statuses[status] ?? 0) + 1;
    isBroken ||= status === 'no answer' || Number(status) >= 500;
  });
  if (isBroken) await subject.restart();
  return statuses;
}

/**
 * Keeps every transfer from writing to an account for half a second, as a slow transaction of somebody else's would, so
 * that what `work` sends meets there and goes on at the same moment.
 */
async function whileHeld<T>(id: string, work: () => Promise<T>): Promise<T> {
  const sql = `WITH held AS MATERIALIZED (SELECT id FROM accounts WHERE id::text = $1 FOR UPDATE)
               SELECT pg_sleep(0.5) FROM (SELECT count(*) FROM held) AS all_held`;
  const holding = services.postgres.query(sql, [id]);
  await sleep(50);
  const [result] = await Promise.all([work(), holding]);
  return result;
}

/** Balances after all orders were done. */
function settle(
  balances: Readonly<Record<string, number>>,
  orders: readonly Order[],
): Record<string, number> {
  const after: Record<string, number> = { ...balances };
  for (const { from, to, amount } of orders) {
    after[from] = (after[from] ?? 0) - amount;
    after[to] = (after[to] ?? 0) + amount;
  }
  return after;
}

/** What the auditors see at one moment: one statement reads it all. */
async function audit(
  ids: readonly string[],
): Promise<{ balances: Record<string, number>; ledger: Record<string, number> }> {
  const rows = await services.postgres.query<{ id: string; balance: string; entered: string }>(
    `SELECT id::text, balance::text, (SELECT COALESCE(sum(amount), 0) FROM entries WHERE account_id = accounts.id)::text AS entered
     FROM accounts WHERE id::text = ANY($1)`,
    [ids],
  );
  return {
    balances: Object.fromEntries(rows.map((row) => [row.id, Number(row.balance)])),
    ledger: Object.fromEntries(rows.map((row) => [row.id, Number(row.entered)])),
  };
}

const opening = (ids: readonly string[], balance: number): Record<string, number> =>
  Object.fromEntries(ids.map((id) => [id, balance]));

/** Keeps everybody from writing to the ledger for half a second. */
const holdEntries = (): Promise<unknown> =>
  services.postgres.query(`DO $$ BEGIN LOCK TABLE entries IN SHARE MODE; PERFORM pg_sleep(0.5); END $$`);

describe('Parallel transfers', () => {
  it('never spend the same money twice', async () => {
    const price = random.integer(20, 60);
    const funds = 3 * price + random.integer(0, price - 1);
    const from = await anAccount(funds);
    const shops = await severalAccounts(4, 0);
    const orders = Array.from({ length: 20 }, (_, index) => ({
      from,
      to: shops[index % 4] ?? '',
      amount: price,
    }));

    const statuses = await whileHeld(from, () => sendAll(orders));

    await step(`20 parallel transfers of ${price} out of ${funds}`, () =>
      expect(statuses).toEqual({ 201: 3, 409: 17 }),
    );
    const { balances, ledger } = await audit([from]);
    await step('what is left', () => expect(balances).toEqual({ [from]: funds - 3 * price }));
    await step('the sum of its entries', () => expect(ledger).toEqual(balances));
  });

  it('lose none of many transfers that meet at one account', async () => {
    const [hub = '', ...others] = await severalAccounts(7, 100_000);
    const orders = Array.from({ length: 60 }, (_, index): Order => {
      const other = others[index % others.length] ?? '';
      const amount = random.integer(1, 1000);
      return index % 2 ? { from: hub, to: other, amount } : { from: other, to: hub, amount };
    });

    const statuses = await sendAll(orders);

    await step('60 parallel transfers into and out of one account', () =>
      expect(statuses).toEqual({ 201: 60 }),
    );
    const { balances } = await audit([hub, ...others]);
    await step('balances afterwards', () =>
      expect(balances).toEqual(settle(opening([hub, ...others], 100_000), orders)),
    );
  });

  it('pass each other in opposite directions', async () => {
    const [one = '', other = ''] = await severalAccounts(2, 50_000);
    const orders = Array.from({ length: 60 }, (_, index): Order => {
      const amount = random.integer(1, 500);
      return index % 2 ? { from: one, to: other, amount } : { from: other, to: one, amount };
    });

    const statuses = await sendAll(orders);

    await step('60 parallel transfers between two accounts, half of them in each direction', () =>
      expect(statuses).toEqual({ 201: 60 }),
    );
    const { balances } = await audit([one, other]);
    await step('balances afterwards', () =>
      expect(balances).toEqual(settle(opening([one, other], 50_000), orders)),
    );
  });

  it('show the auditors true books at every moment', async () => {
    const [payers, shops] = [await severalAccounts(5, 20_000), await severalAccounts(5, 20_000)];
    const ids = [...payers, ...shops];
    const orders = Array.from({ length: 100 }, (): Order => {
      return { from: random.pick(payers), to: random.pick(shops), amount: random.integer(1, 200) };
    });
    let isDone = false;
    const sending = sendAll(orders).finally(() => (isDone = true));

    const watching = (async () => {
      while (!isDone) {
        const { balances, ledger } = await audit(ids);
        await step('the sum of all balances, in the midst of 100 parallel transfers', () => {
          expect(Object.values(balances).reduce((sum, balance) => sum + balance, 0)).toBe(
            ids.length * 20_000,
          );
        });
        await step('the sum of the entries of each account, in the midst of 100 parallel transfers', () =>
          expect(ledger).toEqual(balances),
        );
      }
    })();

    const [statuses] = await Promise.all([sending, watching]);
    expect(statuses).toEqual({ 201: 100 });
  });

  it('show the auditors no new account without its opening entry', async () => {
    const owner = random.word(12);
    const balance = random.integer(1, 90_000);
    const sql = `SELECT id::text, balance::text, (SELECT COALESCE(sum(amount), 0) FROM entries WHERE account_id = accounts.id)::text AS entered
                 FROM accounts WHERE owner = $1`;
    let isDone = false;
    const holding = holdEntries();
    await sleep(50);
    const opening = load(8, 4, () => subject.post('/accounts', { json: { owner, balance } })).finally(
      () => (isDone = true),
    );

    const check = async () => {
      const accounts = await services.postgres.query<{ balance: string; entered: string }>(sql, [owner]);
      await step('the sum of the entries of each account, while accounts are opened', () =>
        expect(accounts.map(({ entered }) => entered)).toEqual(accounts.map((row) => row.balance)),
      );
    };
    const watching = (async () => {
      while (!isDone) {
        await check();
        await sleep(10);
      }
    })();

    const [report] = await Promise.all([opening, watching, holding]);
    await step('accounts that were opened while an auditor held the ledger', () => {
      expect(report.values.map((answer) => answer.status)).toEqual(Array(8).fill(201));
    });
    await check();
  });
});
