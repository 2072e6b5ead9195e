import { random, step, subject, type HttpResponse } from '@touchstone/kit';

interface Entry {
  readonly id: number;
  readonly transferId: string | null;
  readonly amount: number;
  readonly counterparty: string | null;
}

async function anAccount(balance: number): Promise<string> {
  const answer = await subject.post('/accounts', { json: { owner: random.word(), balance } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

async function transfer(from: string, to: string, amount: number): Promise<string> {
  const answer = await subject.post('/transfers', { json: { from, to, amount } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

async function readPage(id: string, query: string): Promise<Entry[]> {
  const answer = await subject.get(`/accounts/${id}/history${query}`);
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson(expect.any(Array));
  return answer.json as Entry[];
}

describe('History', () => {
  it('lists the entries newest first, with sign and counterparty', async () => {
    const opening = random.integer(1000, 9000);
    const [id, other] = [await anAccount(opening), await anAccount(5000)];
    const [out, back] = [random.integer(1, 500), random.integer(1, 500)];
    const paid = await transfer(id, other, out);
    const received = await transfer(other, id, back);

    const answer: HttpResponse = await subject.get(`/accounts/${id}/history`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson([
      { id: expect.any(Number), transferId: received, amount: back, counterparty: other },
      { id: expect.any(Number), transferId: paid, amount: -out, counterparty: other },
      { id: expect.any(Number), transferId: null, amount: opening, counterparty: null },
    ]);
  });

  it('hands out pages without gap or repetition while new entries arrive', async () => {
    const [id, other] = [await anAccount(5000), await anAccount(0)];
    const amounts = Array.from({ length: 6 }, () => random.integer(1, 99));
    for (const amount of amounts) await transfer(id, other, amount);

    const first = await step('first page of three', () => readPage(id, '?limit=3'));
    await transfer(id, other, 100);
    const second = await step('second page of three', () =>
      readPage(id, `?limit=3&before=${first.at(-1)?.id}`),
    );
    const third = await step('third page of three', () =>
      readPage(id, `?limit=3&before=${second.at(-1)?.id}`),
    );

    await step('amounts on the three pages, newest first', () => {
      const seen = [first, second, third].map((page) => page.map((entry) => entry.amount));
      const spent = amounts.map((amount) => -amount).reverse();
      expect(seen).toEqual([spent.slice(0, 3), spent.slice(3, 6), [5000]]);
    });
  });

  it('refuses bad pages and unknown accounts', async () => {
    const id = await anAccount(10);

    for (const query of [
      '?limit=0',
      '?limit=101',
      '?limit=ten',
      '?limit=2.5',
      '?before=last',
      '?before=-1x',
    ]) {
      await step(`history${query}`, async () => {
        expect(await subject.get(`/accounts/${id}/history${query}`)).toHaveStatus(400);
      });
    }

    for (const unknown of [random.uuid(), random.word()]) {
      await step(`history of ${unknown}`, async () => {
        expect(await subject.get(`/accounts/${unknown}/history`)).toHaveStatus(404);
      });
    }
  });
});
