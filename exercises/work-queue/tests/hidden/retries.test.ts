import { eventually, random, step } from '@touchstone/kit';
import {
  aLetter,
  arrivals,
  CLOCK_SLACK_MS,
  counts,
  expectItSends,
  gaps,
  onAttempt,
  orStartOver,
  PATIENCE_MS,
  post,
  second,
  untilJob,
  untilOver,
} from './shop.ts';

describe('Retries', () => {
  beforeEach(expectItSends);

  it('wait longer after each attempt that failed', async () => {
    const letter = aLetter();
    const backoffMs = random.integer(110, 140);
    onAttempt(letter, (attempt) => ({ status: attempt < 4 ? 503 : 202 }));

    const id = await post(letter, { backoffMs });
    await untilOver(id);

    await step('mails at the provider, which took the fourth', () => expect(arrivals(letter).length).toBe(4));
    const expected = [1, 2, 4].map((times) => times * backoffMs);
    for (const [index, gap] of gaps(letter).entries())
      await step(`milliseconds from attempt ${index + 1} to ${index + 2}, with backoffMs ${backoffMs}`, () =>
        expect(gap).toBeGreaterThanOrEqual((expected[index] ?? 0) - CLOCK_SLACK_MS),
      );
  });

  it('end as soon as the provider has taken the mail', async () => {
    const letter = aLetter();
    const failure = random.pick([500, 502, 503, 504]);
    const elsewhere = random.pick([301, 302, 307]);
    const success = random.pick([200, 201, 204]);
    onAttempt(letter, (attempt) => {
      if (attempt === 1) return { status: failure };
      if (attempt === 2) return { status: elsewhere, headers: { location: '/elsewhere' } };
      return { status: success };
    });

    const id = await post(letter, { backoffMs: 50 });
    const job = await untilOver(id);

    await step(`the job after the answers ${failure}, ${elsewhere} and ${success}`, () =>
      expect(job).toMatchObject({
        state: 'done',
        attempts: 3,
        nextTryAt: null,
        lastError: `status ${elsewhere}`,
      }),
    );
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(3));
  });

  it('tell why, and when the next one is', async () => {
    const letter = aLetter();
    const seconds = random.integer(1000, 3000);
    onAttempt(letter, () => ({ status: 429, headers: { 'retry-after': String(seconds) } }));

    await orStartOver(async () => {
      const before = Date.now();
      const id = await post(letter);
      const job = await untilJob(id, { state: 'waiting', attempts: 1, lastError: 'status 429' });

      await step(`seconds from POST /jobs to nextTryAt after a 429 with Retry-After: ${seconds}`, () => {
        const wait = (Date.parse(job.nextTryAt ?? '') - before) / 1000;
        expect(wait).toBeGreaterThanOrEqual(seconds - 1);
        expect(wait).toBeLessThanOrEqual(1.5 * seconds + 10);
      });
    });
  });

  it('come after two seconds without an answer', async () => {
    const letter = aLetter();
    onAttempt(letter, (attempt) => (attempt === 1 ? { stall: true } : { status: 202 }));

    await orStartOver(async () => {
      const id = await post(letter, { backoffMs: 100 });
      const job = await untilOver(id, { deadlineMs: PATIENCE_MS + 2000 });

      await step('the job after an attempt that nobody answered', () =>
        expect(job).toMatchObject({ state: 'done', attempts: 2, lastError: 'timeout' }),
      );
      // 2100, but for the time that the first request took to arrive.
      await step('milliseconds from this attempt to the next one, with backoffMs 100', () =>
        expect(gaps(letter)[0]).toBeGreaterThanOrEqual(1500),
      );
    });
  });

  it('come after a lost connection', async () => {
    const letter = aLetter();
    const backoffMs = 200;
    onAttempt(letter, (attempt) => (attempt === 1 ? { drop: true } : { status: 202 }));

    const id = await post(letter, { backoffMs });
    const job = await untilOver(id);

    await step('the job', () =>
      expect(job).toMatchObject({ state: 'done', attempts: 2, lastError: 'connection' }),
    );
    await step(`milliseconds from attempt 1 to 2, with backoffMs ${backoffMs}`, () =>
      expect(gaps(letter)[0]).toBeGreaterThanOrEqual(backoffMs - CLOCK_SLACK_MS),
    );
  });

  it('wait for as long as a 429 asks', async () => {
    const letter = aLetter();
    onAttempt(letter, (attempt) =>
      attempt === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 202 },
    );

    const id = await post(letter, { backoffMs: 50 });
    const job = await untilOver(id);

    await step('the job', () =>
      expect(job).toMatchObject({ state: 'done', attempts: 2, lastError: 'status 429' }),
    );
    await step('milliseconds from a 429 with Retry-After: 1 to the next attempt', () =>
      expect(gaps(letter)[0]).toBeGreaterThanOrEqual(1000 - CLOCK_SLACK_MS),
    );
  });

  it('are not made when the provider refuses the mail', async () => {
    const letter = aLetter();
    const status = random.pick([400, 403, 404, 410, 422]);
    onAttempt(letter, () => ({ status }));

    const id = await post(letter, { backoffMs: 50, maxAttempts: 3 });
    const job = await untilOver(id);

    await step(`the job after an answer ${status}`, () =>
      expect(job).toMatchObject({
        state: 'dead',
        attempts: 1,
        nextTryAt: null,
        lastError: `status ${status}`,
      }),
    );
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(1));
  });

  it('hold up no other mail', async () => {
    const waiting = Array.from({ length: 12 }, aLetter);
    // So long that none of them comes again in another test.
    onAttempt(waiting, () => ({ status: 429, headers: { 'retry-after': '3600' } }));

    await orStartOver(async () => {
      for (const letter of waiting) await post(letter, { backoffMs: 60_000 });
      await step('how often the provider saw each of 12 mails that it wants to have in an hour', () =>
        eventually(() => expect(counts(waiting)).not.toContain(0), PATIENCE_MS),
      );
      const id = await post(aLetter(), {}, second);
      await untilJob(id, { state: 'done' });
      await step('how often the provider saw each of these 12 mails when it had got another one', () =>
        expect(counts(waiting)).toEqual(waiting.map(() => 1)),
      );
    });
  });
});
