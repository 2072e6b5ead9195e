import { eventually, load, random, step } from '@touchstone/kit';
import {
  aMoment,
  aRoom,
  aText,
  aTrack,
  both,
  connect,
  enter,
  enterToBeCut,
  first,
  framesOf,
  idsIn,
  join,
  joined,
  leave,
  left,
  PATIENCE_MS,
  presenceIn,
  publish,
  publishLast,
  type Published,
  second,
  sendJoin,
  sorted,
  textsIn,
  untilOneMoreCame,
  untilText,
  usersIn,
  whileRedisIsBusy,
} from './rescuers.ts';

const idsOf = (published: readonly Published[]): string[] => published.map(({ id }) => id);
const textsOf = (published: readonly Published[]): string[] => published.map(({ text }) => text);

describe('Messages', () => {
  it('reach everybody in the room once, from either instance, as they were written', async () => {
    const room = aRoom();
    const sockets = [
      await enter(first, room, 'anna'),
      await enter(second, room, 'ben'),
      await enter(second, room, 'carl'),
    ];
    const texts = [aText(), `${aText()}\n\t"Zum Gipfel" – {"höhe": 2962} \\ 👍🏽 `, ` 17 ${aText()}`, aText()];

    const sent: Published[] = [];
    for (const [index, text] of texts.entries()) sent.push(await publish(both[index % 2]!, room, text));
    sent.push(await publishLast(room, sockets));

    for (const [index, socket] of sockets.entries())
      await step(`what ${['anna', 'ben', 'carl'][index]} got, five messages being published`, () => {
        expect(textsIn(socket, room)).toEqual(textsOf(sent));
        expect(idsIn(socket, room)).toEqual(idsOf(sent));
      });
    await step('the different ones among five ids', () => expect(new Set(idsOf(sent)).size).toBe(5));
  });

  it('come in one order for all, also when both instances publish at the same moment', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');
    const ben = await enter(second, room, 'ben');

    const report = await load(60, 20, (index) => publish(both[index % 2]!, room));
    expect(report.errors).toEqual([]);
    const behind: Published[] = [];
    for (let index = 0; index < 4; index += 1) behind.push(await publish(both[index % 2]!, room));
    behind.push(await publishLast(room, [anna, ben]));

    await step('ids that anna got, sorted, of 60 published at the same moment on both instances', () =>
      expect(sorted(idsIn(anna, room).slice(0, 60))).toEqual(sorted(idsOf(report.values))),
    );
    await step('ids that anna got behind them, of five that were published one after the other', () =>
      expect(idsIn(anna, room).slice(60)).toEqual(idsOf(behind)),
    );
    await step('ids that ben got on the other instance, compared with those of anna', () =>
      expect(idsIn(ben, room)).toEqual(idsIn(anna, room)),
    );
  });

  it('stay in their room, and come no more to who has left it', async () => {
    const valley = aRoom();
    const ridge = `${valley}-1`;
    const anna = await enter(first, valley, 'anna');
    const ben = await enter(first, ridge, 'ben');
    const carl = await enter(first, valley, 'carl');
    await join(carl, ridge);

    const atBoth = [await publish(second, valley), await publish(first, ridge)];
    await untilText(carl, ridge, atBoth[1]!.text);
    await leave(carl, ridge);
    const last = { valley: await publish(first, valley), ridge: await publish(second, ridge) };
    await untilText(ben, ridge, last.ridge.text);
    const marker = await publishLast(valley, [anna, carl]);

    const textsOfAll = (socket: Awaited<ReturnType<typeof enter>>) =>
      framesOf(socket).flatMap((frame) => (frame.type === 'message' ? [frame.text] : []));
    await step(`texts for anna, who is in ${valley} only`, () =>
      expect(textsOfAll(anna)).toEqual(textsOf([atBoth[0]!, last.valley, marker])),
    );
    await step(`texts for ben, who is in ${ridge} only`, () =>
      expect(textsOfAll(ben)).toEqual(textsOf([atBoth[1]!, last.ridge])),
    );
    await step(`texts of ${ridge} for carl, who left it after the first`, () =>
      expect(textsIn(carl, ridge)).toEqual([atBoth[1]!.text]),
    );
    await step(`texts of ${valley} for carl`, () =>
      expect(textsIn(carl, valley)).toEqual(textsOf([atBoth[0]!, last.valley, marker])),
    );
  });
});

