import { services, sleep, step } from '@touchstone/kit';
import {
  aLetter,
  expectItSends,
  first,
  giveTimeFor,
  holdAnswers,
  post,
  second,
  total,
  untilJob,
} from './shop.ts';

const HANDS = 8;
/** Both are over long before the first attempt is. */
const TAKE_MS = 1000;
const MISHAP_MS = 250;

describe('At work', () => {
  beforeEach(expectItSends);

  it('has four attempts in hand on each instance, and never more', async () => {
    const letters = Array.from({ length: 12 }, aLetter);
    const answers = holdAnswers(letters);

    const ids = await Promise.all(
      letters.map((letter, index) => post(letter, {}, index % 2 ? first : second)),
    );
    await giveTimeFor(() => total(letters) >= HANDS, TAKE_MS);
    await giveTimeFor(() => total(letters) > HANDS, MISHAP_MS);
    const inHand = total(letters);
    answers.release();

    await step('attempts that two instances have in hand at a time, of 12 jobs', () =>
      expect(inHand).toBe(HANDS),
    );
    for (const id of ids) await untilJob(id, { state: 'done' });
  });

  it('is calm when there is nothing to do', async () => {
    const id = await post(aLetter());
    await untilJob(id, { state: 'done' });

    const [before, startedAt] = [await countCommands(), performance.now()];
    await sleep(500);
    const [after, endedAt] = [await countCommands(), performance.now()];

    const perSecond = Math.round((1000 * (after - before)) / (endedAt - startedAt));
    await step('commands a second that Redis gets from two instances without work', () =>
      expect(perSecond).toBeLessThanOrEqual(2 * 200),
    );
  });
});

async function countCommands(): Promise<number> {
  const stats = String(await services.redis.command('INFO', 'stats'));
  return Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]);
}
