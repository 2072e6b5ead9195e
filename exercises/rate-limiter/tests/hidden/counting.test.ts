import { random, step, subject, subjects, type HttpResponse } from '@touchstone/kit';

const HOUR = 3_600_000;

/** Defines a limit of a new name and returns its path. */
async function aLimit(limit: number): Promise<string> {
  const path = `/limits/${random.word()}`;
  await subject.put(path, { json: { limit, windowMs: HOUR } });
  return path;
}

let turn = 0;

/** Asks the instances in turn, as a load balancer would. */
function take(path: string, key: string): Promise<HttpResponse> {
  const instance = subjects[turn++ % subjects.length] ?? subject;
  return instance.post(`${path}/take`, { json: { key } });
}

describe('Counting takes', () => {
  it('allows exactly the limit, whichever instance is asked', async () => {
    const limit = random.integer(5, 12);
    const path = await aLimit(limit);
    const key = random.word();

    for (let taken = 1; taken <= limit; taken++) {
      const answer = await step(`take ${taken} of ${limit}`, () => take(path, key));
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ allowed: true, remaining: limit - taken });
    }

    for (const instance of subjects) {
      await step(`one take more than ${limit}, on instance ${instance.index}`, async () => {
        const answer = await instance.post(`${path}/take`, { json: { key } });
        expect(answer).toHaveStatus(429);
        expect(answer).toHaveJson({ allowed: false, remaining: 0 });
      });
    }
  });

  it('counts each key on its own', async () => {
    const path = await aLimit(1);
    const word = random.word();
    const keys = [
      word,
      word.toUpperCase(),
      `${word} `,
      `${word}:1`,
      `${word}:*`,
      `zoë/${word}`,
      'x'.repeat(200),
      'ü'.repeat(200),
    ];

    for (const key of keys) {
      await step(`first take of key ${JSON.stringify(key)}`, async () => {
        expect(await take(path, key)).toHaveStatus(200);
      });
    }

    for (const key of keys) {
      await step(`second take of key ${JSON.stringify(key)}`, async () => {
        expect(await take(path, key)).toHaveStatus(429);
      });
    }
  });

  it('counts the same key under each limit on its own', async () => {
    const [narrow, wide] = [await aLimit(1), await aLimit(3)];
    const key = random.email();
    expect(await take(narrow, key)).toHaveStatus(200);
    expect(await take(narrow, key)).toHaveStatus(429);

    const answer = await step('first take under another limit', () => take(wide, key));

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ allowed: true, remaining: 2 });
  });

  it('refuses a take without a proper key and charges nobody for it', async () => {
    const path = await aLimit(2);
    const wrong: unknown[] = [
      {},
      { key: '' },
      { key: 7 },
      { key: null },
      { key: ['a'] },
      { key: 'x'.repeat(201) },
      [],
    ];

    for (const json of wrong) {
      await step(`take with ${JSON.stringify(json).slice(0, 40)}`, async () => {
        const answer = await subject.post(`${path}/take`, { json });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }

    for (const remaining of [1, 0]) {
      const proper = await step('take with a proper key', () => take(path, '7'));
      expect(proper).toHaveJson({ allowed: true, remaining });
    }
  });
});