describe('Coming back', () => {
  it('brings what was missed behind the last id, on either instance, and nothing without one', async () => {
    const room = aRoom();
    const before = await enter(first, room, 'anna');
    const seen = await publish(first, room);
    await untilText(before, room, seen.text);
    await before.close();
    const missed = [await publish(second, room), await publish(first, room), await publish(second, room)];

    const [here, there] = [await connect(first, 'anna'), await connect(second, 'anna')];
    await step('gap in the answers on both instances', async () =>
      expect([(await join(here, room, seen.id)).gap, (await join(there, room, seen.id)).gap]).toEqual([
        false,
        false,
      ]),
    );
    const uptodate = await enter(second, room, 'ben', missed[2]!.id);
    const fresh = await enter(second, room, 'carl');
    const last = await publishLast(room, [here, there, uptodate, fresh]);

    for (const [where, socket] of Object.entries({ 'the same instance': here, 'the other instance': there }))
      await step(`texts on ${where}: three that were missed, one that is new`, () =>
        expect(textsIn(socket, room)).toEqual(textsOf([...missed, last])),
      );
    await step('texts for who has seen the last one', () =>
      expect(textsIn(uptodate, room)).toEqual([last.text]),
    );
    await step('texts for who comes without an id', () => expect(textsIn(fresh, room)).toEqual([last.text]));
  });

  it('tells of a gap, and brings all that is kept, when the id is not known', async () => {
    const room = aRoom();
    const kept = [await publish(first, room), await publish(second, room), await publish(first, room)];

    const unknown = [`never-${random.word()}`, '', '$'];
    for (const [index, after] of unknown.entries()) {
      const socket = await connect(both[index % 2]!, 'anna');
      await step(`after: ${JSON.stringify(after)}`, async () => {
        expect(await join(socket, room, after)).toMatchObject({ gap: true });
        await untilText(socket, room, kept[2]!.text);
        expect(textsIn(socket, room)).toEqual(textsOf(kept));
      });
    }
  });

  it('reaches back a hundred messages', async () => {
    const room = aRoom();
    const sent: Published[] = [];
    for (let index = 0; index < 105; index += 1) sent.push(await publish(both[index % 2]!, room));

    const late = await connect(second, 'anna');
    await step('after the second of 105', async () => {
      expect(await join(late, room, sent[1]!.id)).toMatchObject({ gap: true });
      await untilText(late, room, sent[104]!.text);
      expect(textsIn(late, room)).toEqual(textsOf(sent.slice(5)));
    });
    const early = await connect(first, 'ben');
    await step('after the tenth of 105', async () => {
      expect(await join(early, room, sent[9]!.id)).toMatchObject({ gap: false });
      await untilText(early, room, sent[104]!.text);
      expect(textsIn(early, room)).toEqual(textsOf(sent.slice(10)));
    });
  });

  it('brings what is published meanwhile behind what was missed, once', async () => {
    for (let round = 1; round <= 6; round += 1) {
      const room = aRoom();
      const anna = await enter(first, room, 'anna');
      const ben = await enter(second, room, 'ben');
      const seen = await publish(first, room);
      const missed = await publish(second, room);
      const late = await connect(second, 'carl');

      const meanwhile: Promise<Published>[] = [];
      const publishSome = () => {
        for (let index = 0; index < 3; index += 1) meanwhile.push(publish(first, room));
      };
      await whileRedisIsBusy(async () => {
        publishSome();
        await aMoment();
        await sendJoin(late, room, seen.id);
        await aMoment();
        publishSome();
      });
      await joined(late, room);
      const sent = await Promise.all(meanwhile);
      const last = await publishLast(room, [anna, ben, late]);

      const inOrder = idsIn(anna, room).slice(1);
      await step('ids that anna got, who was there all the time', () =>
        expect(sorted(inOrder)).toEqual(sorted(idsOf([missed, ...sent, last]))),
      );
      await step(
        `ids that carl got, who came back while six messages were being published (round ${round}): as anna`,
        () => expect(idsIn(late, room)).toEqual(inOrder),
      );
    }
  });
});

