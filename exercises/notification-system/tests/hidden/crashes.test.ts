import { sleep, step } from '@touchstone/kit';
import {
  aContent,
  aTopic,
  aUser,
  both,
  connect,
  countWaiting,
  first,
  holdWrites,
  idsOf,
  inboxOf,
  letWrite,
  letWriteOnce,
  post,
  prefer,
  publish,
  publishLast,
  publishSeveral,
  second,
  textsOf,
  untilWaiting,
  type Content,
} from './library.ts';

/** The statement lets a program wait for Redis for two seconds. */
const ANSWERS_WITHIN_MS = 4000;
const MOST_WRITES = 3;
/** So many publications are tried, should one slip through as a whole. */
const TRIES = 2;

describe('Crashes', () => {
  it('lose nothing that was answered with 201, and repeat nothing that was answered with acked', async () => {
    const user = aUser();
    const phone = await connect(first, user);
    const sent = await publishSeveral(user, 4);
    await phone.untilCount(4);
    await phone.ack([sent[1]!.id]);

    const content = aContent({ users: [user] });
    let status = 0;
    await holdWrites();
    try {
      const answer = post(content).then(
        (came) => (status = came.status),
        () => undefined,
      );
      await phone.sendAck([sent[2]!.id]);
      await untilWaiting((count) => count > 0);
      await Promise.race([answer, sleep(ANSWERS_WITHIN_MS)]);
      await Promise.all(both.map((instance) => instance.kill()));
      // What they had asked of Redis goes with them.
      await untilWaiting((count) => count === 0);
    } finally {
      await letWrite();
    }
    const acked = phone.frames.filter(({ type }) => type === 'acked').flatMap(({ ids }) => ids);
    await Promise.all(both.map((instance) => instance.restart()));
    if (status !== 201)
      await step('the request that got no answer, sent again', async () =>
        expect([200, 201]).toContain((await post(content, second)).status),
      );
    const back = await connect(second, user);
    const last = await publishLast(user, [back]);

    const isOpen = (id: string) => acked.includes(id) || !back.ids.includes(id);
    const expected = [sent[0]!, ...(isOpen(sent[2]!.id) ? [] : [sent[2]!]), sent[3]!, content, last];
    await step(
      'texts that came after both instances were killed, the second of four being acknowledged',
      () => expect(back.texts).toEqual(textsOf(expected)),
    );
    await step('texts in the inbox', async () =>
      expect(textsOf((await inboxOf(user)).notifications)).toEqual(textsOf([...sent, content, last])),
    );
  });

  it('in the middle of a publication leave it whole for who sends it again', async () => {
    const topic = aTopic();
    const users = ['anna', 'ben', 'carl'].map((name) => aUser(name));
    for (const user of users) await prefer(user, [topic], []);
    const contents: Content[] = [aContent({ topic })];
    await post(contents[0]!);
    let deaths = 0;

    for (let writes = 1; writes <= MOST_WRITES; writes += 1) {
      let isDead = false;
      for (let tried = 1; tried <= TRIES && !isDead; tried += 1) {
        const content = aContent({ topic });
        contents.push(content);
        isDead = await dieBehind(writes, content);
        const again = await post(content, second);
        await step('a publication that was sent again to the other instance', () =>
          expect([200, 201]).toContain(again.status),
        );
      }
      // It writes all at once, or was caught behind each of its writes.
      if (!isDead) break;
      deaths += 1;
      await first.restart();
    }

    for (const user of users)
      await step(
        `texts in the inbox of ${user.split('-')[0]}, one of three who follow a topic, after instance 0 was killed while it published (deaths: ${deaths})`,
        async () => expect(textsOf((await inboxOf(user, second)).notifications)).toEqual(textsOf(contents)),
      );
    const last = await publish({ topic });
    await step('the last in the inbox of anna', async () =>
      expect(idsOf((await inboxOf(users[0]!)).notifications).at(-1)).toBe(last.id),
    );
  });
});

/** Publishes at the first instance, and kills that when it has written so many times and is about to write once more. */
async function dieBehind(writes: number, content: Content): Promise<boolean> {
  let isAnswered = false;
  const untilItWrites = () => untilWaiting((count) => isAnswered || count > 0);
  await holdWrites();
  try {
    const answer = post(content)
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
    if (isHalfWay) {
      await first.kill();
      await untilWaiting((count) => count === 0);
    }
    await letWrite();
    await answer;
    return isHalfWay;
  } finally {
    await letWrite();
  }
}
