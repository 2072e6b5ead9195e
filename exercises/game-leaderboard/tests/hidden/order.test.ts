import { random, services, subjects, type SubjectInstance } from '@touchstone/kit';
import { aResult, aWeek, expectBoard, report, type Entry } from './game.ts';

beforeEach(() => services.redis.reset());

/** In the order in which they reach their points. Neither the alphabet nor its reverse gives this order, nor that of any few of them. */
const aRow = () => ['b', 'c', 'd', 'e', 'f', 'a'].map((letter) => `${letter}-${random.word()}`);

/** No two clocks or counters, one in each instance, give the order in which these are asked. */
const TURNS = [0, 0, 1, 1, 0, 1] as const;

/** Large enough to leave little room beside them in one number. */
const muchPoints = () => random.integer(600_000, 1_000_000);

/** So many that a number which holds the best of one result has no room for their sum. */
const RESULTS = 20;

async function reportInTurn(
  week: string,
  players: readonly string[],
  points: (index: number) => number,
): Promise<void> {
  for (const [index, player] of players.entries()) {
    const instance = subjects[TURNS[index] ?? 0] as SubjectInstance;
    await report(aResult({ week, player, points: points(index) }), instance);
  }
}

const inRow = (players: readonly string[], points: number): Entry[] =>
  players.map((player, index) => ({ rank: index + 1, player, points }));

describe('Order', () => {
  it('puts who reached the same best first higher', async () => {
    const [week, row, points] = [aWeek(), aRow(), muchPoints()];
    await reportInTurn(week, row.toReversed(), () => random.integer(1, 500_000));

    await reportInTurn(week, row, () => points);

    await expectBoard(
      'after six players reached the same best one after the other',
      week,
      'best',
      inRow(row, points),
    );
  });

  it('changes nothing when somebody has the same best once more', async () => {
    const [week, row, points] = [aWeek(), aRow(), muchPoints()];
    await reportInTurn(week, row, () => points);

    await reportInTurn(week, [row[0], row[2], row[1]] as string[], () => points);
    await reportInTurn(week, [row[0]] as string[], () => random.integer(1, 500_000));

    await expectBoard('after three of six players had the same best again', week, 'best', inRow(row, points));
  });

  it('puts who reached the same total first higher', async () => {
    const [week, row, total] = [aWeek(), aRow(), muchPoints()];
    const before = row.map(() => random.integer(1, 500_000));
    await reportInTurn(week, row.toReversed(), (index) => before.toReversed()[index] ?? 0);

    await reportInTurn(week, row, (index) => total - (before[index] ?? 0));

    await expectBoard(
      'after six players reached the same total one after the other',
      week,
      'total',
      inRow(row, total),
    );
  });

  it('puts who reached the same large total first higher', async () => {
    const [week, row, points] = [aWeek(), aRow(), muchPoints()];
    for (let result = 1; result < RESULTS; result += 1)
      await reportInTurn(week, row.toReversed(), () => points);

    await reportInTurn(week, row, () => points);

    await expectBoard(
      `after six players reached the same total with ${RESULTS} results each`,
      week,
      'total',
      inRow(row, RESULTS * points),
    );
  });
});
