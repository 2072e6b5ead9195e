import { eventually, random, services, step, subject, subjects, type SubjectInstance } from '@touchstone/kit';

const { redis } = services;
const HOUR = 3_600_000;
/** The statement promises an answer within a second; the rest is room for a slow machine. */
const PATIENCE_MS = 2000;

async function aLimit(limit: number): Promise<string> {
  const path = `/limits/${random.word()}`;
  const answer = await subject.put(path, { json: { limit, windowMs: HOUR } });
  expect(answer).toHaveStatus(200);
  return path;
}

async function whileStopped(work: () => Promise<void>): Promise<void> {
  await redis.stop();
  await work().finally(() => redis.start());
}

async function whileSilent(work: () => Promise<void>): Promise<void> {
  await redis.pause();
  await work().finally(() => redis.resume());
}

/** Calls everything at once: a program that waits for Redis would otherwise be waited for time and again. */
async function expectUnavailable(path: string): Promise<void> {
  const key = random.word();
  const takes = subjects.map((instance) =>
    step(`take on instance ${instance.index} while Redis is away`, async () => {
      const answer = await instance.post(`${path}/take`, { json: { key }, timeoutMs: PATIENCE_MS });
      expect(answer).toHaveStatus(503);
      expect(answer).toHaveJson({ error: expect.any(String) });
    }),
  );
  const read = step('read a limit while Redis is away', async () => {
    const answer = await subject.get(path, { timeoutMs: PATIENCE_MS });
    expect(answer).toHaveStatus(503);
  });
  await Promise.all([...takes, read]);
}

/** The next test must not meet an instance that is still looking for Redis, or for what it kept there. */
async function settle(instance: SubjectInstance): Promise<void> {
  const path = `/limits/${random.word()}`;
  const serves = async () => {
    await instance.put(path, { json: { limit: 1000, windowMs: HOUR } });
    const answer = await instance.post(`${path}/take`, { json: { key: random.word() } });
    expect(answer).toHaveStatus(200);
  };
  await eventually(serves, 1500).catch(() => instance.restart());
}

describe('Redis is away', () => {
  afterEach(async () => {
    await Promise.all(subjects.map(settle));
  });

  it('answers 503 in time when Redis refuses connections', async () => {
    const path = await aLimit(5);

    await whileStopped(() => expectUnavailable(path));
  });

  it('answers 503 in time when Redis is silent', async () => {
    const path = await aLimit(5);

    await whileSilent(() => expectUnavailable(path));
  });

  it('says that it is alive while Redis is away', async () => {
    await whileSilent(async () => {
      for (const instance of subjects) {
        await step(`health of instance ${instance.index}`, async () => {
          const answer = await instance.get('/healthz', { timeoutMs: PATIENCE_MS });
          expect(answer).toHaveStatus(200);
          expect(answer).toHaveJson({ status: 'ok' });
        });
      }
    });
  });

  it('counts again, without a restart, when Redis is back and empty', async () => {
    const path = await aLimit(1);
    const take = () => subject.post(`${path}/take`, { json: { key: 'carol' }, timeoutMs: PATIENCE_MS });
    expect(await take()).toHaveStatus(200);
    await whileStopped(() =>
      step('take while Redis is away', async () => expect(await take()).toHaveStatus(503)),
    );

    await step('take under a limit that Redis forgot', () =>
      eventually(async () => expect(await take()).toHaveStatus(404), 3000),
    );
    await subject.put(path, { json: { limit: 1, windowMs: HOUR } });
    expect(await step('first take under the limit defined anew', take)).toHaveStatus(200);
    expect(await step('second take', take)).toHaveStatus(429);
  });
});
