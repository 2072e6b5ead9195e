import { random, step, type HttpResponse } from '@touchstone/kit';
import {
  aContent,
  aText,
  aTopic,
  aUser,
  both,
  connect,
  first,
  holdWrites,
  idIn,
  idsOf,
  inboxOf,
  letWrite,
  post,
  prefer,
  publish,
  publishLast,
  second,
  sorted,
  textsOf,
  untilWaiting,
  type Content,
} from './library.ts';

async function expectPreferences(user: string, topics: string[], muted: string[]): Promise<void> {
  for (const instance of both) {
    const answer = await instance.get(`/users/${user}/preferences`);
    expect(answer).toHaveStatus(200);
    const shown = answer.json as { topics?: unknown; muted?: unknown };
    await step(`preferences, sorted, at instance ${instance.index}`, () =>
      expect({ topics: sorted(shown.topics), muted: sorted(shown.muted) }).toEqual({
        topics: sorted(topics),
        muted: sorted(muted),
      }),
    );
  }
}

describe('Publishing', () => {
  it('reaches the users that it names, once and as it was written, but for who has muted its topic', async () => {
    const [anna, ben, carl] = [aUser(), aUser('ben'), aUser('carl')];
    const topic = aTopic();
    await prefer(carl, [], [topic]);
    const phones = [
      { name: 'anna', user: anna, phone: await connect(first, anna) },
      { name: 'ben', user: ben, phone: await connect(second, ben) },
    ];
    const other = await connect(second, carl);
    const texts = [aText(), `${aText()}\n\t"Ende" – {"größe": 8.5} \\ 👍🏽 `, ` 17 ${'é'.repeat(3900)}`];

    const sent = [];
    for (const [index, text] of texts.entries())
      sent.push(await publish({ topic, text, users: [anna, ben, anna, carl] }, both[index % 2]));
    for (const { name, user, phone } of phones) {
      const all = [...sent, await publishLast(user, [phone])];
      const expected = all.map(({ id, topic, text }) => ({ id, topic, text, read: false }));
      await step(`what ${name} got, each of three notifications being for “anna, ben, anna, carl”`, () =>
        expect(phone.notifications).toEqual(expected.map((one) => ({ type: 'notification', ...one }))),
      );
      for (const instance of both)
        await step(`the inbox of ${name} at instance ${instance.index}`, async () =>
          expect(await inboxOf(user, instance)).toEqual({ unread: 4, notifications: expected }),
        );
    }
    const last = await publishLast(carl, [other]);
    await step('what carl got, who has muted the topic', () => expect(other.texts).toEqual([last.text]));
  });

  it('reaches who follows a topic, and nobody who has muted it', async () => {
    const [anna, ben, carl] = [aUser(), aUser('ben'), aUser('carl')];
    const [events, loans] = [aTopic(), aTopic()];
    const users = [anna, ben, carl];
    await expectPreferences(anna, [], []);
    await prefer(anna, [loans, events], [], first);
    await prefer(ben, [events], [loans], second);
    await expectPreferences(ben, [events], [loans]);

    const toBoth = await publish({ topic: events }, second);
    await prefer(ben, [events], [events, loans], first);
    const toAnna = await publish({ topic: events }, second);
    const named = await publish({ topic: loans, users }, first);
    await prefer(ben, [events, loans], [events], second);
    const unmuted = await publish({ topic: loans, users }, first);
    await prefer(anna, [], [], second);
    const nobody = await publish({ topic: events }, first);
    const toBen = await publish({ topic: loans }, first);

    const names = new Map([
      [toBoth.text, 'followed by anna and ben'],
      [toAnna.text, 'muted by ben, who follows it'],
      [named.text, 'names all three, muted by ben'],
      [unmuted.text, 'names all three, no longer muted by ben'],
      [nobody.text, 'muted by ben, no longer followed by anna'],
      [toBen.text, 'followed by ben only'],
    ]);
    const namesIn = async (user: string) =>
      textsOf((await inboxOf(user)).notifications).map((text) => names.get(String(text)));
    const namesOf = (...sent: { text: string }[]) => sent.map(({ text }) => names.get(text));
    await step('what anna got', async () =>
      expect(await namesIn(anna)).toEqual(namesOf(toBoth, toAnna, named, unmuted)),
    );
    await step('what ben got', async () =>
      expect(await namesIn(ben)).toEqual(namesOf(toBoth, unmuted, toBen)),
    );
    await step('what carl got, who follows nothing', async () =>
      expect(await namesIn(carl)).toEqual(namesOf(named, unmuted)),
    );
  });

  it('is done once when a request is sent again, and refused when the key stands for something else', async () => {
    const user = aUser();
    const phone = await connect(second, user);
    const content = aContent({ users: [user] });
    const id = idIn(await post(content, first));

    for (const instance of both) {
      const again = await post(content, instance);
      await step(`the same request again, at instance ${instance.index}`, () => {
        expect(again).toHaveStatus(200);
        expect(again).toHaveJson({ id });
      });
    }
    const others: Partial<Content>[] = [
      { text: aText() },
      { topic: aTopic() },
      { users: [user, aUser('ben')] },
      { expiresInSeconds: 3600 },
    ];
    for (const other of others)
      await step(`the same key with other ${Object.keys(other)[0]}`, async () =>
        expect(await post({ ...content, ...other }, random.pick(both))).toHaveStatus(409),
      );
    const { text, topic } = content;
    const twin = await publish({ text, topic, users: [user] });
    const last = await publishLast(user, [phone]);

    await step('ids that came: one key three times and more, another key, and a last one', () =>
      expect(phone.ids).toEqual([id, ...idsOf([twin, last])]),
    );
    await step('the different ones of three ids', () => expect(new Set(phone.ids).size).toBe(3));
  });

  it('is done once when both instances get the same request at the same moment', async () => {
    const user = aUser();
    for (let round = 1; round <= 2; round += 1) {
      const content = aContent({ users: [user] });

      const answers = await inStep((instance) => post(content, instance));

      await step('both answers, sorted', () =>
        expect(sorted(answers.map(({ status }) => status))).toEqual([200, 201]),
      );
      await step('the two ids', () => expect(idIn(answers[0]!)).toBe(idIn(answers[1]!)));
    }
    await step('how many of two notifications are in the inbox', async () =>
      expect((await inboxOf(user)).notifications.length).toBe(2),
    );
  });
});

/** Who writes more often goes on freely. */
const MOST_STEPS = 8;
/** Of an instance that writes no more, or has not come so far. */
const LATE_MS = 1000;

/**
 * Sends one request to each instance and lets both go on in step: each of them has read all that it reads before the other
 * one writes. So it is the program, and not the machine, that decides what becomes of them.
 */
async function inStep(work: (instance: (typeof both)[number]) => Promise<HttpResponse>) {
  await holdWrites();
  try {
    let open = both.length;
    const answers = Promise.all(
      both.map((instance) =>
        work(instance).finally(() => {
          open -= 1;
        }),
      ),
    );
    answers.catch(() => undefined);
    for (let writes = 1; open > 0 && writes <= MOST_STEPS; writes += 1) {
      await untilWaiting((count) => count >= open, LATE_MS);
      await letWrite();
      await holdWrites();
    }
    await letWrite();
    return await answers;
  } finally {
    await letWrite();
  }
}
