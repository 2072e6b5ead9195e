import { random, step, subject } from '@touchstone/kit';
import {
  anOrder,
  findCallLine,
  findLine,
  holdConfirmations,
  newId,
  openWarehouse,
  placeOrder,
  readLines,
  watchLog,
  withId,
  type Warehouse,
} from './shop.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse();
});

describe('Trouble', () => {
  it('keeps a value with line breaks in its line', async () => {
    const readNew = await watchLog();
    const forged = `forged-${random.word()}`;
    const id = newId();
    const text = `x"}\n{"time":"2026-01-01T00:00:00.000Z","level":"error","msg":"${forged}"}\r\n${forged}\u2028`;
    const order = anOrder({ customer: text.slice(0, 100), note: text, [`${forged}\n`]: text });
    await placeOrder(order, withId(id));

    const line = await findLine(id, 'order received');

    await step('the order in the line', () => expect(line.order).toEqual(order));
    await step('lines with a msg that a client wrote', async () =>
      expect((await readLines()).filter(({ msg }) => msg === forged)).toEqual([]),
    );
    await step('lines that begin as a client wished', async () =>
      expect((await readNew()).filter((text) => text.startsWith(forged))).toEqual([]),
    );
  });

  it('answers 400 to a body that is no JSON, in one line', async () => {
    const readNew = await watchLog();
    for (const body of ['{"customer": "Ada"', 'customer=Ada', `[${random.word()}`, '']) {
      await step(`POST /orders with the body ${JSON.stringify(body)}`, async () => {
        const id = newId();
        const answer = await subject.post('/orders', {
          body,
          headers: { ...withId(id), 'content-type': 'application/json' },
        });
        expect(answer).toHaveStatus(400);
        expect(await findLine(id, 'request')).toMatchObject({ level: 'warn', status: 400 });
      });
    }
    await step('lines of the log that do not begin with {', async () =>
      expect((await readNew()).filter((text) => !text.startsWith('{')).slice(0, 3)).toEqual([]),
    );
  });

  it('tells how a call to the warehouse failed', async () => {
    const readNew = await watchLog();
    for (const [what, failure, status] of [
      ['that answers 500', { status: 500 }, 500],
      ['that answers 409', { status: 409 }, 409],
      ['that does not answer', { drop: true }, null],
    ] as const) {
      await step(`a warehouse ${what}`, async () => {
        warehouse.respond(() => failure);
        const id = newId();
        const answer = await subject.post('/orders', { json: anOrder(), headers: withId(id) });
        expect(answer).toHaveStatus(502);
        const call = await findCallLine(id, 'reservations');
        expect(call).toMatchObject({ level: 'error', status, durationMs: expect.any(Number) });
        expect(await findLine(id, 'request')).toMatchObject({ level: 'error', status: 502 });
      });
    }
    await step('lines of the log that do not begin with {', async () =>
      expect((await readNew()).filter((text) => !text.startsWith('{')).slice(0, 3)).toEqual([]),
    );
  });

  it('goes on with the next confirmation when one fails', async () => {
    const ids = [newId(), newId(), newId()];
    const answers = [{ drop: true }, { status: 500 }, { status: 200 }];
    const confirmations = holdConfirmations(warehouse, () => answers.shift() ?? {});

    for (const id of ids) await placeOrder(anOrder(), withId(id));
    confirmations.open();

    for (const [index, expected] of [
      { level: 'error', status: null },
      { level: 'error', status: 500 },
      { level: 'info', status: 200 },
    ].entries()) {
      const line = await findCallLine(ids[index] ?? '', 'confirmations');
      await step(`the line of confirmation number ${index + 1}`, () => expect(line).toMatchObject(expected));
    }
    await step('calls to /confirmations', () => expect(warehouse.listCalls('confirmations')).toHaveLength(3));
  });
});
