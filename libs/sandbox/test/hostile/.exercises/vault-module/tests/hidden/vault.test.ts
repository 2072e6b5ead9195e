import { createHash } from 'node:crypto';
import { random, subjectModule } from '@touchstone/kit';

// CANARY_SUITE
const UNEXPECTED = 'CANARY_EXPECTED';

describe('Open', () => {
  it('doubles a number', async () => {
    const n = random.integer(1, 1_000_000);
    expect(await subjectModule.call('double', n)).toBe(2 * n);
  });

  it('counts', async () => {
    const [first, second] = [random.integer(1, 1000), random.integer(1, 1000)];
    const counter = await subjectModule.create('Counter');
    await counter.call('add', first);
    expect(await counter.call('add', second)).toBe(first + second);
  });
});

describe('Sealed', () => {
  it('seals a text CANARY_TITLE', async () => {
    const text = random.sentence();
    const seal = await subjectModule.call('seal', text);
    expect(seal).toBe(createHash('sha256').update(text).digest('hex'));
    expect(seal).not.toBe(UNEXPECTED);
  });
});
