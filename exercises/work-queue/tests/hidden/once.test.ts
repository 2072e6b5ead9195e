import { random, step } from '@touchstone/kit';
import {
  aLetter,
  arrivals,
  atTheSameMoment,
  counts,
  expectItSends,
  first,
  giveTimeFor,
  onAttempt,
  post,
  second,
  send,
  untilJob,
  untilOver,
  type Job,
} from './shop.ts';

describe('Once each', () => {
  beforeEach(expectItSends);

  it('makes one job of a key that comes again, on whichever instance', async () => {
    const letter = aLetter();
    const key = random.uuid();

    const made = await send(letter, {}, { key });
    expect(made).toHaveStatus(202);
    const { id } = made.json as Job;
    await untilJob(id, { state: 'done' });

    for (const instance of [second, first]) {
      const again = await step('POST /jobs with the same key and body', () =>
        send(letter, {}, { key, instance }),
      );
      expect(again).toHaveStatus(200);
      expect(again).toHaveJson({ id, state: 'done' });
    }
    await giveTimeFor(() => arrivals(letter).length > 1);
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(1));
  });

  it('makes one job of a key that comes many times at the same moment', async () => {
    const letter = aLetter();
    const key = random.word(20);

    const { values, errors } = await atTheSameMoment(16, (index) =>
      send(letter, {}, { key, instance: index % 2 ? first : second }),
    );

    await step('16 times POST /jobs with one key, at the same moment', () => {
      expect(errors).toEqual([]);
      expect(values.map(({ status }) => status).sort()).toEqual([...Array<number>(15).fill(200), 202]);
      expect(new Set(values.map(({ json }) => (json as Job).id)).size).toBe(1);
    });
    await untilOver((values[0]?.json as Job).id);
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(1));
  });

  it('refuses a key that comes with another body', async () => {
    const [letter, other] = [aLetter(), aLetter()];
    const key = random.uuid();
    expect(await send(letter, {}, { key })).toHaveStatus(202);

    const answer = await step('POST /jobs with the same key and another body', () =>
      send(other, {}, { key, instance: second }),
    );

    expect(answer).toHaveStatus(409);
    await step('POST /jobs with the same key and mail, but another maxAttempts', async () =>
      expect(await send(letter, { maxAttempts: 3 }, { key })).toHaveStatus(409),
    );
    await giveTimeFor(() => arrivals(other).length > 0);
    await step('mails of the other body at the provider', () => expect(arrivals(other).length).toBe(0));
  });

  it('makes two jobs of two mails that are alike when there is no key', async () => {
    const letter = aLetter();

    const ids = [await post(letter), await post(letter, {}, second)];

    await step('the ids of both', () => expect(new Set(ids).size).toBe(2));
    for (const id of ids) await untilJob(id, { state: 'done' });
    await step('mails at the provider', () => expect(arrivals(letter).length).toBe(2));
  });

  it('sends each of many mails once, though the provider is slow with some', async () => {
    const slow = Array.from({ length: 6 }, aLetter);
    const letters = [...slow, ...Array.from({ length: 24 }, aLetter)];
    onAttempt(slow, () => ({ status: 202, delayMs: 500 }));

    const ids = await Promise.all(
      letters.map((letter, index) => post(letter, { maxAttempts: 10 }, index % 2 ? first : second)),
    );
    for (const id of ids) await untilJob(id, { state: 'done' }, { deadlineMs: 10_000 });

    await step(
      'how often the provider saw each of 30 mails, of which it took half a second for the first 6',
      () => expect(counts(letters)).toEqual(letters.map(() => 1)),
    );
  });
});
