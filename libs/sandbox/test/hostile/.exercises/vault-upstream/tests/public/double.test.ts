import { random, subject } from '@touchstone/kit';

describe('Open', () => {
  it('doubles a number', async () => {
    const n = random.integer(1, 1000);
    expect(await subject.get(`/double?n=${n}`)).toHaveJson({ double: 2 * n });
  });
});
