import { random, step, type GrpcAnswer } from '@touchstone/kit';
import { anItem, askItem, aName, aSku, importLines, PATIENCE_MS, reserve, inventory } from './inventory.ts';

const requestIdOf = ({ trailers }: GrpcAnswer): string | undefined => trailers['x-request-id'];

async function expectRequestId(
  what: string,
  ask: (metadata: { 'x-request-id': string }) => Promise<GrpcAnswer>,
) {
  const id = `${random.word()}-${random.integer(1000, 999_999)}`;
  const answer = await ask({ 'x-request-id': id });
  await step(`the trailer x-request-id of ${what}`, () => expect(requestIdOf(answer)).toBe(id));
}

describe('Around the calls', () => {
  it('the trailers bring the request id back', async () => {
    const sku = await anItem(5);

    await expectRequestId('GetItem', (metadata) => askItem(sku, { metadata }));
    await expectRequestId('Reserve', (metadata) => reserve({ sku, quantity: 1 }, { metadata }));
    await expectRequestId('ImportItems', (metadata) =>
      importLines([{ sku, name: aName(), quantity: 1 }], { metadata }),
    );
  });

  it('the trailers bring the request id back with errors, too', async () => {
    const sku = aSku();

    await expectRequestId('GetItem with NOT_FOUND', (metadata) => askItem(sku, { metadata }));
    await expectRequestId('Reserve with INVALID_ARGUMENT', (metadata) =>
      reserve({ sku, quantity: 0 }, { metadata }),
    );
    await expectRequestId('ImportItems with INVALID_ARGUMENT', (metadata) =>
      importLines([{ sku, name: '', quantity: 1 }], { metadata }),
    );
    await expectRequestId('WatchStock with NOT_FOUND', async (metadata) => {
      const call = await inventory.open('WatchStock', { sku, after_revision: 0 }, { metadata });
      return call.answer(PATIENCE_MS);
    });
  });

  it('the trailers have a request id of their own when none came', async () => {
    const sku = await anItem(5);

    const ids = [await askItem(sku), await askItem(sku), await askItem(aSku())].map(requestIdOf);

    await step('the trailers x-request-id of three calls without one', () =>
      expect(ids).toEqual(ids.map(() => expect.stringMatching(/./))),
    );
    await step('how many different ones there are', () => expect(new Set(ids).size).toBe(3));
  });

  it('messages have at most 64 KiB', async () => {
    const long = (length: number) => [{ sku: aSku(), name: 'x'.repeat(length), quantity: 1 }];

    expect(await importLines(long(60_000))).toHaveGrpcStatus('INVALID_ARGUMENT');
    expect(await importLines(long(70_000))).toHaveGrpcStatus('RESOURCE_EXHAUSTED');
    expect(await askItem('x'.repeat(70_000))).toHaveGrpcStatus('RESOURCE_EXHAUSTED');
  });
});
