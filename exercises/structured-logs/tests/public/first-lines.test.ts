import { eventually, fakeUpstream, random, step, subject, type FakeUpstream } from '@touchstone/kit';

let warehouse: FakeUpstream;
beforeEach(async () => {
  warehouse = await fakeUpstream();
  const json = { url: warehouse.url, token: random.word() };
  const answer = await subject.put('/upstreams/warehouse', { json });
  await step('PUT /upstreams/warehouse', () => expect(answer).toHaveStatus(204));
});

const anOrder = () => ({ customer: random.word(), items: [{ sku: random.word(), quantity: 1 }] });

/** What the program wrote with this correlation id. */
async function readLines(id: string): Promise<Record<string, unknown>[]> {
  const lines = (await subject.logs()).split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.correlationId === id);
}

describe('First lines', () => {
  it('reserves the items of an order', async () => {
    const answer = await subject.post('/orders', { json: anOrder() });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ id: expect.any(String), status: 'reserved' });
    await step('the first call to the warehouse', () =>
      expect(warehouse.requests[0]?.path).toBe('/reservations'),
    );
  });

  it('gives the correlation id back', async () => {
    const answer = await subject.get('/orders/nobody', { headers: { 'x-correlation-id': 'abc-123' } });

    expect(answer).toHaveStatus(404);
    expect(answer).toHaveHeader('x-correlation-id', 'abc-123');
  });

  it('writes a line for a request', async () => {
    const id = `id-${random.word()}`;
    await subject.get('/orders/nobody', { headers: { 'x-correlation-id': id } });

    await step(`the lines with "msg": "request" and "correlationId": "${id}"`, () =>
      eventually(async () =>
        expect((await readLines(id)).filter(({ msg }) => msg === 'request')).toMatchObject([
          { level: 'warn', msg: 'request', method: 'GET', path: '/orders/nobody', status: 404 },
        ]),
      ),
    );
  });

  it('takes the id along to the warehouse', async () => {
    const id = `id-${random.word()}`;
    const answer = await subject.post('/orders', { json: anOrder(), headers: { 'x-correlation-id': id } });

    expect(answer).toHaveStatus(201);
    await step('X-Correlation-Id of the calls to the warehouse', () =>
      eventually(() =>
        expect(warehouse.requests.map(({ path, headers }) => [path, headers['x-correlation-id']])).toEqual([
          ['/reservations', id],
          ['/confirmations', id],
        ]),
      ),
    );
  });
});