describe('Presence', () => {
  it('is told to the others in the room, and listed on both instances', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');
    const elsewhere = await enter(first, `${room}-1`, 'dora');

    const ben = await connect(second, 'ben');
    const { users } = await join(ben, room);
    await step('users in the answer to ben', () => expect(sorted(users)).toEqual(['anna', 'ben']));
    for (const instance of both)
      await step(`users on instance ${instance.index}`, async () =>
        expect(await usersIn(instance, room)).toEqual(['anna', 'ben']),
      );
    await leave(ben, room);
    for (const instance of both)
      await step(`users on instance ${instance.index} after ben has left`, async () =>
        expect(await usersIn(instance, room)).toEqual(['anna']),
      );
    const zoe = await untilOneMoreCame(anna, room);

    await step('what anna was told: who came (+) and went (-)', () =>
      expect(presenceIn(anna, room)).toEqual(['+ben', '-ben', zoe]),
    );
    await step('what dora was told, who is in another room', () =>
      expect(framesOf(elsewhere).filter(({ type }) => type === 'presence')).toEqual([]),
    );
    await step('what ben was told of himself', () =>
      expect(presenceIn(ben, room).filter((told) => told.endsWith('ben'))).toEqual([]),
    );
  });

  it('counts the first and the last connection of a user, on whichever instance', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');

    const tablet = await enter(first, room, 'ben');
    const laptop = await enter(second, room, 'ben');
    const cutPhone = await enterToBeCut(second, room, 'ben');
    await step('users, ben being there with three devices', async () =>
      expect(await usersIn(first, room)).toEqual(['anna', 'ben']),
    );
    await leave(tablet, room);
    await laptop.close();
    const zoe = await untilOneMoreCame(anna, room);
    await step('what anna was told after ben came with three devices and left with two', () =>
      expect(presenceIn(anna, room)).toEqual(['+ben', zoe]),
    );
    await step('users', async () => expect(await usersIn(first, room)).toContain('ben'));

    await cutPhone();
    await step('what anna was told after the last connection of ben was cut', () =>
      eventually(() => expect(presenceIn(anna, room)).toEqual(['+ben', zoe, '-ben']), PATIENCE_MS),
    );
    await step('users', async () => expect(await usersIn(second, room)).not.toContain('ben'));
  });

  it('is told once when two connections of a user come or go at the same moment', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');
    const carl = await enter(second, room, 'carl');
    await step('users before', async () => expect(await usersIn(first, room)).toEqual(['anna', 'carl']));
    const devices = [await connect(first, 'ben'), await connect(second, 'ben')];

    const rounds = 2;
    for (let round = 0; round < rounds; round += 1) {
      await whileRedisIsBusy(async () => {
        for (const device of devices) await sendJoin(device, room);
        await aMoment();
      });
      for (const device of devices) await joined(device, room);
      await whileRedisIsBusy(async () => {
        for (const device of devices) await device.sendJson({ type: 'leave', room });
        await aMoment();
      });
      for (const device of devices) await left(device, room);
    }
    const zoe = await untilOneMoreCame(anna, room);
    const told = [...Array.from({ length: rounds }, () => ['+ben', '-ben']).flat(), zoe];
    const heardBy = (socket: typeof anna) =>
      presenceIn(socket, room).filter((heard) => !['+anna', '+carl'].includes(heard));

    await step(`what anna was told: ben came and went ${rounds} times, on both instances at once`, () =>
      expect(heardBy(anna)).toEqual(told),
    );
    await step('what carl was told on the other instance', () =>
      eventually(() => expect(heardBy(carl)).toEqual(told), PATIENCE_MS),
    );
  });

  it('ends for who was on an instance that is killed', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');
    await enter(second, room, 'ben');
    await enter(second, room, 'carl');
    await enter(first, room, 'carl');
    await step('users before', async () =>
      expect(await usersIn(first, room)).toEqual(['anna', 'ben', 'carl']),
    );
    const zoe = await untilOneMoreCame(anna, room, 'zoe');
    await step('what anna was told before', () =>
      expect(presenceIn(anna, room)).toEqual(['+ben', '+carl', zoe]),
    );

    await second.kill();

    await step('what anna was told after the instance was killed that ben was on, and carl on both', () =>
      eventually(() => expect(presenceIn(anna, room)).toEqual(['+ben', '+carl', zoe, '-ben']), 10_000),
    );
    await step('users', async () => expect(await usersIn(first, room)).toEqual(['anna', 'carl', 'zoe']));
  });
});

