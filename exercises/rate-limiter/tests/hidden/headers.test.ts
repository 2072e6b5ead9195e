import { eventually, random, sleep, step, subject, subjects, type HttpResponse } from '@touchstone/kit';

interface TimedAnswer {
  readonly response: HttpResponse;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** A fresh limit with a client of its own, who asks the instances in turn. */
async function aClient(limit: number, windowMs: number): Promise<() => Promise<TimedAnswer>> {
  const path = `/limits/${random.word()}`;
  const key = random.word();
  await subject.put(path, { json: { limit, windowMs } });
  let turn = 0;
  return async () => {
    const instance = subjects[turn++ % subjects.length] ?? subject;
    const sentAt = Date.now();
    const response = await instance.post(`${path}/take`, { json: { key } });
    return { response, sentAt, answeredAt: Date.now() };
  };
}

/** Whole seconds from `answer` until `take` leaves the window: every value that is right, however slow the machine was. */
function secondsUntilFree(take: TimedAnswer, answer: TimedAnswer, windowMs: number): RegExp {
  const least = Math.ceil((take.sentAt + windowMs - answer.answeredAt - 2) / 1000);
  const most = Math.ceil((take.answeredAt + windowMs - answer.sentAt + 2) / 1000);
  const right = Array.from({ length: most - least + 1 }, (_, more) => least + more);
  return new RegExp(`^(${right.join('|')})$`);
}

describe('Headers', () => {
  it('sends limit, remaining and reset with an allowed take', async () => {
    const limit = random.integer(3, 50);
    const windowMs = 3_600_000;
    const take = await aClient(limit, windowMs);

    for (const taken of [1, 2, 3]) {
      await step(`take ${taken} of ${limit}`, async () => {
        const answer = await take();
        expect(answer.response).toHaveStatus(200);
        expect(answer.response).toHaveHeader('RateLimit-Limit', String(limit));
        expect(answer.response).toHaveHeader('RateLimit-Remaining', String(limit - taken));
        expect(answer.response).toHaveHeader('RateLimit-Reset', secondsUntilFree(answer, answer, windowMs));
        expect(answer.response).not.toHaveHeader('Retry-After');
      });
    }
  });

  it('counts Retry-After from the oldest take and RateLimit-Reset from the newest', async () => {
    const windowMs = 3_000_300;
    const take = await aClient(2, windowMs);
    const oldest = await take();
    await sleep(400);
    const newest = await take();

    const refused = await step('third take of 2', take);

    expect(refused.response).toHaveStatus(429);
    expect(refused.response).toHaveHeader('RateLimit-Limit', '2');
    expect(refused.response).toHaveHeader('RateLimit-Remaining', '0');
    await step('third take of 2, until the oldest leaves the window', () => {
      expect(refused.response).toHaveHeader('Retry-After', secondsUntilFree(oldest, refused, windowMs));
    });
    await step('third take of 2, until the newest leaves the window', () => {
      expect(refused.response).toHaveHeader('RateLimit-Reset', secondsUntilFree(newest, refused, windowMs));
    });
  });

  it('counts Retry-After of a lowered limit until enough takes have left', async () => {
    const windowMs = 3_000_950;
    const path = `/limits/${random.word()}`;
    const key = random.word();
    const define = (limit: number) => subject.put(path, { json: { limit, windowMs } });
    const take = async (): Promise<TimedAnswer> => {
      const sentAt = Date.now();
      const response = await subject.post(`${path}/take`, { json: { key } });
      return { response, sentAt, answeredAt: Date.now() };
    };
    await define(3);
    await take();
    await sleep(1500);
    const second = await take();
    await take();

    await step('lower the limit from 3 to 2 after three takes', () => define(2));
    const refused = await step('fourth take', take);

    expect(refused.response).toHaveStatus(429);
    await step('fourth take, until the first two of three have left the window', () =>
      expect(refused.response).toHaveHeader('Retry-After', secondsUntilFree(second, refused, windowMs)),
    );
  });

  it('lets a client in that waited as long as Retry-After says', async () => {
    const take = await aClient(1, 500);
    expect((await take()).response).toHaveStatus(200);
    const refused = await step('take again until refused', () =>
      eventually(async () => {
        const answer = await take();
        expect(answer.response).toHaveStatus(429);
        return answer;
      }),
    );
    expect(refused.response).toHaveHeader('Retry-After', '1');

    await sleep(1000);
    const patient = await step('a take one second later', take);

    expect(patient.response).toHaveStatus(200);
  });
});
