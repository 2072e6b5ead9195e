import { eventually, random, step, subject } from '@touchstone/kit';
import {
  anOrder,
  findCallLine,
  findLine,
  findLines,
  newId,
  openWarehouse,
  orderIdOf,
  placeOrder,
  watchLog,
  withId,
  type Json,
  type Line,
  type Warehouse,
} from './shop.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse();
});

/** The end of its work, so that every line of it is there. */
async function anOrderToTheEnd(order = anOrder()): Promise<string> {
  const id = newId();
  await placeOrder(order, withId(id));
  await findCallLine(id, 'confirmations');
  await findLine(id, 'request');
  return id;
}

describe('Lines', () => {
  it('writes JSON objects and nothing else', async () => {
    const readNew = await watchLog();
    await anOrderToTheEnd();
    await subject.get(`/${random.word()}`);
    await subject.post('/orders', { json: {} });
    await subject.request('PATCH', '/orders', { json: {} });
    const last = newId();
    await subject.get(`/orders/${random.word()}`, { headers: withId(last) });
    await findLine(last, 'request');

    const wrong = (await readNew()).filter((text) => {
      try {
        const value: unknown = JSON.parse(text);
        return typeof value !== 'object' || value === null || Array.isArray(value);
      } catch {
        return true;
      }
    });

    await step('lines of the log that are no JSON object', () => expect(wrong.slice(0, 3)).toEqual([]));
  });

  it('gives every line a time, a level and a message', async () => {
    const readNew = await watchLog();
    const before = Date.now();
    const id = await anOrderToTheEnd();
    const after = Date.now();

    const all = (await readNew()).flatMap((text) => {
      try {
        return [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });
    const wrong = all.filter(
      ({ time, level, msg }) =>
        !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(time)) ||
        !['debug', 'info', 'warn', 'error'].includes(String(level)) ||
        typeof msg !== 'string' ||
        msg === '',
    );
    await step('lines without time, level and msg in the form of the statement', () =>
      expect(wrong.slice(0, 2)).toEqual([]),
    );
    const { time } = await findLine(id, 'request');
    await step('time of the line, as milliseconds since 1970', () => {
      expect(Date.parse(String(time))).toBeGreaterThanOrEqual(before - 1000);
      expect(Date.parse(String(time))).toBeLessThanOrEqual(after + 1000);
    });
  });

  it('writes one line for each request that was answered', async () => {
    const unknown = random.uuid();
    const requests: [string, () => Promise<unknown>, Json][] = [];
    const send = (method: string, path: string, status: number, level: string, json?: unknown) => {
      const id = newId();
      const options = { headers: withId(id), ...(json === undefined ? {} : { json }) };
      requests.push([id, () => subject.request(method, path, options), { method, path, status, level }]);
    };
    send('POST', '/orders', 201, 'info', anOrder());
    send('POST', '/orders', 400, 'warn', {});
    send('GET', `/orders/${unknown}`, 404, 'warn');
    send('GET', `/orders/${unknown}%20%41`, 404, 'warn');
    send('DELETE', `/${random.word()}/${random.word()}`, 404, 'warn');
    for (const [, work] of requests) await work();

    for (const [id, , expected] of requests) {
      const line = await findLine(id, 'request');
      await step(`the line of ${String(expected.method)} ${String(expected.path)}`, () =>
        expect(line).toMatchObject({ ...expected, durationMs: expect.any(Number) }),
      );
    }
  });

  it('measures durations in milliseconds', async () => {
    warehouse.respond(({ path }) => ({ delayMs: path === '/reservations' ? 400 : 0 }));
    const id = newId();

    await placeOrder(anOrder(), withId(id));

    for (const line of [await findCallLine(id, 'reservations'), await findLine(id, 'request')]) {
      await step(`durationMs of "${String(line.msg)}", when the warehouse takes 400 ms`, () => {
        expect(line.durationMs).toBeGreaterThan(350);
        expect(line.durationMs).toBeLessThan(4000);
      });
    }
  });

  it('shows the order that was received', async () => {
    const order = anOrder({
      note: random.sentence(),
      gift: { wrapped: true, tags: [random.word(), 7, null] },
    });
    const id = await anOrderToTheEnd(order);

    const line = await findLine(id, 'order received');

    await step('the line "order received"', () => expect(line).toMatchObject({ level: 'info', order }));
    const orderId = warehouse.listCalls('reservations').map(orderIdOf)[0];
    await step('its orderId', () => expect(line.orderId).toBe(orderId));
    await subject.post('/orders', { json: {}, headers: withId(`${id}-2`) });
    await findLine(`${id}-2`, 'request');
    await findLines(`${id}-2`, 'order received', 0);
  });

  it('writes one line for each call to the warehouse', async () => {
    warehouse.respond(({ path }) => ({ status: path === '/reservations' ? 201 : 202 }));
    const id = await anOrderToTheEnd();
    const orderId = warehouse.listCalls('reservations').map(orderIdOf)[0];

    for (const [target, status] of [
      ['reservations', 201],
      ['confirmations', 202],
    ] as const) {
      const line = await findCallLine(id, target);
      await step(`the line of the call to ${target}`, () =>
        expect(line).toMatchObject({
          level: 'info',
          orderId,
          target,
          status,
          durationMs: expect.any(Number),
        }),
      );
    }
  });

  it('cuts long values', async () => {
    const long = random.word(400);
    const fits = random.word(256);
    const id = newId();
    await placeOrder(anOrder({ note: long, list: [{ deep: `${fits}x` }], fits }), withId(id));

    const { order } = await eventually(() => findLine(id, 'order received'));

    await step('the order in the line', () =>
      expect(order).toMatchObject({ note: `${long.slice(0, 256)}…`, list: [{ deep: `${fits}…` }], fits }),
    );
  });
});
