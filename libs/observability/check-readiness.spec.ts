import { describe, expect, it } from '@jest/globals';
import { checkReadiness } from './check-readiness.js';

const answers = () => Promise.resolve('PONG');
const never = () => new Promise(() => undefined);

describe('checkReadiness', () => {
  it('is ready when everything answers', async () => {
    const readiness = await checkReadiness({ postgres: answers, redis: answers });

    expect(readiness).toMatchObject({ ready: true, checks: { postgres: { ok: true }, redis: { ok: true } } });
  });

  it('names what failed, also when it throws at once', async () => {
    const readiness = await checkReadiness({
      postgres: () => {
        throw new Error('no pool');
      },
      redis: () => Promise.reject(new Error('refused')),
      other: answers,
    });

    expect(readiness).toMatchObject({
      ready: false,
      checks: {
        postgres: { ok: false, error: 'no pool' },
        redis: { ok: false, error: 'refused' },
        other: { ok: true },
      },
    });
  });

  it('gives up at the deadline', async () => {
    const startedAt = performance.now();

    const readiness = await checkReadiness({ postgres: never, redis: never }, 50);

    expect(readiness.checks['postgres']).toMatchObject({ ok: false, error: 'no answer within 50 ms' });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
