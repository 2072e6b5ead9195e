import { random, services, step, subjects } from '@touchstone/kit';
import {
  aPlayer,
  aResult,
  aWeek,
  expectBoard,
  expectPoints,
  first,
  ranked,
  report,
  second,
  send,
  somePlayers,
} from './game.ts';

beforeEach(() => services.redis.reset());

describe('Results', () => {
  it('show at once on both boards, at both instances', async () => {
    const week = aWeek();
    const players = somePlayers(4);
    const [best, total] = [new Map<string, number>(), new Map<string, number>()];
    for (let round = 1; round <= 3; round += 1) {
      for (const player of random.shuffle(players)) {
        const result = aResult({ week, player });
        await report(result, random.pick(subjects));
        best.set(player, Math.max(best.get(player) ?? 0, result.points));
        total.set(player, (total.get(player) ?? 0) + result.points);
      }

      const what = `after ${round} ${round === 1 ? 'result' : 'results'} of each player`;
      await expectBoard(what, week, 'best', ranked(best));
      await expectBoard(what, week, 'total', ranked(total));
    }
  });

  it('count in the week that they name, in whatever order the weeks come', async () => {
    const [year, number] = [random.integer(2031, 2089), random.integer(11, 50)];
    const [newer, older, empty] = [`${year}-W${number}`, `${year}-W${number - 1}`, `${year}-W${number + 1}`];
    const player = aPlayer();
    const results = [newer, older, newer].map((week) => aResult({ week, player }));
    for (const result of results) await report(result);

    const [one, two, three] = results.map(({ points }) => points) as [number, number, number];
    await expectBoard('of the newer week', newer, 'total', [{ rank: 1, player, points: one + three }]);
    await expectBoard('of the newer week', newer, 'best', [
      { rank: 1, player, points: Math.max(one, three) },
    ]);
    await expectBoard('of the older week', older, 'total', [{ rank: 1, player, points: two }]);
    await expectBoard('of a week without results', empty, 'best', []);
  });

  it('count once when they are sent again', async () => {
    const week = aWeek();
    const player = aPlayer();
    const results = [aResult({ week, player }), aResult({ week, player })] as const;
    for (const result of results) await report(result, first);

    for (const [instance, result] of [
      [second, results[0]],
      [first, results[1]],
      [second, results[1]],
    ] as const) {
      const answer = await send(result, instance);
      await step(`a result of instance 0 sent again to instance ${instance.index}`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveJson({ counted: false });
      });
    }

    const elsewhere = { ...results[0], week: aWeek() };
    const answer = await send(elsewhere, second);
    await step(`the id of a result of ${week}, sent again with the week ${elsewhere.week}`, () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ counted: false });
    });

    const points = results.map((result) => result.points);
    await expectPoints(
      'of two results, each sent two or three times',
      { week, player },
      { best: Math.max(...points), total: points[0]! + points[1]! },
    );
  });

  it('are refused when they are none, and their ids remain unused', async () => {
    const week = aWeek();
    const good = aResult({ week });
    const { id: _id, ...withoutId } = good;
    const wrong: unknown[] = [
      withoutId,
      [good],
      { ...good, id: `${good.id}:1` },
      { ...good, id: 'a'.repeat(65) },
      { ...good, id: 7 },
      { ...good, player: '' },
      { ...good, player: 'a'.repeat(33) },
      { ...good, player: 'Zoë' },
      { ...good, week: `${week} ` },
      { ...good, week: '2031-W00' },
      { ...good, week: '2031-W54' },
      { ...good, week: '2031-07' },
      { ...good, points: 0 },
      { ...good, points: 1_000_001 },
      { ...good, points: 12.5 },
      { ...good, points: String(good.points) },
      { ...good, points: true },
    ];

    for (const json of wrong) {
      const answer = await send(json);
      await step(`POST /results with ${JSON.stringify(json)}`, () => {
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    await expectBoard('after nothing but refused results', week, 'total', []);
    await report(good);
  });
});
