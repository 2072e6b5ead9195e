import { load, random, services, sleep, step, subject, type HttpResponse } from '@touchstone/kit';

async function anAccount(balance: number): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

function send(key: string, json: { from: string; to: string; amount: number }): Promise<HttpResponse> {
  return subject.post('/transfers', { json, headers: { 'idempotency-key': key } });
}

/** Sends copies that meet at the payer's account, which somebody else holds for a moment. */
async function sendCopies(key: string, order: { from: string; to: string; amount: number }) {
  const sql = `WITH held AS MATERIALIZED (SELECT id FROM accounts WHERE id::text = $1 FOR UPDATE)
               SELECT pg_sleep(0.4) FROM (SELECT count(*) FROM held) AS all_held`;
  const holding = services.postgres.query(sql, [order.from]);
  await sleep(50);
  const [report] = await Promise.all([load(10, 10, () => send(key, order)), holding]);
  return report;
}

const idOf = (answer: HttpResponse): string => (answer.json as { id: string }).id;

describe('Double submit', () => {
  it('gives a repeated key its first answer again and moves the money once', async () => {
    const [from, to] = [await anAccount(1000), await anAccount(0)];
    const order = { from, to, amount: random.integer(1, 300) };
    const key = random.uuid();
    const first = await send(key, order);
    expect(first).toHaveStatus(201);

    const second = await step('the same again', () => send(key, order));

    expect(second).toHaveStatus(201);
    expect(second).toHaveJson({ ...order, id: idOf(first) });
    expect(await subject.get(`/accounts/${from}`)).toHaveJson({ balance: 1000 - order.amount });
    const other = await step('the same with another key', () => send(random.uuid(), order));
    expect(other).toHaveStatus(201);
    expect(await subject.get(`/accounts/${to}`)).toHaveJson({ balance: 2 * order.amount });
  });

  it('does a transfer once when its copies arrive at the same moment', async () => {
    const [from, to] = [await anAccount(10_000), await anAccount(0)];
    const order = { from, to, amount: random.integer(1, 500) };

    for (let round = 1; round <= 2; round++) {
      const key = random.uuid();
      const report = await sendCopies(key, order);

      expect(report.errors).toEqual([]);
      await step('ten copies of one transfer at the same moment', () => {
        for (const answer of report.values) expect(answer).toHaveStatus(201);
        expect(new Set(report.values.map(idOf)).size).toBe(1);
      });
      await step(
        `the receiver's balance after ${round} transfers of ${order.amount}, each sent ten times`,
        async () => {
          expect(await subject.get(`/accounts/${to}`)).toHaveJson({ balance: round * order.amount });
        },
      );
    }
  });

  it('refuses a key that comes back with another body', async () => {
    const [from, to, third] = [await anAccount(1000), await anAccount(0), await anAccount(0)];
    const order = { from, to, amount: 100 };
    const key = random.uuid();
    expect(await send(key, order)).toHaveStatus(201);

    for (const other of [
      { ...order, amount: random.integer(101, 900) },
      { ...order, to: third },
    ]) {
      const answer = await step('the same key for another transfer', () => send(key, other));
      expect(answer).toHaveStatus(422);
      expect(answer).toHaveJson({ error: expect.any(String) });
    }

    expect(await subject.get(`/accounts/${from}`)).toHaveJson({ balance: 900 });
  });

  it('judges a transfer afresh that was refused before', async () => {
    const [rich, from, to] = [await anAccount(1000), await anAccount(10), await anAccount(0)];
    const order = { from, to, amount: random.integer(50, 500) };
    const key = random.uuid();
    expect(await step('more than there is', () => send(key, order))).toHaveStatus(409);
    expect(await send(random.uuid(), { from: rich, to: from, amount: 1000 })).toHaveStatus(201);

    const again = await step('the same key, now that there is enough', () => send(key, order));

    expect(again).toHaveStatus(201);
    expect(await subject.get(`/accounts/${to}`)).toHaveJson({ balance: order.amount });
  });
});
