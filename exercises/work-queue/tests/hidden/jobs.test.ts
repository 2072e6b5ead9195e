import { random, step } from '@touchstone/kit';
import {
  aLetter,
  arrivals,
  CLOCK_SLACK_MS,
  expectItSends,
  expectJob,
  first,
  post,
  second,
  send,
  untilJob,
  untilSent,
  type Job,
} from './shop.ts';

describe('Jobs', () => {
  it('are taken, sent to the provider, and done', async () => {
    await expectItSends();
    const letter = aLetter();

    const answer = await send(letter);
    expect(answer).toHaveStatus(202);
    const { id } = answer.json as { id: string };
    expect(answer).toHaveHeader('location', `/jobs/${id}`);
    await untilSent(letter, 1);

    const [request] = arrivals(letter);
    await step('what the provider was sent', () => {
      expect(`${request?.method} ${request?.path}`).toBe('POST /messages');
      expect(request?.json).toEqual(letter);
    });
    await untilJob(id, { state: 'done' }, { instance: second });
  });

  it('are sent under their id', async () => {
    await expectItSends();
    const letters = [aLetter(), aLetter()];
    const ids = [await post(letters[0]!), await post(letters[1]!, {}, second)];

    for (const letter of letters) await untilSent(letter, 1);

    await step('the header Idempotency-Key of two mails', () =>
      expect(letters.map((letter) => arrivals(letter)[0]?.headers['idempotency-key'])).toEqual(ids),
    );
  });

  it('tell how they are when they are done', async () => {
    await expectItSends();
    const letter = aLetter();
    const maxAttempts = random.integer(2, 10);

    const id = await post(letter, { maxAttempts });
    await untilJob(id, { state: 'done' });

    for (const instance of [first, second])
      expect(await instance.get(`/jobs/${id}`)).toHaveJson({
        id,
        to: letter.to,
        subject: letter.subject,
        state: 'done',
        attempts: 1,
        maxAttempts,
        nextTryAt: null,
        lastError: null,
      });
  });

  it('are refused when something in them is wrong', async () => {
    const letter = aLetter();
    const wrong: unknown[] = [
      [],
      { ...letter, to: undefined },
      { ...letter, to: 'ada.example.com' },
      { ...letter, to: 7 },
      { ...letter, to: `${'a'.repeat(200)}@example.com` },
      { ...letter, subject: '' },
      { ...letter, subject: 's'.repeat(201) },
      { ...letter, text: undefined },
      { ...letter, text: ['Thank you!'] },
      { ...letter, maxAttempts: 0 },
      { ...letter, maxAttempts: 11 },
      { ...letter, maxAttempts: '3' },
      { ...letter, backoffMs: 49 },
      { ...letter, backoffMs: 100.5 },
      { ...letter, delayMs: -1 },
      { ...letter, delayMs: null },
    ];

    for (const json of wrong)
      await step(`POST /jobs with ${JSON.stringify(json).slice(0, 120)}`, async () => {
        const answer = await first.post('/jobs', { json });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    await step('POST /jobs with half a body', async () =>
      expect(
        await first.post('/jobs', { body: '{"to": "a@b', headers: { 'content-type': 'application/json' } }),
      ).toHaveStatus(400),
    );
  });

  it('are not known when nobody has sent them', async () => {
    const id = random.uuid();

    for (const [name, answer] of [
      ['GET /jobs/:id', await first.get(`/jobs/${id}`)],
      ['POST /dead/:id/retry', await second.post(`/dead/${id}/retry`)],
    ] as const)
      await step(`${name} of a job that nobody sent`, () => {
        expect(answer).toHaveStatus(404);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
  });

  it('wait for as long as they are told to', async () => {
    await expectItSends();
    const letter = aLetter();
    const delayMs = random.integer(400, 500);

    const before = performance.now();
    await post(letter, { delayMs });
    await untilSent(letter, 1);

    await step(`milliseconds from POST /jobs with delayMs ${delayMs} to the provider`, () =>
      expect((arrivals(letter)[0]?.atMs ?? 0) - before).toBeGreaterThanOrEqual(delayMs - CLOCK_SLACK_MS),
    );
  });

  it('tell when they are due', async () => {
    const letter = aLetter();
    const delayMs = random.integer(100_000, 900_000);

    const before = Date.now();
    const id = await post(letter, { delayMs });
    const after = Date.now();

    const answer = await second.get(`/jobs/${id}`);
    await step(`GET /jobs/:id after POST /jobs with delayMs ${delayMs}`, () =>
      expectJob(answer, {
        state: 'waiting',
        attempts: 0,
        lastError: null,
        nextTryAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/),
      }),
    );
    await step(`milliseconds from POST /jobs with delayMs ${delayMs} to nextTryAt`, () => {
      const due = Date.parse((answer.json as Job).nextTryAt ?? '');
      expect(due - before).toBeGreaterThanOrEqual(delayMs - 1000);
      expect(due - after).toBeLessThanOrEqual(delayMs + 1000);
    });
  });
});
