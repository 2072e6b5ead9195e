import { eventually, sleep, step, type HttpResponse } from '@touchstone/kit';
import {
  aLetter,
  arrivals,
  counts,
  expectItSends,
  expectJob,
  first,
  gaps,
  giveTimeFor,
  holdAnswers,
  isFinal,
  onAttempt,
  post,
  second,
  total,
  untilJob,
  untilOver,
  type Letter,
} from './shop.ts';

/** From the restart until everything must be over: a lease, two seconds to notice, and room for a busy machine. */
const CRASH_PATIENCE_MS = 7000;
/** A mail in hand is looked for within its attempt. */
const IN_HAND_MS = 1000;

/** What became of a mail that was on its way when the power went. */
interface Fate {
  readonly answer: HttpResponse;
  readonly mails: number;
  readonly gaps: readonly number[];
}

interface PowerCut {
  /** Answered 202, and not due yet. */
  readonly taken: readonly Fate[];
  /** Had failed once and waited for the next attempt. */
  readonly failed: Fate;
  /** In hand for the first time of several, or of one. */
  readonly lost: Fate;
  readonly last: Fate;
}

describe('Crash and shutdown', () => {
  describe('after kill -9 of both instances', () => {
    let cut: PowerCut;

    beforeAll(async () => {
      await expectItSends();
      cut = await cutThePower();
    });

    it('sends what was taken', async () => {
      for (const { answer } of cut.taken)
        await step('GET /jobs/:id of a mail that was answered 202 before kill -9', () =>
          expectJob(answer, { state: 'done' }),
        );
      await step('mails that never came to the provider, of 6 that were answered 202 before kill -9', () =>
        expect(cut.taken.filter(({ mails }) => mails === 0).length).toBe(0),
      );
    });

    it('tries again, and not too early, what waited for its next attempt', async () => {
      await step('GET /jobs/:id of a mail that waited for its second attempt', () =>
        expectJob(cut.failed.answer, { state: 'done' }),
      );
      await step('how often the provider saw it, which refused the first attempt with 503', () =>
        expect(cut.failed.mails).toBeGreaterThanOrEqual(2),
      );
      await step('milliseconds from attempt 1 to 2, with backoffMs 2500 and kill -9 between', () =>
        expect(cut.failed.gaps[0]).toBeGreaterThanOrEqual(2480),
      );
    });

    it('takes over what was in hand when its lease is over, and counts what was lost', async () => {
      await step('GET /jobs/:id of a mail that was in hand, and then taken by the provider', () =>
        expectJob(cut.lost.answer, { state: 'done', attempts: 2, lastError: 'lost' }),
      );
      // The lease of 3 seconds began before the provider saw anything: room for that.
      await step('milliseconds from the attempt that was lost to the next one', () =>
        expect(cut.lost.gaps[0]).toBeGreaterThanOrEqual(2500),
      );
      await step('GET /jobs/:id of a mail whose only attempt was in hand', () =>
        expectJob(cut.last.answer, { state: 'dead', attempts: 1, lastError: 'lost' }),
      );
      await step('how often the provider saw it', () => expect(cut.last.mails).toBe(1));
    });
  });

  it('finishes what it has in hand on SIGTERM, takes nothing more, and exits with 0', async () => {
    await expectItSends();
    const letters = Array.from({ length: 7 }, aLetter);
    const answers = holdAnswers(letters);
    await second.kill();

    const ids = await Promise.all(letters.map((letter) => post(letter)));
    await step('attempts in hand of an instance that has 7 jobs', () =>
      eventually(() => expect(total(letters)).toBeGreaterThanOrEqual(4), IN_HAND_MS),
    );
    const ending = first.terminate({ graceMs: 6000 });
    // The signal has come when the provider answers. An instance that does not wait for the answers is gone before.
    await sleep(400);
    answers.release();
    const ended = await ending;
    const sent = letters.filter((letter) => arrivals(letter).length > 0);

    await step('the end after SIGTERM', () => expect(ended).toMatchObject({ exited: true, exitCode: 0 }));
    await step('mails at the provider when the instance had ended, of 4 in hand and 3 that wait', () =>
      expect(sent.length).toBe(4),
    );
    await second.restart();
    for (const [index, letter] of letters.entries()) {
      const job = await untilOver(ids[index]!, { instance: second, deadlineMs: CRASH_PATIENCE_MS });
      await step(`a job that ${sent.includes(letter) ? 'was in hand' : 'waited'} when SIGTERM came`, () =>
        expect(job).toMatchObject({ state: 'done', attempts: 1, lastError: null }),
      );
    }
    await step('how often the provider saw each mail', () =>
      expect(counts(letters)).toEqual(letters.map(() => 1)),
    );
  });
});

/** Kills both instances while mails are everywhere on their way, starts them again, and tells what became of each. */
async function cutThePower(): Promise<PowerCut> {
  const [failed, lost, last] = [aLetter(), aLetter(), aLetter()];
  const taken = Array.from({ length: 6 }, aLetter);
  onAttempt([failed, lost, last], (attempt, letter) => {
    if (attempt > 1) return { status: 202 };
    return letter === failed ? { status: 503 } : { stall: true };
  });

  const failedId = await post(failed, { backoffMs: 2500 });
  // One that does not wait as it should is found out by what comes afterwards.
  await untilJob(failedId, { state: 'waiting', attempts: 1 }, { deadlineMs: 1000 }).catch(() => undefined);
  const takenIds = await Promise.all(
    taken.map((letter, index) => post(letter, { delayMs: 2000 }, index % 2 ? first : second)),
  );
  const lostId = await post(lost, { backoffMs: 50 });
  const lastId = await post(last, { maxAttempts: 1 });
  await giveTimeFor(() => !counts([lost, last]).includes(0), IN_HAND_MS);
  await Promise.all([first.kill(), second.kill()]);
  await Promise.all([first.restart(), second.restart()]);

  const giveUpAt = performance.now() + CRASH_PATIENCE_MS;
  const follow = async (letter: Letter, id: string): Promise<Fate> => ({
    answer: await lookUntilOver(id, giveUpAt - performance.now()),
    mails: arrivals(letter).length,
    gaps: gaps(letter),
  });
  const fates: Fate[] = [];
  for (const [index, letter] of taken.entries()) fates.push(await follow(letter, takenIds[index]!));
  return {
    taken: fates,
    failed: await follow(failed, failedId),
    lost: await follow(lost, lostId),
    last: await follow(last, lastId),
  };
}

/** The job when it is over; as it is when that takes too long. */
async function lookUntilOver(id: string, deadlineMs: number): Promise<HttpResponse> {
  let seen: HttpResponse | undefined;
  await eventually(async () => {
    seen = await first.get(`/jobs/${id}`);
    expect(isFinal(seen)).toBe(true);
  }, deadlineMs).catch(() => undefined);
  return seen ?? first.get(`/jobs/${id}`);
}
