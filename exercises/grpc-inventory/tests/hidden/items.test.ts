import { step } from '@touchstone/kit';
import {
  aName,
  anItem,
  askItem,
  aSku,
  fill,
  getItem,
  importLines,
  inventory,
  PATIENCE_MS,
  take,
} from './inventory.ts';

describe('Items', () => {
  it('tell what there is of them, and the number of their last change', async () => {
    const sku = aSku();
    const name = aName();
    await fill(sku, 12, name);
    await take(sku, 5);

    const item = await getItem(sku);

    expect(item).toEqual({ sku, name, available: 7, revision: 2, waiting: 0, watchers: 0 });
  });

  it('that nobody imported are NOT_FOUND', async () => {
    const answer = await askItem(aSku());

    expect(answer).toHaveGrpcStatus('NOT_FOUND');
    await step('what an error says in words', () => expect(answer.message).not.toBe(''));
  });

  it('need a sku of 1 to 40 characters', async () => {
    const longest = aSku().padEnd(40, 'x');
    await fill(longest, 1);

    expect(await askItem('')).toHaveGrpcStatus('INVALID_ARGUMENT');
    expect(await askItem(`${longest}x`)).toHaveGrpcStatus('INVALID_ARGUMENT');
    expect(await askItem(longest)).toHaveGrpcStatus('OK');
  });
});

describe('Imports', () => {
  it('add to what there is, line by line', async () => {
    const [first, second] = [aSku(), aSku()];
    await fill(first, 4);
    const name = aName();

    const answer = await importLines([
      { sku: first, name: 'old name', quantity: 5 },
      { sku: second, name: aName(), quantity: 7 },
      { sku: first, name, quantity: 2 },
    ]);

    expect(answer).toHaveGrpcStatus('OK');
    expect(answer.reply).toEqual({ lines: 3, units: 14 });
    expect(await getItem(first)).toMatchObject({ name, available: 11, revision: 3 });
    expect(await getItem(second)).toMatchObject({ available: 7, revision: 1 });
  });

  const fine = (): { sku: string; name: string; quantity: number } => ({
    sku: aSku(),
    name: aName(),
    quantity: 1,
  });

  it('take nothing of a stream in which a line is wrong', async () => {
    const wrong = [
      { ...fine(), sku: '' },
      { ...fine(), sku: 'x'.repeat(41) },
      { ...fine(), name: '' },
      { ...fine(), name: 'x'.repeat(101) },
      { ...fine(), quantity: 0 },
      { ...fine(), quantity: 100_001 },
    ];
    for (const line of wrong) {
      const first = fine();

      const answer = await importLines([first, fine(), line]);

      expect(answer).toHaveGrpcStatus('INVALID_ARGUMENT');
      await step('the trailer line of the answer', () => expect(answer.trailers['line']).toBe('3'));
      expect(await askItem(first.sku)).toHaveGrpcStatus('NOT_FOUND');
    }
  });

  it('are refused at the first wrong line, without waiting for more', async () => {
    const call = await inventory.open('ImportItems');
    await call.send(fine());
    await call.send({ ...fine(), quantity: -1 });

    const answer = await step('a stream that has not ended, after a wrong line', () =>
      call.answer(PATIENCE_MS),
    );

    expect(answer).toHaveGrpcStatus('INVALID_ARGUMENT');
  });

  it('without lines are refused', async () => {
    expect(await importLines([])).toHaveGrpcStatus('INVALID_ARGUMENT');
  });

  it('take nothing of a stream whose deadline passes', async () => {
    const line = fine();
    const call = await inventory.open('ImportItems', undefined, { deadlineMs: 300 });
    await call.send(line);

    const answer = await step('a stream that has not ended when its deadline passes', () =>
      call.answer(PATIENCE_MS),
    );

    expect(answer).toHaveGrpcStatus('DEADLINE_EXCEEDED');
    await anItem(1);
    expect(await askItem(line.sku)).toHaveGrpcStatus('NOT_FOUND');
  });

  it('hold up nobody else while they go on', async () => {
    const sku = await anItem(5);
    const line = { sku, name: aName(), quantity: 3 };
    const call = await inventory.open('ImportItems');
    await call.send(line);

    await step('calls while a stream of ImportItems is open', async () => {
      await take(sku, 1);
      await fill(sku, 1);
      expect(await getItem(sku)).toMatchObject({ available: 5 });
    });
    call.end();

    expect(await call.answer(PATIENCE_MS)).toHaveGrpcStatus('OK');
    expect(await getItem(sku)).toMatchObject({ available: 8, revision: 4 });
  });
});
