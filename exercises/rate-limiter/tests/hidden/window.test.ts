import { eventually, random, sleep, step, subject, subjects } from '@touchstone/kit';

interface Take {
  readonly allowed: boolean;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** A fresh limit with a client of its own. The service decides on a take somewhere between `sentAt` and `answeredAt`. */
async function aClient(limit: number, windowMs: number): Promise<() => Promise<Take>> {
  const path = `/limits/${random.word()}`;
  const key = random.word();
  await subject.put(path, { json: { limit, windowMs } });
  let turn = 0;
  return async () => {
    const instance = subjects[turn++ % subjects.length] ?? subject;
    const sentAt = Date.now();
    const answer = await instance.post(`${path}/take`, { json: { key } });
    if (answer.status !== 429) expect(answer).toHaveStatus(200);
    return { allowed: answer.status === 200, sentAt, answeredAt: Date.now() };
  };
}

/** That many takes at the same moment. */
function burst(count: number, take: () => Promise<Take>): Promise<Take[]> {
  return Promise.all(Array.from({ length: count }, take));
}

/** That many takes, each after the answer to the last: what happens at the same moment is the business of another group. */
async function oneByOne(count: number, take: () => Promise<Take>): Promise<Take[]> {
  const takes: Take[] = [];
  while (takes.length < count) takes.push(await take());
  return takes;
}

/**
 * Waits until the clock is `offsetMs` into a window, as a counter by the clock would see it, so that such a counter is
 * met at its edge, and so that every run of a test goes the same way.
 */
function untilOffset(windowMs: number, offsetMs: number): Promise<void> {
  return sleep((((offsetMs - Date.now()) % windowMs) + windowMs) % windowMs);
}

/** Most takes that were surely allowed within one window, however slow the machine was. */
function mostWithinOneWindow(takes: readonly Take[], windowMs: number): number {
  const allowed = takes.filter((take) => take.allowed);
  const counts = allowed.map(
    (first) =>
      allowed.filter((take) => take.sentAt >= first.sentAt && take.answeredAt < first.sentAt + windowMs)
        .length,
  );
  return Math.max(0, ...counts);
}

const lastAnswer = (takes: readonly Take[]): number => Math.max(...takes.map((take) => take.answeredAt));
const allowedOf = (takes: readonly Take[]): number => takes.filter((take) => take.allowed).length;

describe('The sliding window', () => {
  it('allows the whole limit again once the window has passed', async () => {
    const windowMs = 400;
    const take = await aClient(3, windowMs);
    const spent = await step('twelve takes at once, the limit being 3', () =>
      eventually(async () => {
        const takes = await burst(12, take);
        expect(allowedOf(takes)).toBeLessThan(12);
        return takes;
      }, 4000),
    );

    await sleep(lastAnswer(spent) + windowMs + 50 - Date.now());
    const again = await burst(3, take);

    await step(`how many of three takes are allowed, ${windowMs} ms after the last one was`, () =>
      expect(allowedOf(again)).toBe(3),
    );
  });

  it('allows no second burst when a window of the clock ends', async () => {
    const windowMs = 2400;
    const limit = random.integer(4, 6);
    const take = await aClient(limit, windowMs);

    await untilOffset(windowMs, windowMs - 900);
    const before = await burst(limit, take);
    await untilOffset(windowMs, 150);
    const after = await oneByOne(limit, take);

    await step(`takes allowed within ${windowMs} ms, the limit being ${limit}`, () => {
      expect(allowedOf(before)).toBe(limit);
      expect(mostWithinOneWindow([...before, ...after], windowMs)).toBeLessThanOrEqual(limit);
    });
  });

  it('frees one place for each take that leaves the window', async () => {
    const windowMs = 1200;
    const take = await aClient(3, windowMs);
    await untilOffset(windowMs, 20);
    const early = await burst(1, take);
    await sleep(500);
    const late = await burst(2, take);
    await step('how many of two more takes are allowed, 500 ms after the first', () =>
      expect(allowedOf(late)).toBe(2),
    );

    await sleep(lastAnswer(early) + windowMs + 50 - Date.now());
    const after = await oneByOne(3, take);

    await step('three takes when only the first of three has left the window', () => {
      expect(allowedOf(after)).toBeGreaterThanOrEqual(1);
      expect(mostWithinOneWindow([...late, ...after], windowMs)).toBeLessThanOrEqual(3);
    });
  });

  it('does not count refused takes against an impatient client', async () => {
    const windowMs = 800;
    const take = await aClient(2, windowMs);
    await untilOffset(windowMs, 20);
    const spent = await burst(2, take);
    await sleep(400);
    const hammered = await step('six takes while the limit is spent', () => oneByOne(6, take));
    await step(`takes allowed within ${windowMs} ms, the limit being 2`, () =>
      expect(mostWithinOneWindow([...spent, ...hammered], windowMs)).toBeLessThanOrEqual(2),
    );

    const allowed = [...spent, ...hammered].filter((answered) => answered.allowed);
    await sleep(lastAnswer(allowed) + windowMs + 50 - Date.now());
    const after = await take();

    await step('is a take allowed after all allowed ones have left the window?', () =>
      expect(after.allowed).toBe(true),
    );
  });
});
