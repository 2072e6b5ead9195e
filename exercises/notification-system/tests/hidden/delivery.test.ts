import { random, step, type SubjectInstance } from '@touchstone/kit';
import {
  aMoment,
  aUser,
  both,
  connect,
  first,
  holdWrites,
  idsOf,
  inboxOf,
  letWrite,
  publish,
  publishLast,
  publishSeveral,
  second,
  sorted,
  textsOf,
  untilWaiting,
  whileRedisIsBusy,
  type Device,
  type Published,
} from './library.ts';

describe('Delivery', () => {
  it('brings what was not acknowledged again after a reconnect, and nothing else', async () => {
    const user = aUser();
    const phone = await connect(first, user);
    const sent = await publishSeveral(user, 6);
    await phone.untilCount(6);
    await step('ids that came', () => expect(phone.ids).toEqual(idsOf(sent)));

    await phone.ack([sent[4]!.id, sent[1]!.id]);
    await phone.ack([sent[2]!.id]);
    await phone.close();
    const meanwhile = await publish({ users: [user] });
    const back = await connect(second, user);
    const last = await publishLast(user, [back]);

    const missing = [sent[0]!, sent[3]!, sent[5]!, meanwhile, last];
    await step('texts that came again, the second, third and fifth of six being acknowledged', () =>
      expect(back.texts).toEqual(textsOf(missing)),
    );
    await back.ack(idsOf(missing));
    await back.close();
    const again = await connect(first, user);
    const end = await publishLast(user, [again]);
    await step('texts that came after everything was acknowledged', () =>
      expect(again.texts).toEqual([end.text]),
    );
  });

  it('keeps one order on all devices and in the inbox, also when an instance stands still half-way', async () => {
    const user = aUser();
    const phone = await connect(second, user, 'phone');
    const laptop = await connect(first, user, 'laptop');
    const publications: Promise<Published>[] = [];
    const publishAt = (instance: SubjectInstance) => {
      publications.push(publish({ users: [user] }, instance));
    };
    await whileRedisIsBusy(async () => {
      for (let index = 0; index < 6; index += 1) publishAt(both[index % 2]!);
    });
    const sent = await Promise.all(publications);
    await Promise.all([phone, laptop].map((device) => device.untilCount(6)));
    const before = textsOf((await inboxOf(user)).notifications);
    await step('texts in the inbox, sorted', () => expect(sorted(before)).toEqual(sorted(textsOf(sent))));
    for (const [name, device] of Object.entries({ phone, laptop }))
      await step(
        `texts on the ${name}, compared with the inbox, both instances having published at the same moment`,
        () => expect(device.texts).toEqual(before),
      );
    await laptop.close();

    await holdWrites();
    const slow = publish({ users: [user] }, first);
    slow.catch(() => undefined);
    await untilWaiting((count) => count > 0);
    await first.pause();
    await letWrite();
    sent.push(await publish({ users: [user] }, second));
    await first.resume();
    sent.push(await slow);
    const all = textsOf((await inboxOf(user)).notifications);

    await step('texts in the inbox, sorted', () => expect(sorted(all)).toEqual(sorted(textsOf(sent))));
    await phone.untilCount(sent.length);
    await step(
      'texts on the phone, compared with the inbox, one instance having stood still while it published',
      () => expect(phone.texts).toEqual(all),
    );
  });

  it('brings what is published while a device comes back, behind what it missed, once', async () => {
    for (const whatIsBusy of ['Redis', 'Redis', 'the instance']) {
      const user = aUser();
      await publishSeveral(user, 2);
      const publications: Promise<Published>[] = [];
      const publishSome = () => {
        for (let index = 0; index < 2; index += 1) publications.push(publish({ users: [user] }, second));
      };
      let coming: Promise<Device> | null = null;
      const comeBack = () => {
        coming = connect(second, user);
        coming.catch(() => undefined);
      };

      if (whatIsBusy === 'Redis') {
        await whileRedisIsBusy(async () => {
          publishSome();
          await aMoment();
          comeBack();
          await aMoment();
          publishSome();
        });
      } else {
        // It has looked, perhaps, and hears nothing of what comes then.
        await holdWrites();
        comeBack();
        await untilWaiting((count) => count > 0, 600);
        await second.pause();
        await letWrite();
        await Promise.all(Array.from({ length: 4 }, () => publish({ users: [user] }, first)));
        await second.resume();
      }
      await Promise.all(publications);
      // A slow machine may have made it wait for Redis for too long: it comes back then.
      const phone = await coming!.catch(() => connect(second, user));
      await phone.untilCount(6);

      const expected = textsOf((await inboxOf(user)).notifications);
      await step('how many are in the inbox', () => expect(expected.length).toBe(6));
      await step(
        `texts that came to a phone, compared with the inbox: four were published while it connected, and ${whatIsBusy} was busy`,
        () => expect(phone.texts).toEqual(expected),
      );
      await publishLast(user, [phone]);
      await step('how many came in the end', () => expect(phone.notifications.length).toBe(7));
    }
  });

  it('has ten on their way to a connection at most, and goes on with each acknowledgement', async () => {
    const user = aUser();
    const early = await publishSeveral(user, 7);
    const phone = await connect(first, user);
    const laptop = await connect(first, user, 'laptop');
    for (const device of [phone, laptop]) await device.untilCount(7);
    await laptop.ack(idsOf(early));
    const late = await publishSeveral(user, 6);
    await laptop.untilCount(13);
    late.push(...(await publishSeveral(user, 4)));
    const expected = textsOf([...early, ...late]);
    await laptop.untilCount(17);
    await phone.ack(['unknown']);

    await step('texts on the laptop, which acknowledged the first seven of 17', () =>
      expect(laptop.texts).toEqual(expected),
    );
    await phone.untilCount(10);
    await step('texts on the phone, which acknowledged nothing', () =>
      expect(phone.texts).toEqual(expected.slice(0, 10)),
    );
    await phone.ack([phone.ids[6], phone.ids[2], phone.ids[9]]);
    await phone.untilCount(13);
    await phone.ack(['unknown']);
    await step('texts on the phone, which acknowledged three of ten', () =>
      expect(phone.texts).toEqual(expected.slice(0, 13)),
    );
    await phone.ack(phone.ids);
    await phone.untilCount(17);
    await phone.ack(phone.ids.slice(-4));
    await step('texts on the phone, which acknowledged thirteen', () =>
      expect(phone.texts).toEqual(expected),
    );
  });

  it('waits for nobody who takes nothing, and has everything for them later', async () => {
    const [anna, ben] = [aUser(), aUser('ben')];
    const tablet = await connect(first, anna, 'tablet');
    const laptop = await connect(first, anna, 'laptop');
    const phone = await connect(first, ben);
    tablet.socket.pauseReading();

    const sent: Published[] = [];
    for (let round = 1; round <= 5; round += 1) {
      for (const instance of [...both, first]) {
        const text = `${random.sentence(3)} ${round} ${'lorem ipsum '.repeat(300)}`;
        sent.push(await publish({ text, users: random.shuffle([anna, ben]) }, instance));
      }
      for (const [name, device] of [
        ['the laptop of the same user', laptop],
        ['the phone of another user', phone],
      ] as const) {
        await device.untilCount(sent.length);
        await step(`how many came to ${name}, while a tablet takes nothing`, () =>
          expect(device.notifications.length).toBe(sent.length),
        );
        await device.sendAck(idsOf(sent.slice(-3)));
      }
    }
    tablet.socket.resumeReading();
    await tablet.untilCount(10);
    await tablet.ack(tablet.ids);
    await tablet.untilCount(sent.length);

    await step('ids on the tablet, when it reads and acknowledges', () =>
      expect(tablet.ids).toEqual(idsOf(sent)),
    );
  });
});
