import { random, step, subjectModule } from '@touchstone/kit';

const OPTIONS = {
  maxAttempts: 3,
  attemptTimeoutMs: 1000,
  callTimeoutMs: 5000,
  baseDelayMs: 200,
  maxDelayMs: 2000,
  budgetMax: 100,
  retryCost: 10,
  windowMs: 10_000,
  minOutcomes: 4,
  failurePercent: 50,
  openMs: 3000,
  probes: 1,
};

const GET = { upstream: 'tax', method: 'GET', idempotencyKey: null };
const POST = { ...GET, method: 'POST' };

const newClient = (options = {}) => subjectModule.callForObject('createClient', { ...OPTIONS, ...options });

describe('A client', () => {
  it('sends a request and hands over the answer', async () => {
    const client = await newClient();
    const nowMs = random.integer(0, 100_000);

    await step('the call begins', async () =>
      expect(await client.call('begin', 'a', GET, nowMs)).toEqual({
        action: 'send',
        attempt: 1,
        timeoutAtMs: nowMs + 1000,
      }),
    );
    await step('an answer with status 200 comes', async () =>
      expect(
        await client.call('answer', 'a', 1, { status: 200, retryAfterMs: null }, nowMs + 80, 0.5),
      ).toEqual({
        action: 'done',
        status: 200,
      }),
    );
  });

  it('waits and tries again after a timeout', async () => {
    const client = await newClient();

    await client.call('begin', 'a', GET, 0);

    await step('the attempt times out', async () =>
      expect(await client.call('wake', 'a', 1000, 0.5)).toEqual({ action: 'wait', untilMs: 1100 }),
    );
    await step('the wait is over', async () =>
      expect(await client.call('wake', 'a', 1100, 0.5)).toEqual({
        action: 'send',
        attempt: 2,
        timeoutAtMs: 2100,
      }),
    );
  });

  it('leaves a service alone that failed four times', async () => {
    const client = await newClient();

    for (const id of ['a', 'b', 'c', 'd']) {
      await client.call('begin', id, POST, 0);
      await client.call('answer', id, 1, { error: 'reset' }, 10, 0.5);
    }

    await step('the state after four failures', async () =>
      expect(await client.call('state', 'tax', 11)).toBe('open'),
    );
    await step('a fifth call', async () =>
      expect(await client.call('begin', 'e', POST, 12)).toEqual({ action: 'fail', error: 'circuit-open' }),
    );
    await step('the state 3000 ms later', async () =>
      expect(await client.call('state', 'tax', 3010)).toBe('half-open'),
    );
  });
});
