import { load, random, services, step, subjects } from '@touchstone/kit';
import {
  aPlayer,
  aResult,
  aWeek,
  expectPoints,
  inStep,
  send,
  sendAgainAfter503,
  type Result,
} from './game.ts';

beforeEach(() => services.redis.reset());

const PAIRS = 3;
const BURST = 20;

describe('At the same moment', () => {
  it('counts every result of one player', async () => {
    const [week, player] = [aWeek(), aPlayer()];
    const results: Result[] = [];
    const next = () => {
      const result = aResult({ week, player });
      results.push(result);
      return result;
    };
    const points = () => {
      const all = results.map((result) => result.points);
      return { best: Math.max(...all), total: all.reduce((sum, of) => sum + of, 0) };
    };

    for (let pair = 1; pair <= PAIRS; pair += 1) {
      const two = [next(), next()] as const;
      const answers = await inStep((instance) => send(two[instance.index], instance));
      for (const [index, answer] of answers.entries()) await sendAgainAfter503(answer, two[index]!);
      await expectPoints(
        `after ${pair} × two results of a player at the same moment`,
        { week, player },
        points(),
      );
    }

    const burst = Array.from({ length: BURST }, next);
    const report = await load(BURST, BURST, (index) => send(burst[index], subjects[index % 2]));
    await step(`${BURST} results of a player at once`, () => expect(report.errors).toEqual([]));
    for (const [index, answer] of report.values.entries()) await sendAgainAfter503(answer, burst[index]!);
    await expectPoints(`after ${BURST} more results of the player at once`, { week, player }, points());
  });

  it('counts one of two copies of a result', async () => {
    const [week, player] = [aWeek(), aPlayer()];
    let [best, total] = [0, 0];
    for (let pair = 1; pair <= PAIRS; pair += 1) {
      const result = aResult({ week, player, points: random.integer(1, 1000) });
      best = Math.max(best, result.points);
      total += result.points;

      const answers = await inStep((instance) => send(result, instance));

      await step('answers 201 to two copies of a result, one sent to each instance at the same moment', () =>
        expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1),
      );
      for (const answer of answers) await sendAgainAfter503(answer, result);
      await expectPoints(`after ${pair} × two copies of a result`, { week, player }, { best, total });
    }
  });
});
