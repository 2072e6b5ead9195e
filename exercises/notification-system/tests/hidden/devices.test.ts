import { eventually, step } from '@touchstone/kit';
import {
  aUser,
  both,
  connect,
  first,
  idsOf,
  inboxOf,
  PATIENCE_MS,
  publish,
  publishLast,
  publishSeveral,
  second,
  textsOf,
  type Published,
} from './library.ts';

describe('Devices', () => {
  it('each get everything, whatever another one has acknowledged', async () => {
    const user = aUser();
    const sent = await publishSeveral(user, 3);
    const phone = await connect(first, user, 'phone');
    await phone.untilCount(3);
    await phone.ack(idsOf(sent));

    const laptop = await connect(first, user, 'laptop');
    const tablet = await connect(second, user, 'tablet');
    const last = await publishLast(user, [phone, laptop, tablet]);

    for (const [name, device] of Object.entries({ phone, laptop, tablet }))
      await step(`texts on the ${name}, the phone having acknowledged three of four`, () =>
        expect(device.texts).toEqual(textsOf([...sent, last])),
      );
    await laptop.ack([sent[0]!.id]);
    await laptop.close();
    const back = await connect(second, user, 'laptop');
    await back.untilText(last.text);
    await step('texts on the laptop that comes back, having acknowledged the first of four', () =>
      expect(back.texts).toEqual(textsOf([...sent.slice(1), last])),
    );
  });

  it('are all told what was read on one of them, and the unread are counted', async () => {
    const [anna, ben] = [aUser(), aUser('ben')];
    const users = [anna, ben];
    const phone = await connect(first, anna, 'phone');
    const laptop = await connect(second, anna, 'laptop');
    const other = await connect(second, ben);
    const sent: Published[] = [];
    for (let index = 0; index < 4; index += 1) sent.push(await publish({ users }, both[index % 2]));
    const ids = idsOf(sent);
    for (const device of [phone, laptop, other]) await device.untilCount(4);

    await phone.read([ids[2], ids[0]]);
    await laptop.read([ids[2]]);

    const reads = [[ids[2], ids[0]], [ids[2]]];
    for (const [name, device] of Object.entries({ phone, laptop }))
      await step(`what the ${name} was told: two were read on the phone, then one again on the laptop`, () =>
        eventually(() => expect(device.reads).toEqual(reads), PATIENCE_MS),
      );
    for (const instance of both) {
      const { unread, notifications } = await inboxOf(anna, instance);
      await step(`the inbox at instance ${instance.index}`, () =>
        expect({ unread, read: notifications.map(({ read }) => read) }).toEqual({
          unread: 2,
          read: [true, false, true, false],
        }),
      );
    }
    const last = await publishLast(ben, [other]);
    await step('what was told to ben, who got the same notifications', () =>
      expect({ reads: other.reads, texts: other.texts }).toEqual({
        reads: [],
        texts: textsOf([...sent, last]),
      }),
    );
    await step('unread of ben', async () => expect((await inboxOf(ben)).unread).toBe(5));
  });

  it('that come back are told what is unread, though they have acknowledged it', async () => {
    const user = aUser();
    const phone = await connect(first, user, 'phone');
    const laptop = await connect(second, user, 'laptop');
    const sent = await publishSeveral(user, 4);
    const ids = idsOf(sent);
    for (const device of [phone, laptop]) await device.untilCount(4);
    await phone.ack(ids);
    await phone.close();
    await laptop.read([ids[0], ids[2]]);

    const back = await connect(second, user, 'phone');
    const tablet = await connect(first, user, 'tablet');
    const last = await publishLast(user, [back, tablet]);

    const unread = [ids[1], ids[3]];
    await step('unread for the phone, which has acknowledged all four, two of which were read', () =>
      expect(back.unread).toEqual(unread),
    );
    await step('texts for the phone', () => expect(back.texts).toEqual([last.text]));
    await step('unread for a tablet that is new', () => expect(tablet.unread).toEqual(unread));
    await step('what came to the tablet: id and whether it is read', () =>
      expect(tablet.notifications.map(({ id, read }) => [id, read])).toEqual([
        [ids[0], true],
        [ids[1], false],
        [ids[2], true],
        [ids[3], false],
        [last.id, false],
      ]),
    );
  });
});
