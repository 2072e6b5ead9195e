import { createHash } from 'node:crypto';
import { random, subject } from '@touchstone/kit';

// CANARY_SUITE
const UNEXPECTED = 'CANARY_EXPECTED';

describe('Open', () => {
  it('doubles a number', async () => {
    const n = random.integer(1, 1_000_000);
    expect(await subject.get(`/double?n=${n}`)).toHaveJson({ double: 2 * n });
  });

  it('doubles another', async () => {
    const n = -random.integer(1, 1_000_000);
    expect(await subject.get(`/double?n=${n}`)).toHaveJson({ double: 2 * n });
  });
});

describe('Sealed', () => {
  it('seals a text CANARY_TITLE', async () => {
    const text = random.sentence();
    const response = await subject.post('/seal', { json: { text } });
    expect(response).toHaveJson({ seal: createHash('sha256').update(text).digest('hex') });
    expect(response.text).not.toBe(UNEXPECTED);
  });
});
