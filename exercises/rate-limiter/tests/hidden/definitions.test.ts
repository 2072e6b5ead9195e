import { random, step, subjects, type SubjectInstance } from '@touchstone/kit';

const HOUR = 3_600_000;
const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

describe('Defining limits', () => {
  it('tells both instances about a limit that one of them was given', async () => {
    const name = random.word();
    const definition = { name, limit: random.integer(2, 900), windowMs: random.integer(1000, HOUR) };

    const put = await first.put(`/limits/${name}`, { json: definition });
    const seen = await second.get(`/limits/${name}`);

    expect(put).toHaveStatus(200);
    expect(put).toHaveJson(definition);
    expect(seen).toHaveStatus(200);
    expect(seen).toHaveJson(definition);
  });

  it('answers 404 for a limit that nobody defined', async () => {
    const path = `/limits/${random.word(12)}`;

    const read = await first.get(path);
    const taken = await second.post(`${path}/take`, { json: { key: random.word() } });

    expect(read).toHaveStatus(404);
    expect(taken).toHaveStatus(404);
    expect(taken).toHaveJson({ error: expect.any(String) });
  });

  it('refuses a definition out of range or of the wrong type and keeps the old one', async () => {
    const name = random.word();
    const path = `/limits/${name}`;
    const definition = { limit: 7, windowMs: HOUR };
    await first.put(path, { json: definition });
    const wrong: unknown[] = [
      { windowMs: HOUR },
      { limit: 7 },
      { limit: 0, windowMs: HOUR },
      { limit: -random.integer(1, 50), windowMs: HOUR },
      { limit: 1001, windowMs: HOUR },
      { limit: 2.5, windowMs: HOUR },
      { limit: '9', windowMs: HOUR },
      { limit: null, windowMs: HOUR },
      { limit: 9, windowMs: 99 },
      { limit: 9, windowMs: HOUR + 1 },
      { limit: 9, windowMs: 1000.5 },
      [9, HOUR],
    ];

    for (const json of wrong) {
      await step(`define with ${JSON.stringify(json)}`, async () => {
        const answer = await first.put(path, { json });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }

    const kept = await second.get(path);
    expect(kept).toHaveJson({ name, ...definition });
  });

  it('refuses a body that is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };

    const answer = await first.put(`/limits/${random.word()}`, {
      headers,
      body: '{ "limit": 5, "windowMs": ',
    });

    expect(answer).toHaveStatus(400);
    expect(answer).toHaveJson({ error: expect.any(String) });
  });

  it('applies a changed limit at once on both instances and keeps the takes so far', async () => {
    const path = `/limits/${random.word()}`;
    const key = random.word();
    const take = (instance: SubjectInstance) => instance.post(`${path}/take`, { json: { key } });
    await first.put(path, { json: { limit: 2, windowMs: HOUR } });
    for (const instance of [first, second]) expect(await take(instance)).toHaveStatus(200);
    for (const instance of [first, second]) expect(await take(instance)).toHaveStatus(429);

    await step('raise the limit from 2 to 4 on the second instance', () =>
      second.put(path, { json: { limit: 4, windowMs: HOUR } }),
    );

    const third = await step('third take, on the first instance', () => take(first));
    expect(third).toHaveStatus(200);
    expect(third).toHaveJson({ allowed: true, remaining: 1 });
    expect(await step('fourth take', () => take(second))).toHaveStatus(200);
    expect(await step('fifth take', () => take(first))).toHaveStatus(429);
  });
});
