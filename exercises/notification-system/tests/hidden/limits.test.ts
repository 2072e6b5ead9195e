import { eventually, load, random, sleep, step } from '@touchstone/kit';
import {
  aUser,
  both,
  connect,
  first,
  idsOf,
  inboxOf,
  publish,
  publishLast,
  publishSeveral,
  second,
  sorted,
  textsOf,
} from './library.ts';

/** A second, and room for a slow machine. */
const EXPIRED_WITHIN_MS = 8000;
/** Counted from the 201: it can only have expired earlier. */
const SECOND_IS_OVER_MS = 1300;

describe('Limits of the inbox', () => {
  it('keep the newest fifty, and count no others', async () => {
    const user = aUser();
    const old = await publishSeveral(user, 3);
    const laptop = await connect(second, user, 'laptop');
    await laptop.untilCount(3);
    await laptop.read([old[1]!.id]);

    const report = await load(50, 6, (index) => publish({ users: [user] }, both[index % 2]));
    expect(report.errors).toEqual([]);

    const { unread, notifications } = await inboxOf(user);
    await step('ids in the inbox, sorted, after three and then fifty were published', () =>
      expect(sorted(idsOf(notifications))).toEqual(sorted(idsOf(report.values))),
    );
    await step('unread, one of the first three having been read', () => expect(unread).toBe(50));
    const read = random.pick(notifications);
    await laptop.read([old[0]!.id, read.id]);
    await step('unread, after two were read that were there before, and one of the fifty', async () =>
      expect((await inboxOf(user, second)).unread).toBe(49),
    );
    const phone = await connect(first, user);
    await phone.untilCount(10);
    await step('unread for a device that is new', () =>
      expect(phone.unread).toEqual(idsOf(notifications.filter((one) => one !== read))),
    );
    await step('texts that came first to a device that is new', () =>
      expect(phone.texts.slice(0, 10)).toEqual(textsOf(notifications.slice(0, 10))),
    );
  });

  it('give no place to what has expired', async () => {
    const users = [aUser()];
    const report = await load(49, 6, (index) => publish({ users }, both[index % 2]));
    expect(report.errors).toEqual([]);
    await publish({ users, expiresInSeconds: 1 });
    // Nobody looks meanwhile: a look may clear away.
    await sleep(SECOND_IS_OVER_MS);
    const last = await publish({ users }, second);

    const { notifications } = await inboxOf(users[0]!);
    await step('ids in the inbox, sorted, when the last of fifty had expired and another was published', () =>
      expect(sorted(idsOf(notifications))).toEqual(sorted(idsOf([...report.values, last]))),
    );
  });

  it('end what has expired, and nothing else', async () => {
    const user = aUser();
    const users = [user];
    const lasting = await publish({ users });
    const short = await publish({ users, expiresInSeconds: 1 }, second);
    const long = await publish({ users, expiresInSeconds: 3600 });

    const kept = [lasting, long];
    await step('ids in the inbox, some time after the second of three expired', () =>
      eventually(
        async () => expect(idsOf((await inboxOf(user)).notifications)).toEqual(idsOf(kept)),
        EXPIRED_WITHIN_MS,
      ),
    );
    const { unread } = await inboxOf(user, second);
    await step('unread, after one of three has expired', () => expect(unread).toBe(2));
    const phone = await connect(second, user);
    const last = await publishLast(user, [phone]);
    await step('unread for a device that is new', () => expect(phone.unread).toEqual(idsOf(kept)));
    await step('texts for a device that is new', () => expect(phone.texts).toEqual(textsOf([...kept, last])));
    await step('the one that has expired is gone', () => expect(phone.ids).not.toContain(short.id));
  });
});
