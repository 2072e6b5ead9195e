import { random, step } from '@touchstone/kit';
import {
  aDeadJob,
  aLetter,
  arrivals,
  atTheSameMoment,
  expectItSends,
  first,
  listDead,
  onAttempt,
  post,
  second,
  untilJob,
  untilOver,
  untilSent,
} from './shop.ts';

describe('Dead letters', () => {
  beforeEach(expectItSends);

  it('are jobs whose last attempt has failed', async () => {
    const letter = aLetter();
    const maxAttempts = random.integer(2, 4);
    onAttempt(letter, () => ({ status: 500 }));

    const id = await post(letter, { maxAttempts, backoffMs: 50 });
    const job = await untilOver(id);

    await step(`the job after ${maxAttempts} attempts`, () =>
      expect(job).toMatchObject({
        state: 'dead',
        attempts: maxAttempts,
        nextTryAt: null,
        lastError: 'status 500',
      }),
    );
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(maxAttempts));
  });

  it('are listed with their cause, the first in front', async () => {
    const slow = aLetter();
    const letters = [aLetter(), aLetter(), aLetter()];
    let release = (): void => undefined;
    const othersAreDead = new Promise<void>((resolve) => {
      release = resolve;
    });
    // An attempt that runs into its time limit meanwhile is made again, and ends no earlier.
    onAttempt([slow, ...letters], async (_attempt, letter) => {
      if (letter === slow) await othersAreDead;
      return { status: 422 };
    });
    const slowId = await post(slow, { maxAttempts: 10, backoffMs: 50 });
    await untilSent(slow, 1);
    const ids: string[] = [];
    for (const letter of letters) {
      const id = await post(letter);
      await untilJob(id, { state: 'dead' });
      ids.push(id);
    }
    release();
    await untilJob(slowId, { state: 'dead' });
    ids.push(slowId);

    const jobs = await listDead(ids, second);

    await step('GET /dead after four jobs died, last the one that was sent first', () =>
      expect(jobs).toMatchObject(
        [...letters, slow].map((letter, index) => ({
          id: ids[index],
          to: letter.to,
          state: 'dead',
          attempts: letter === slow ? expect.any(Number) : 1,
          lastError: 'status 422',
        })),
      ),
    );
  });

  it('are sent round again like new ones', async () => {
    const letter = aLetter();
    const id = await aDeadJob(letter);
    onAttempt(letter, (attempt) => ({ status: attempt < 4 ? 503 : 202 }));

    const answer = await second.post(`/dead/${id}/retry`);
    expect(answer).toHaveStatus(202);
    expect(answer).toHaveJson({ id });
    const job = await untilOver(id);

    await step('the job: refused, sent round again, failed twice, taken', () =>
      expect(job).toMatchObject({ state: 'done', attempts: 3, lastError: 'status 503' }),
    );
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(4));
    await step('the job in GET /dead', async () => expect(await listDead([id])).toEqual([]));
  });

  it('have all their attempts again when they are sent round', async () => {
    const letter = aLetter();
    onAttempt(letter, () => ({ status: 503 }));
    const id = await post(letter, { maxAttempts: 2, backoffMs: 50 });
    await untilJob(id, { state: 'dead' });

    expect(await first.post(`/dead/${id}/retry`)).toHaveStatus(202);
    await untilSent(letter, 3);
    const job = await untilOver(id);

    await step('the job after two rounds of two attempts', () =>
      expect(job).toMatchObject({ state: 'dead', attempts: 2 }),
    );
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(4));
    await step('how often the job is in GET /dead', async () => expect(await listDead([id])).toHaveLength(1));
  });

  it('are sent round once when two press the button at the same moment', async () => {
    const letter = aLetter();
    const id = await aDeadJob(letter);
    onAttempt(letter, () => ({ status: 202 }));

    const { values, errors } = await atTheSameMoment(12, (index) =>
      (index % 2 ? first : second).post(`/dead/${id}/retry`),
    );

    await step('12 times POST /dead/:id/retry of one job, at the same moment', () => {
      expect(errors).toEqual([]);
      expect(values.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(11).fill(404)]);
    });
    await untilJob(id, { state: 'done' });
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(2));
  });

  it('are the only ones that can be sent round', async () => {
    const done = await post(aLetter());
    await untilJob(done, { state: 'done' });
    const delayed = await post(aLetter(), { delayMs: 600_000 });

    for (const [name, id] of [
      ['done', done],
      ['waiting', delayed],
    ] as const)
      await step(`POST /dead/:id/retry of a job that is ${name}`, async () =>
        expect(await first.post(`/dead/${id}/retry`)).toHaveStatus(404),
      );
  });
});
