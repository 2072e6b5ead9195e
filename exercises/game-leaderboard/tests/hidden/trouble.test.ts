import { eventually, services, step, subjects, type SubjectInstance } from '@touchstone/kit';
import {
  aPlayer,
  aResult,
  aWeek,
  countWaiting,
  expectBoard,
  expectPoints,
  first,
  holdWrites,
  letWrite,
  letWriteOnce,
  report,
  second,
  send,
  untilWaiting,
  type Result,
} from './game.ts';

const { redis } = services;
/** The statement promises an answer within two seconds; the rest is room for a slow machine. */
const PATIENCE_MS = 4000;
/** The statement says three seconds. */
const BACK_WITHIN_MS = 9000;
/** Late, says the statement, and not lost. */
const LATE_MS = 500;

/** Calls everything at once: a program that waits for Redis would otherwise be waited for time and again. */
async function expectUnavailable(results: readonly Result[], why: string): Promise<void> {
  const { week, player } = results[0]!;
  const options = { timeoutMs: PATIENCE_MS };
  const calls: Promise<void>[] = [];
  for (const [index, instance] of subjects.entries()) {
    const check = (what: string, status: number, call: Promise<unknown>) =>
      step(`${what} at instance ${index} while ${why}`, async () => expect(await call).toHaveStatus(status));
    calls.push(
      check('POST /results', 503, instance.post('/results', { json: results[index], ...options })),
      check('a page', 503, instance.get(`/weeks/${week}/best`, options)),
      check('a player', 503, instance.get(`/weeks/${week}/total/players/${player}`, options)),
      check('GET /healthz', 200, instance.get('/healthz', options)),
    );
  }
  const failed = (await Promise.allSettled(calls)).find((call) => call.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Sends it until the program has found Redis again. */
async function sendAgain(result: Result, instance: SubjectInstance): Promise<void> {
  await step(`the result sent again to instance ${instance.index} when Redis is back`, () =>
    eventually(async () => {
      const answer = await send(result, instance);
      expect([200, 201]).toContain(answer.status);
    }, BACK_WITHIN_MS),
  );
}

const MOST_WRITES = 3;
/** So many results are tried, should one slip through as a whole. */
const RESULTS = 3;

/** Sends a result to the first instance, and kills that when it has written so many times and is about to write once more. */
async function dieBehind(writes: number, result: Result): Promise<boolean> {
  let isAnswered = false;
  const untilItWrites = () => untilWaiting(() => (isAnswered ? 0 : 1));
  await holdWrites();
  try {
    const answer = send(result, first)
      .catch(() => undefined)
      .finally(() => {
        isAnswered = true;
      });
    for (let written = 0; written < writes; written += 1) {
      await untilItWrites();
      await letWriteOnce();
    }
    await untilItWrites();
    const isHalfWay = !isAnswered && (await countWaiting()) > 0;
    if (isHalfWay) await first.kill();
    await letWrite();
    await answer;
    return isHalfWay;
  } finally {
    await letWrite();
  }
}

/** The next test must not meet an instance that is still looking for Redis. */
async function settle(instance: SubjectInstance): Promise<void> {
  const serves = async () => expect(await send(aResult({ week: aWeek() }), instance)).toHaveStatus(201);
  await eventually(serves, 1500).catch(() => instance.restart());
}

describe('When something breaks', () => {
  beforeEach(() => redis.reset());
  afterEach(async () => {
    await Promise.all(subjects.map(settle));
  });

  it('a result counts once, although its instance died half-way', async () => {
    const [week, player] = [aWeek(), aPlayer()];
    const results: Result[] = [];
    const next = () => {
      const result = aResult({ week, player });
      results.push(result);
      return result;
    };
    await report(next());
    let deaths = 0;

    for (let writes = 1; writes <= MOST_WRITES; writes += 1) {
      let isDead = false;
      for (let result = 1; result <= RESULTS && !isDead; result += 1) {
        isDead = await dieBehind(writes, next());
        const again = await send(results.at(-1), second);
        await step('a result that the game sent again to the other instance', () =>
          expect([200, 201]).toContain(again.status),
        );
      }
      // It writes all at once, or was caught behind each of its writes.
      if (!isDead) break;
      deaths += 1;
      await first.restart();
    }
    if (deaths === 0) await first.restart();

    const all = results.map(({ points }) => points);
    const points = { best: Math.max(...all), total: all.reduce((sum, of) => sum + of, 0) };
    const what = `after ${all.length} results, all but the first sent again when instance 0 did not answer`;
    await expectPoints(what, { week, player }, points, second);
    await expectPoints(`${what}, and was started again`, { week, player }, points, first);
  });

  it('an answer of Redis that comes half a second late is waited for', async () => {
    const result = aResult({ week: aWeek() });
    for (const instance of subjects) await report(aResult({ week: aWeek() }), instance);

    await redis.command('CLIENT', 'PAUSE', LATE_MS, 'ALL');
    const answers = await Promise.all([
      send(result, first),
      second.get(`/weeks/${result.week}/best`),
      second.get('/healthz'),
    ]);

    for (const [index, what] of ['POST /results', 'a page', 'GET /healthz'].entries()) {
      await step(`${what} while Redis takes ${LATE_MS} ms for an answer`, () =>
        expect(answers[index]).toHaveStatus(index === 0 ? 201 : 200),
      );
    }
  });

  it('everything answers 503 in time when Redis refuses connections, and works when it is back and empty', async () => {
    const week = aWeek();
    const results = [aResult({ week, points: 2000 }), aResult({ week, points: 1000 })];
    await report(aResult({ week }));
    await redis.stop();
    await expectUnavailable(results, 'Redis refuses connections').finally(() => redis.start());

    for (const [index, instance] of subjects.entries()) await sendAgain(results[index]!, instance);

    const entries = results.map(({ player, points }, index) => ({ rank: index + 1, player, points }));
    await expectBoard('after Redis came back empty', week, 'total', entries);
  });

  it('everything answers 503 in time when Redis is silent, and what is sent again counts once', async () => {
    const week = aWeek();
    const results = [aResult({ week }), aResult({ week })];
    await report(aResult({ week }));
    await redis.pause();
    await expectUnavailable(results, 'Redis is silent').finally(() => redis.resume());

    for (const [index, instance] of [second, first].entries()) await sendAgain(results[index]!, instance);

    for (const result of results) {
      await expectPoints('of a result that was answered with 503 and sent again', result, {
        best: result.points,
        total: result.points,
      });
    }
  });
});
