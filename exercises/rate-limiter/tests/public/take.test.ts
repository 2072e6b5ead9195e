import { random, step, subject, subjects } from '@touchstone/kit';

const HOUR = 3_600_000;

/** Defines a limit of a new name and returns its path. */
async function aLimit(limit: number, windowMs: number): Promise<string> {
  const path = `/limits/${random.word()}`;
  const answer = await step('define a limit', () => subject.put(path, { json: { limit, windowMs } }));
  expect(answer).toHaveStatus(200);
  return path;
}

describe('Taking', () => {
  it('stores a limit and reads it back', async () => {
    const path = await aLimit(5, HOUR);

    const answer = await subject.get(path);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ limit: 5, windowMs: HOUR });
  });

  it('allows the first take and says how many remain', async () => {
    const path = await aLimit(5, HOUR);

    const answer = await subject.post(`${path}/take`, { json: { key: random.word() } });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ allowed: true, remaining: 4 });
  });

  it('refuses the take after the limit', async () => {
    const path = await aLimit(2, HOUR);
    const take = () => subject.post(`${path}/take`, { json: { key: 'alice' } });
    expect(await step('first take', take)).toHaveJson({ allowed: true, remaining: 1 });
    expect(await step('second take', take)).toHaveJson({ allowed: true, remaining: 0 });

    const third = await step('third take', take);

    expect(third).toHaveStatus(429);
    expect(third).toHaveJson({ allowed: false, remaining: 0 });
  });

  it('counts takes of both instances together', async () => {
    const path = await aLimit(2, HOUR);
    for (const instance of subjects) {
      const answer = await instance.post(`${path}/take`, { json: { key: 'bob' } });
      expect(answer).toHaveStatus(200);
    }

    for (const instance of subjects) {
      const answer = await instance.post(`${path}/take`, { json: { key: 'bob' } });
      expect(answer).toHaveStatus(429);
    }
  });

  it('answers 400 to a take without a key', async () => {
    const path = await aLimit(2, HOUR);

    const answer = await subject.post(`${path}/take`, { json: {} });

    expect(answer).toHaveStatus(400);
  });
});
