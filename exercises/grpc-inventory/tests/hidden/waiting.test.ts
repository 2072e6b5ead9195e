import { step } from '@touchstone/kit';
import {
  anId,
  anItem,
  aSku,
  aSoldOutItem,
  fill,
  getItem,
  inventory,
  PATIENCE_MS,
  reserve,
  standInLine,
  take,
  untilWaiting,
} from './inventory.ts';

describe('Waiting', () => {
  it('ends when there is enough', async () => {
    const sku = await aSoldOutItem();
    const call = await standInLine({ sku, quantity: 3 }, 1);

    await fill(sku, 2);
    expect(await getItem(sku)).toMatchObject({ available: 2, waiting: 1 });
    await fill(sku, 2);

    const answer = await call.answer(PATIENCE_MS);
    expect(answer).toHaveGrpcStatus('OK');
    expect(answer.reply).toMatchObject({ sku, quantity: 3, remaining: 1 });
    expect(await getItem(sku)).toMatchObject({ available: 1, waiting: 0 });
  });

  it('is not needed when there is enough, and not allowed for what does not exist', async () => {
    const sku = await anItem(3);

    expect(await reserve({ sku, quantity: 3, wait: true })).toHaveGrpcStatus('OK');
    expect(await reserve({ sku: aSku(), quantity: 3, wait: true })).toHaveGrpcStatus('NOT_FOUND');
  });

  it('is over first for who came first', async () => {
    const sku = await aSoldOutItem();
    const first = await standInLine({ sku, quantity: 5 }, 1);
    const second = await standInLine({ sku, quantity: 1 }, 2);

    await fill(sku, 3);
    await step(
      'an item with 3 units, for which a call waits that needs 5, and behind it one that needs 1',
      async () => expect(await getItem(sku)).toMatchObject({ available: 3, waiting: 2 }),
    );
    await fill(sku, 3);

    expect((await first.answer(PATIENCE_MS)).reply).toMatchObject({ remaining: 1 });
    expect((await second.answer(PATIENCE_MS)).reply).toMatchObject({ remaining: 0 });
  });

  it('lets nobody overtake who waits as well', async () => {
    const sku = await anItem(2);
    const first = await standInLine({ sku, quantity: 5 }, 1);

    const second = await standInLine({ sku, quantity: 2 }, 2);
    await fill(sku, 5);

    expect((await first.answer(PATIENCE_MS)).reply).toMatchObject({ remaining: 2 });
    expect((await second.answer(PATIENCE_MS)).reply).toMatchObject({ remaining: 0 });
  });

  it('holds up nobody who does not wait', async () => {
    const sku = await anItem(2);
    await standInLine({ sku, quantity: 5 }, 1);

    const answer = await step('a call without wait, while another one waits', () =>
      reserve({ sku, quantity: 2 }),
    );

    expect(answer).toHaveGrpcStatus('OK');
    expect(await getItem(sku)).toMatchObject({ available: 0, waiting: 1 });
  });

  it('ends with its deadline, and takes nothing afterwards', async () => {
    const sku = await aSoldOutItem();
    const request = { reservation_id: anId(), sku, quantity: 3, wait: true };
    const call = await inventory.open('Reserve', request, { deadlineMs: 300 });

    expect(await call.answer(PATIENCE_MS)).toHaveGrpcStatus('DEADLINE_EXCEEDED');
    await untilWaiting(sku, 0);
    await fill(sku, 3);

    await step('3 units that came after the deadline of the call that waited for them', async () => {
      expect(await getItem(sku)).toMatchObject({ available: 3 });
      expect((await take(sku, 3)).remaining).toBe(0);
    });
  });

  it('ends when its caller gives up, and takes nothing afterwards', async () => {
    const sku = await aSoldOutItem();
    const call = await standInLine({ sku, quantity: 3 }, 1);

    call.cancel();
    await untilWaiting(sku, 0);
    await fill(sku, 3);

    await step('3 units that came after the call that waited for them was cancelled', async () => {
      expect(await getItem(sku)).toMatchObject({ available: 3 });
      expect((await take(sku, 3)).remaining).toBe(0);
    });
  });

  it('is over for the next one when the first gives up', async () => {
    const sku = await anItem(3);
    const first = await standInLine({ sku, quantity: 5 }, 1);
    const second = await standInLine({ sku, quantity: 2 }, 2);

    first.cancel();

    const answer = await step('the call behind one that was cancelled, with enough for it', () =>
      second.answer(PATIENCE_MS),
    );
    expect(answer).toHaveGrpcStatus('OK');
    expect(answer.reply).toMatchObject({ remaining: 1 });
  });

  it('with one id twice takes once', async () => {
    const sku = await aSoldOutItem();
    const order = { reservation_id: anId(), sku, quantity: 2 };
    const calls = [await standInLine(order, 1), await standInLine(order, 2)];

    await fill(sku, 5);

    for (const call of calls) {
      const answer = await call.answer(PATIENCE_MS);
      expect(answer).toHaveGrpcStatus('OK');
      expect(answer.reply).toMatchObject({ ...order, remaining: 3 });
    }
    expect(await getItem(sku)).toMatchObject({ available: 3 });
  });
});
