import { load, random, sleep, step, subject } from '@touchstone/kit';
import {
  anOrder,
  findCallLine,
  findLine,
  holdConfirmations,
  idOf,
  newId,
  openWarehouse,
  orderIdOf,
  placeOrder,
  readLines,
  untilConfirmed,
  withId,
  type Json,
  type Warehouse,
} from './shop.ts';

const USABLE = /^[A-Za-z0-9._-]{1,64}$/;

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse();
});

const idsOfCalls = (target: string) =>
  warehouse.listCalls(target).map(({ headers }) => headers['x-correlation-id']);

/** Waits until the worker has nothing to do: it may be at orders of earlier tests. Costs one order of this test's. */
async function untilWorkerRests(): Promise<void> {
  await placeOrder();
  await untilConfirmed(warehouse);
  await sleep(100);
}

describe('Correlation', () => {
  it("uses the client's id in the answer, in the calls and in the lines", async () => {
    await untilWorkerRests();
    const id = newId();

    const answer = await placeOrder(anOrder(), withId(id));

    await step('X-Correlation-Id of the answer', () => expect(idOf(answer)).toBe(id));
    await step('X-Correlation-Id of the call to /reservations', () =>
      expect(idsOfCalls('reservations').slice(1)).toEqual([id]),
    );
    await untilConfirmed(warehouse, 2);
    await step('X-Correlation-Id of the call to /confirmations', () =>
      expect(idsOfCalls('confirmations').slice(1)).toEqual([id]),
    );
    for (const msg of ['order received', 'request']) await findLine(id, msg);
    for (const target of ['reservations', 'confirmations']) await findCallLine(id, target);
  });

  it('takes every id that the statement allows', async () => {
    for (const id of [random.word(1), `A.b_c-${random.word(58)}`, random.uuid().toUpperCase(), '--..__']) {
      const answer = await subject.get(`/orders/${random.word()}`, { headers: withId(id) });
      await step(`the answer to X-Correlation-Id: ${id}`, () => expect(idOf(answer)).toBe(id));
    }
  });

  it('makes a new id for a request without one', async () => {
    const answers = [await placeOrder(), await placeOrder(), await subject.get(`/orders/${random.word()}`)];
    const ids = answers.map(idOf);

    for (const id of ids) {
      await step('X-Correlation-Id of an answer', () => expect(id).toMatch(USABLE));
      await findLine(id, 'request');
    }
    await step('different ids among three', () => expect(new Set(ids).size).toBe(3));
    await step('X-Correlation-Id of the calls to /reservations', () =>
      expect(idsOfCalls('reservations')).toEqual(ids.slice(0, 2)),
    );
  });

  it('replaces an id that is not allowed', async () => {
    const word = random.word();
    for (const given of [
      random.word(65),
      `${word} ${word}`,
      `${word}"}`,
      `${word},${word}`,
      `${word}/é`,
      `{${word}}`,
    ]) {
      await step(`X-Correlation-Id: ${given}`, async () => {
        const answer = await placeOrder(anOrder(), withId(given));
        const id = idOf(answer);
        expect(id).toMatch(USABLE);
        expect(id).not.toContain(word);
        expect(given).not.toContain(id);
        await findLine(id, 'request');
      });
    }
    for (const id of idsOfCalls('reservations')) {
      await step('X-Correlation-Id of a call to /reservations', () => expect(id).toMatch(USABLE));
    }
  });

  it('puts the id on answers that refuse, too', async () => {
    const json = { 'content-type': 'application/json' };
    const requests: [string, number, string, string, { body?: string; headers?: Record<string, string> }][] =
      [
        ['an unknown path', 404, 'GET', `/${random.word()}`, {}],
        ['an unknown order', 404, 'GET', `/orders/${random.word()}`, {}],
        ['an empty order', 400, 'POST', '/orders', { body: '{}', headers: json }],
        ['a body that is no JSON', 400, 'POST', '/orders', { body: '{"customer":', headers: json }],
        [
          'an order that the warehouse refuses',
          502,
          'POST',
          '/orders',
          { body: JSON.stringify(anOrder()), headers: json },
        ],
      ];
    warehouse.respond(() => ({ status: 503 }));

    for (const [what, status, method, path, { body, headers }] of requests) {
      await step(what, async () => {
        const id = newId();
        const options = { headers: { ...headers, ...withId(id) }, ...(body === undefined ? {} : { body }) };
        const answer = await subject.request(method, path, options);
        expect(answer).toHaveStatus(status);
        expect(answer).toHaveHeader('x-correlation-id', id);
        expect(await findLine(id, 'request')).toMatchObject({ status });
      });
    }
  });

  it('keeps the ids of many requests apart', async () => {
    warehouse.respond(() => ({ delayMs: random.integer(0, 150) }));
    const ids = Array.from({ length: 12 }, newId);

    const report = await load(ids.length, ids.length, (index) =>
      placeOrder(anOrder(), withId(ids[index] ?? '')),
    );

    expect(report.errors).toEqual([]);
    const orderIds = report.values.map((answer) => (answer.json as Json).id);
    await step('X-Correlation-Id of the answers', () => expect(report.values.map(idOf)).toEqual(ids));
    const called = new Map(
      warehouse.listCalls('reservations').map((call) => [orderIdOf(call), call.headers['x-correlation-id']]),
    );
    await step('X-Correlation-Id of the calls to /reservations, in the order of the answers', () =>
      expect(orderIds.map((orderId) => called.get(orderId))).toEqual(ids),
    );
    for (const id of ids) await findLine(id, 'request');
    const lines = await readLines();
    for (const [msg, members] of [
      ['order received', {}],
      ['upstream call', { target: 'reservations' }],
    ] as const) {
      const written = new Map(
        lines
          .filter(
            (line) =>
              line.msg === msg && Object.entries(members).every(([name, value]) => line[name] === value),
          )
          .map((line) => [line.orderId, line.correlationId]),
      );
      await step(`correlationId of the lines "${msg}", in the order of the answers`, () =>
        expect(orderIds.map((orderId) => written.get(orderId))).toEqual(ids),
      );
    }
  });

  it('carries the id to the background worker', async () => {
    const confirmations = holdConfirmations(warehouse);
    const ids = Array.from({ length: 4 }, newId);
    for (const id of ids) await placeOrder(anOrder(), withId(id));
    confirmations.open();

    await untilConfirmed(warehouse, ids.length);

    await step('X-Correlation-Id of the confirmations of four orders', () =>
      expect(idsOfCalls('confirmations')).toEqual(ids),
    );
    for (const id of ids) await findCallLine(id, 'confirmations');
  });

  it('gives the worker no id of somebody else', async () => {
    await untilWorkerRests();
    const id = newId();
    await placeOrder(anOrder(), withId(id));
    await untilConfirmed(warehouse, 2);
    await findCallLine(id, 'confirmations');
    await sleep(100);
    const other = newId();

    await placeOrder(anOrder(), withId(other));
    await untilConfirmed(warehouse, 3);

    await step('X-Correlation-Id of the confirmations of the last two of three orders', () =>
      expect(idsOfCalls('confirmations').slice(1)).toEqual([id, other]),
    );
    await findCallLine(other, 'confirmations');
  });
});
