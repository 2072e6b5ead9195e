import { load, random, services, step, subject } from '@touchstone/kit';

/** Opens an account and returns its id. */
async function anAccount(balance: number): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

describe('Transferring', () => {
  it('opens an account', async () => {
    const answer = await subject.post('/accounts', { json: { owner: 'Ada', balance: 12_500 } });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ id: expect.any(String), owner: 'Ada', balance: 12_500 });
  });

  it('reads the balance back as a number', async () => {
    const id = await anAccount(12_500);

    const answer = await subject.get(`/accounts/${id}`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ id, balance: 12_500 });
  });

  it('moves money from one account to another', async () => {
    const [from, to] = [await anAccount(1000), await anAccount(0)];

    const answer = await subject.post('/transfers', { json: { from, to, amount: 400 } });

    expect(answer).toHaveStatus(201);
    expect(await subject.get(`/accounts/${from}`)).toHaveJson({ balance: 600 });
    expect(await subject.get(`/accounts/${to}`)).toHaveJson({ balance: 400 });
  });

  it('writes the opening balance and both sides of a transfer into the ledger', async () => {
    const [from, to] = [await anAccount(1000), await anAccount(0)];
    await subject.post('/transfers', { json: { from, to, amount: 400 } });

    const sql = 'SELECT amount::int FROM entries WHERE account_id = $1 ORDER BY id';
    const entries = await services.postgres.query(sql, [from]);

    expect(entries).toEqual([{ amount: 1000 }, { amount: -400 }]);
  });

  it('does not spend the same money twice', async () => {
    const [from, to] = [await anAccount(100), await anAccount(0)];

    const report = await load(4, 4, () => subject.post('/transfers', { json: { from, to, amount: 80 } }));

    await step('statuses of four transfers of 80 out of 100, sent at the same moment', () => {
      expect(report.values.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
    });
  });
});
