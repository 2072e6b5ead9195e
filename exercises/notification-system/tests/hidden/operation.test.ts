import { eventually, services, sleep, step } from '@touchstone/kit';
import {
  aContent,
  aUser,
  both,
  connect,
  first,
  holdWrites,
  inboxOf,
  letWrite,
  PATIENCE_MS,
  post,
  publishLast,
  publishSeveral,
  second,
  textsOf,
  untilWaiting,
} from './library.ts';

/** The statement says five seconds. */
const ENDS_WITHIN_MS = 15_000;
/** The statement promises an answer within two seconds; the rest is room for a slow machine. */
const ANSWERS_WITHIN_MS = 6000;
const CLOSES_SOON_MS = 1000;
const HIGHEST_REASON = 5000;
const PHONES = 16;
/** Of sixteen numbers that are drawn from the whole range, one set in millions lies closer together. */
const LEAST_SPREAD_MS = 1500;

describe('Operation', () => {
  it('answers 503 while Redis is silent, and publishes once when it is back', async () => {
    const user = aUser();
    const contents = both.map(() => aContent({ users: [user] }));
    await publishSeveral(user, 2);
    await services.redis.pause();
    const options = { timeoutMs: ANSWERS_WITHIN_MS };
    const calls: Promise<void>[] = both.flatMap((instance, index) => [
      step(`POST /notifications at instance ${index} while Redis is silent`, async () =>
        expect(await post(contents[index]!, instance)).toHaveStatus(503),
      ),
      step(`GET /health at instance ${index} while Redis is silent`, async () =>
        expect(await instance.get('/health', options)).toHaveStatus(503),
      ),
    ]);
    const outcomes = await Promise.allSettled(calls).finally(() => services.redis.resume());
    // The next test must not meet an instance that is still looking for Redis.
    const back = step('GET /health when Redis is back', () =>
      Promise.all(
        both.map((instance) =>
          eventually(async () => expect(await instance.get('/health')).toHaveStatus(200), PATIENCE_MS),
        ),
      ),
    );
    await back;
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;

    for (const [index, content] of contents.entries())
      await step('a publication that was answered with 503, sent again', async () =>
        expect([200, 201]).toContain((await post(content, both[1 - index])).status),
      );
    const texts = textsOf((await inboxOf(user)).notifications).slice(2);
    await step('texts in the inbox behind the first two', () =>
      expect(texts.sort()).toEqual(textsOf(contents).sort()),
    );
  });

  it('on SIGTERM closes with 1001 at different times to come back, and answers what is in hand', async () => {
    const user = aUser();
    const phones = await Promise.all(
      Array.from({ length: PHONES }, (_, index) => connect(first, user, `phone-${index}`)),
    );
    const content = aContent({ users: [user] });
    await holdWrites();
    const answering = post(content);
    answering.catch(() => undefined);
    await untilWaiting((count) => count > 0);

    const ending = first.terminate({ graceMs: ENDS_WITHIN_MS });
    const closing = Promise.all(phones.map((phone) => phone.socket.untilClosed(PATIENCE_MS)));
    // Some close them when the request has been answered.
    await Promise.race([closing.catch(() => undefined), sleep(CLOSES_SOON_MS)]);
    await letWrite();
    const ended = await ending;
    const closures = await step('how the WebSockets were closed on SIGTERM', () => closing);
    const answer = await step('the answer to a request that was in hand at SIGTERM', () => answering);

    await step('the status of a request that was in hand at SIGTERM', () =>
      // It may have waited for Redis for too long.
      expect(answer.status === 503 ? 201 : answer.status).toBe(201),
    );
    for (const { code, reason } of closures)
      await step('code and reason of a WebSocket that was closed on SIGTERM', () => {
        expect({ code, reason }).toEqual({ code: 1001, reason: expect.stringMatching(/^\d{1,4}$/) });
        expect(Number(reason)).toBeLessThanOrEqual(HIGHEST_REASON);
      });
    const reasons = closures.map(({ reason }) => Number(reason));
    await step(`different reasons of ${PHONES} WebSockets`, () =>
      expect(new Set(reasons).size).toBeGreaterThanOrEqual(4),
    );
    await step(`milliseconds between the lowest and the highest reason of ${PHONES} WebSockets`, () =>
      expect(Math.max(...reasons) - Math.min(...reasons)).toBeGreaterThan(LEAST_SPREAD_MS),
    );
    await step('the end of the program', () => expect(ended).toMatchObject({ exited: true, exitCode: 0 }));
    const back = await connect(second, user, 'phone-0');
    const last = await publishLast(user, [back], second);
    await step('what the device gets at the other instance', () =>
      expect(back.texts).toEqual(
        answer.status === 503 ? expect.arrayContaining([last.text]) : [content.text, last.text],
      ),
    );
  });
});