describe('Slow readers', () => {
  it('hold nobody up, and are closed with 4008 in the end', async () => {
    const room = aRoom();
    const fast = await enter(first, room, 'anna');
    const slow = await enter(first, room, 'ben');
    slow.pauseReading();

    // 13 MB: more than the buffers of the network and 1 MiB. No more at once than may wait for who reads.
    const sent: Published[] = [];
    for (let count = 4; count <= 96; count += 4) {
      const batch = await Promise.all(
        both.flatMap((at) => [publish(at, room, aTrack()), publish(at, room, aTrack())]),
      );
      sent.push(...batch);
      await step(`the next messages for who reads, up to ${count} of 96`, () =>
        fast.until(() => idsIn(fast, room).length >= count, PATIENCE_MS),
      );
    }

    await step('ids, sorted, for who reads', () =>
      expect(sorted(idsIn(fast, room))).toEqual(sorted(idsOf(sent))),
    );
    await step('users, after ben left 13 MB unread', () =>
      eventually(async () => expect(await usersIn(first, room)).toEqual(['anna']), PATIENCE_MS),
    );
    slow.resumeReading();
    const { code } = await slow.untilClosed(8000);
    await step('the code that closed the connection of who did not read', () => expect(code).toBe(4008));
    const came = idsIn(slow, room);
    await step('what came before that, compared with the first messages', () =>
      expect(came).toEqual(idsIn(fast, room).slice(0, came.length)),
    );
  });

  it('are left alone while they catch up, however much they have missed', async () => {
    const room = aRoom();
    const seen = await publish(first, room);
    const report = await load(95, 4, (index) => publish(both[index % 2]!, room, aTrack()));
    expect(report.errors).toEqual([]);

    const slow = await connect(second, 'ben');
    slow.pauseReading();
    await sendJoin(slow, room, seen.id);
    await step('users', () =>
      eventually(async () => expect(await usersIn(first, room)).toEqual(['ben']), PATIENCE_MS),
    );
    const meanwhile: Published[] = [];
    for (let index = 0; index < 5; index += 1) meanwhile.push(await publish(both[index % 2]!, room));
    slow.resumeReading();
    await untilText(slow, room, meanwhile[4]!.text, 8000);

    await step('how the connection was closed that caught up with 13 MB', () =>
      expect(slow.closed).toBeNull(),
    );
    await step('ids, sorted, of 95 messages that were missed', () =>
      expect(sorted(idsIn(slow, room).slice(0, 95))).toEqual(sorted(idsOf(report.values))),
    );
    await step('texts behind them, of five that were published meanwhile', () =>
      expect(textsIn(slow, room).slice(95)).toEqual(textsOf(meanwhile)),
    );
  });
});

describe('Frames', () => {
  it('that are wrong are answered with an error, and change nothing', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');
    const ben = await connect(first, 'ben');
    const wrong: [string, string | Uint8Array][] = [
      ['half a JSON object', '{"type":"join","ro'],
      ['a text that is no JSON', 'join'],
      ['a JSON list', '[]'],
      ['null', 'null'],
      ['an unknown type', JSON.stringify({ type: 'shout', room })],
      ['no type', JSON.stringify({ room })],
      ['no room', JSON.stringify({ type: 'join' })],
      ['a room that is a number', JSON.stringify({ type: 'join', room: 17 })],
      ['a room with a space', JSON.stringify({ type: 'join', room: 'a room' })],
      ['a room of 41 characters', JSON.stringify({ type: 'join', room: 'x'.repeat(41) })],
      ['an after that is a number', JSON.stringify({ type: 'join', room, after: 17 })],
      ['leaving a room that it is not in', JSON.stringify({ type: 'leave', room })],
      ['a binary frame', Buffer.from(JSON.stringify({ type: 'join', room }))],
    ];

    for (const [name, frame] of wrong)
      await step(name, async () => {
        await ben.send(frame);
        expect((await ben.next(PATIENCE_MS)).json).toMatchObject({
          type: 'error',
          error: expect.any(String),
        });
      });
    await join(ben, room);
    await step('joining a room that it is in', async () => {
      await sendJoin(ben, room);
      const isError = ({ json }: { json: unknown }) => (json as { type?: unknown }).type === 'error';
      await ben.until(isError, PATIENCE_MS);
    });
    await leave(ben, room);
    await ben.close();
    const zoe = await untilOneMoreCame(anna, room);

    await step('what anna was told meanwhile', () =>
      expect(presenceIn(anna, room)).toEqual(['+ben', '-ben', zoe]),
    );
  });

  it('of more than 4 KiB close their connection with 1009, and no other', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');
    const ben = await connect(first, 'ben');
    const aFrameOf = (bytes: number) => JSON.stringify({ type: 'join', room }).padEnd(bytes, ' ');

    await ben.send(aFrameOf(4000));
    await joined(ben, room);
    await ben.send(aFrameOf(6000));

    const { code } = await ben.untilClosed(PATIENCE_MS);
    await step('the code that closed the connection', () => expect(code).toBe(1009));
    await step('users, after ben was closed', () =>
      eventually(async () => expect(await usersIn(first, room)).toEqual(['anna']), PATIENCE_MS),
    );
    const last = await publishLast(room, [anna]);
    await step('texts for anna', () => expect(textsIn(anna, room)).toEqual([last.text]));
    await step('what anna was told of ben', () =>
      eventually(() => expect(presenceIn(anna, room)).toEqual(['+ben', '-ben']), PATIENCE_MS),
    );
  });
});
