import { random, step } from '@touchstone/kit';
import { inventory } from './inventory.ts';

const aSku = (): string => `${random.word()}-${random.integer(1000, 999_999)}`.slice(0, 40);

/** Sends one line, says that it was the last one, and waits for the summary. */
async function fill(sku: string, quantity: number): Promise<void> {
  const call = await inventory.open('ImportItems');
  await call.send({ sku, name: 'a thing', quantity });
  call.end();
  expect(await call.answer()).toHaveGrpcStatus('OK');
}

describe('Items', () => {
  it('are there once they were imported', async () => {
    const sku = aSku();
    expect(await inventory.call('GetItem', { sku })).toHaveGrpcStatus('NOT_FOUND');

    await fill(sku, 12);

    const { reply } = await inventory.call('GetItem', { sku });
    expect(reply).toEqual({ sku, name: 'a thing', available: 12, revision: 1, waiting: 0, watchers: 0 });
  });
});

describe('Reservations', () => {
  it('take from the stock, once for each id', async () => {
    const sku = aSku();
    await fill(sku, 5);
    const order = { reservation_id: random.uuid(), sku, quantity: 3 };

    const first = await inventory.call('Reserve', order);
    const again = await inventory.call('Reserve', order);

    expect(first).toHaveGrpcStatus('OK');
    expect(first.reply).toEqual({ ...order, remaining: 2 });
    await step('the answer to a reservation that comes again', () =>
      expect(again.reply).toEqual(first.reply),
    );
  });

  it('wait no longer than their deadline', async () => {
    const sku = aSku();
    await fill(sku, 1);
    const order = { reservation_id: random.uuid(), sku, quantity: 2, wait: true };

    const answer = await inventory.call('Reserve', order, { deadlineMs: 200 });

    expect(answer).toHaveGrpcStatus('DEADLINE_EXCEEDED');
  });
});

describe('Watching', () => {
  it('tells a change at once', async () => {
    const sku = aSku();
    await fill(sku, 5);
    const call = await inventory.open('WatchStock', { sku, after_revision: 0 });
    expect(await call.next()).toEqual({ revision: 1, change: 5, available: 5 });

    await inventory.call('Reserve', { reservation_id: random.uuid(), sku, quantity: 4 });

    expect(await call.next()).toEqual({ revision: 2, change: -4, available: 1 });
  });
});

describe('Around the calls', () => {
  it('the trailers bring the request id back', async () => {
    const metadata = { 'x-request-id': random.word() };

    const { trailers } = await inventory.call('GetItem', { sku: aSku() }, { metadata });

    expect(trailers).toMatchObject(metadata);
  });
});
