import { random, services, step, subject } from '@touchstone/kit';

describe('Accounts', () => {
  it('opens an account and reads it back, with any balance as a whole number', async () => {
    const balances = [
      0,
      random.integer(1, 5_000_000),
      random.integer(3_000_000_000, 999_000_000_000),
      1_000_000_000_000,
    ];
    for (const balance of balances) {
      await step(`an account that opens with ${balance} cents`, async () => {
        const owner = random.sentence(2);

        const opened = await subject.post('/accounts', { json: { owner, balance } });
        expect(opened).toHaveStatus(201);
        expect(opened).toHaveJson({ id: expect.any(String), owner, balance });
        const { id } = opened.json as { id: string };
        const read = await subject.get(`/accounts/${id}`);

        expect(read).toHaveStatus(200);
        expect(read).toHaveJson({ id, owner, balance });
      });
    }
  });

  it('writes the opening balance as the first entry of the ledger', async () => {
    const balance = random.integer(100, 900_000);
    const opened = await subject.post('/accounts', { json: { owner: random.word(), balance } });
    expect(opened).toHaveStatus(201);
    const { id } = opened.json as { id: string };

    const entries = await services.postgres.query(
      'SELECT transfer_id, amount::text FROM entries WHERE account_id = $1',
      [id],
    );

    await step('entries of a new account', () => {
      expect(entries).toEqual([{ transfer_id: null, amount: String(balance) }]);
    });
  });

  it('answers 404 for an account that does not exist, whatever the id looks like', async () => {
    for (const id of [random.uuid(), random.word(), String(random.integer(1, 9)), 'a'.repeat(300)]) {
      await step(`read account ${id.slice(0, 40)}`, async () => {
        const answer = await subject.get(`/accounts/${id}`);
        expect(answer).toHaveStatus(404);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
  });

  it('refuses an account without an owner or with a balance that is no amount', async () => {
    const owner = random.word();
    const wrong: unknown[] = [
      { balance: 100 },
      { owner: '', balance: 100 },
      { owner: 'x'.repeat(101), balance: 100 },
      { owner: 7, balance: 100 },
      { owner },
      { owner, balance: -1 },
      { owner, balance: 10.5 },
      { owner, balance: '100' },
      { owner, balance: null },
      { owner, balance: true },
      { owner, balance: 1_000_000_000_001 },
      [],
    ];

    for (const json of wrong) {
      await step(`open with ${JSON.stringify(json).slice(0, 60)}`, async () => {
        const answer = await subject.post('/accounts', { json });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
  });
});
