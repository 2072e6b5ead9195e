import { random, subjectModule } from '@touchstone/kit';

describe('Open', () => {
  it('doubles a number', async () => {
    const n = random.integer(1, 1000);
    expect(await subjectModule.call('double', n)).toBe(2 * n);
  });
});
