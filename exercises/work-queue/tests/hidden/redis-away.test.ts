import { eventually, services, sleep, step, subjects, type SubjectInstance } from '@touchstone/kit';
import {
  aLetter,
  expectItSends,
  first,
  orStartOver,
  post,
  second,
  send,
  untilJob,
  untilSent,
} from './shop.ts';

const { redis } = services;
/** The statement promises an answer within a second; the rest is room for a slow machine. */
const ANSWER_MS = 2500;
/** The same for two seconds. */
const BACK_MS = 4000;
/** Longer than any program waits that answers within a second. */
const SILENCE_MS = 1200;

describe('Redis is away', () => {
  beforeEach(expectItSends);

  it('answers 503 when Redis is silent, and lives on', async () => {
    const letter = aLetter();
    const id = await post(letter, { delayMs: 600_000 });

    const requests = {
      'POST /jobs': () => first.post('/jobs', { json: aLetter(), timeoutMs: ANSWER_MS }),
      'GET /jobs/:id': () => second.get(`/jobs/${id}`, { timeoutMs: ANSWER_MS }),
      'GET /dead': () => second.get('/dead', { timeoutMs: ANSWER_MS }),
    };
    const ask = async () => {
      await Promise.all(
        Object.entries(requests).map(([name, request]) =>
          step(`${name} while Redis is silent`, async () => {
            const answer = await request();
            expect(answer).toHaveStatus(503);
            expect(answer).toHaveJson({ error: expect.any(String) });
          }),
        ),
      );
      await step('GET /healthz while Redis is silent', async () =>
        expect(await first.get('/healthz', { timeoutMs: ANSWER_MS })).toHaveStatus(200),
      );
    };

    await orStartOver(async () => {
      await redis.pause();
      const silence = sleep(SILENCE_MS);
      await ask().finally(() => silence.then(() => redis.resume()));
    });
    await settle();
  });

  it('goes on with its jobs when Redis answers again', async () => {
    const letter = aLetter();
    const id = await post(letter, { delayMs: SILENCE_MS / 2 });

    await orStartOver(async () => {
      await redis.pause();
      await sleep(SILENCE_MS);
      await redis.resume();
      await untilJob(id, { state: 'done' }, { deadlineMs: BACK_MS });
      await untilSent(letter, 1);
    });
    await settle();
  });

  it('takes and sends again, without a restart, when Redis is back and empty', async () => {
    const letter = aLetter();

    await orStartOver(async () => {
      await redis.stop();
      await step('POST /jobs while Redis refuses connections', async () =>
        expect(await first.post('/jobs', { json: aLetter(), timeoutMs: ANSWER_MS })).toHaveStatus(503),
      ).finally(() => redis.start());
      const id = await step('POST /jobs when Redis is back', () =>
        eventually(async () => {
          const answer = await send(letter);
          expect(answer).toHaveStatus(202);
          return (answer.json as { id: string }).id;
        }, BACK_MS),
      );
      await untilSent(letter, 1, BACK_MS);
      await untilJob(id, { state: 'done' }, { deadlineMs: BACK_MS });
    });
    await settle();
  });
});

/** The next test must not meet instances that are still looking for Redis, or for what they kept there. */
async function settle(): Promise<void> {
  const works = async (instance: SubjectInstance) => {
    const id = await post(aLetter(), {}, instance);
    await untilJob(id, { state: 'done' }, { instance, deadlineMs: 1000 });
  };
  const all = Promise.all(subjects.map((instance) => eventually(() => works(instance), 1500)));
  await all.catch(() => Promise.all(subjects.map((instance) => instance.restart())));
}
