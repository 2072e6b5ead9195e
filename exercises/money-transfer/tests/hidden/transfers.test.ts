import { random, services, step, subject, type HttpResponse } from '@touchstone/kit';

async function anAccount(balance: number): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

function send(body: unknown): Promise<HttpResponse> {
  return subject.post('/transfers', { json: body });
}

async function expectBalances(expected: Readonly<Record<string, number>>): Promise<void> {
  for (const [id, balance] of Object.entries(expected)) {
    expect(await subject.get(`/accounts/${id}`)).toHaveJson({ id, balance });
  }
}

describe('Transfers', () => {
  it('move money from one account to the other', async () => {
    const [funds, other] = [random.integer(5_000, 90_000), random.integer(0, 5_000)];
    const amount = random.integer(1, 4_999);
    const [from, to] = [await anAccount(funds), await anAccount(other)];

    const answer = await send({ from, to, amount });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ id: expect.any(String), from, to, amount });
    await step(`balances after a transfer of ${amount} from ${funds} to ${other}`, () =>
      expectBalances({ [from]: funds - amount, [to]: other + amount }),
    );
  });

  it('write a transfer and its two entries', async () => {
    const [from, to] = [await anAccount(1000), await anAccount(0)];
    const amount = random.integer(1, 1000);

    const answer = await send({ from, to, amount });
    expect(answer).toHaveStatus(201);
    const { id } = answer.json as { id: string };

    await step('the row in transfers', async () => {
      const sql =
        'SELECT from_account::text, to_account::text, amount::int FROM transfers WHERE id::text = $1';
      const transfers = await services.postgres.query(sql, [id]);
      expect(transfers).toEqual([{ from_account: from, to_account: to, amount }]);
    });
    await step('the rows in entries', async () => {
      const sql =
        'SELECT account_id::text, amount::int FROM entries WHERE transfer_id::text = $1 ORDER BY amount';
      const entries = await services.postgres.query(sql, [id]);
      expect(entries).toEqual([
        { account_id: from, amount: -amount },
        { account_id: to, amount },
      ]);
    });
  });

  it('move amounts beyond 32 bits without losing a cent', async () => {
    const funds = random.integer(900_000_000_001, 999_999_999_999);
    const amount = random.integer(5_000_000_000, 800_000_000_000);
    const [from, to] = [await anAccount(funds), await anAccount(1)];

    const answer = await send({ from, to, amount });

    expect(answer).toHaveStatus(201);
    await expectBalances({ [from]: funds - amount, [to]: 1 + amount });
  });

  it('refuse with 409 what is not there, and can empty an account to the last cent', async () => {
    const funds = random.integer(100, 5_000);
    const [from, to] = [await anAccount(funds), await anAccount(0)];

    const tooMuch = await step(`one cent more than the ${funds} there are`, () =>
      send({ from, to, amount: funds + 1 }),
    );
    expect(tooMuch).toHaveStatus(409);
    expect(tooMuch).toHaveJson({ error: expect.any(String) });
    await step('balances after the refusal', () => expectBalances({ [from]: funds, [to]: 0 }));
    const all = await step('all there is', () => send({ from, to, amount: funds }));

    expect(all).toHaveStatus(201);
    await expectBalances({ [from]: 0, [to]: funds });
  });

  it('answer 404 when one of the accounts does not exist, and move nothing', async () => {
    const [known, other] = [await anAccount(1000), await anAccount(0)];

    for (const unknown of [random.uuid(), random.word()]) {
      await step(`from a known account to ${unknown}`, async () => {
        expect(await send({ from: known, to: unknown, amount: 10 })).toHaveStatus(404);
      });
      await step(`from ${unknown} to a known account`, async () => {
        expect(await send({ from: unknown, to: known, amount: 10 })).toHaveStatus(404);
      });
    }

    expect(
      await step('between two accounts that exist', () => send({ from: known, to: other, amount: 10 })),
    ).toHaveStatus(201);
    await expectBalances({ [known]: 990, [other]: 10 });
  });

  it('refuse an amount that is not a whole number of cents in range, and move nothing', async () => {
    const [from, to] = [await anAccount(1000), await anAccount(1000)];
    const amounts: unknown[] = [
      0,
      -random.integer(1, 500),
      10.5,
      '10',
      null,
      true,
      [10],
      1_000_000_000_001,
      1e300,
      undefined,
    ];

    for (const amount of amounts) {
      await step(`amount ${JSON.stringify(amount)}`, async () => {
        const answer = await send({ from, to, amount });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }

    await expectBalances({ [from]: 1000, [to]: 1000 });
  });

  it('refuse an account that pays itself, and ids that are missing or no strings', async () => {
    const id = await anAccount(1000);
    const wrong = [
      { from: id, to: id, amount: 10 },
      { from: id, amount: 10 },
      { to: id, amount: 10 },
      { from: 7, to: id, amount: 10 },
      { from: id, to: null, amount: 10 },
    ];

    for (const body of wrong) {
      await step(`transfer ${JSON.stringify(body)}`, async () => expect(await send(body)).toHaveStatus(400));
    }

    await expectBalances({ [id]: 1000 });
  });
});
