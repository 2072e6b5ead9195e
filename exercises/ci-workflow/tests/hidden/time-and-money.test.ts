import { random, step } from '@touchstone/kit';
import { isCancelledBy, isInTheWayOf } from './concurrency.ts';
import { findTask } from './commands.ts';
import { pullRequest, pushTo, STRANGE } from './events.ts';
import { toText } from './expression-values.ts';
import { fillIn } from './expressions.ts';
import { play, type Leg, type PlayedStep } from './play.ts';
import { isAction } from './workflow.ts';

const MAX_MINUTES = 20;

/** When a leg is ended: by the limit of its job, or by those of all of its steps together. */
function minutesOf({ job, context }: Leg): number {
  const ofSteps = job.steps.reduce((sum, one) => sum + limitOf(one.fields['timeout-minutes'], context), 0);
  return Math.min(limitOf(job.fields['timeout-minutes'], context), ofSteps);
}

function limitOf(value: unknown, context: Leg['context']): number {
  const minutes = fillIn(value, context);
  return minutes === undefined || minutes === null ? Infinity : Number(minutes);
}

/** Legs of pull requests and of a push, all that there are. */
const allLegs = () => [pullRequest({ isFork: true }), pushTo('main')].flatMap((event) => play(event).legs);

const installs = ({ commands }: PlayedStep): boolean => commands.some((one) => findTask(one) === 'install');

/** Whether a step brings back what npm has downloaded, as long as the lock file is the same. */
function restoresDownloads({ step: one, context }: PlayedStep): boolean {
  if (isAction(one, 'actions/setup-node'))
    return toText(fillIn(one.with.cache, context)).toLowerCase() === 'npm';
  if (!isAction(one, 'actions/cache') && !isAction(one, 'actions/cache/restore')) return false;
  const paths = toText(one.with.path).split('\n');
  const key = toText(fillIn(one.with.key, context));
  const isDownloads = (path: string): boolean =>
    /npm|steps\.|env\./.test(path) && !path.includes('node_modules');
  return paths.some(isDownloads) && key.includes('hash of') && key.includes('package-lock.json');
}

describe('Time and money', () => {
  it('ends every job after 20 minutes at the latest', () => {
    const legs = allLegs();
    expect(legs.map(({ job }) => job.id)).not.toEqual([]);

    const late = legs.filter((leg) => !(minutesOf(leg) > 0 && minutesOf(leg) <= MAX_MINUTES));
    expect([...new Set(late.map(({ job }) => job.id))]).toEqual([]);
  });

  it('cancels the run of a pull request when a commit is added', () => {
    const number = random.integer(1, 900);
    const { legs } = play(pullRequest({ number, isFork: true }));
    expect(legs.map(({ job }) => job.id)).not.toEqual([]);

    const later = play(pullRequest({ number, isFork: true, action: 'synchronize' }));
    const going = legs.filter((leg) => !isCancelledBy(leg, later));
    expect([...new Set(going.map(({ job }) => job.id))]).toEqual([]);
  });

  it('leaves other pull requests alone', async () => {
    const number = random.integer(1, 900);
    const run = play(pullRequest({ number }));
    expect(run.legs.map(({ job }) => job.id)).not.toEqual([]);

    for (const [name, of] of [
      ['two pull requests at the same time', {}],
      ['two forks whose branches have the same name', { isFork: true, branch: `fix-${STRANGE}` }],
    ] as const) {
      await step(name, () => {
        const [one, other] = [number, number + 1].map((each) => play(pullRequest({ number: each, ...of })));
        expect(one && other && isInTheWayOf(one, other) ? 'in the way' : 'apart').toBe('apart');
      });
    }
  });

  it('keeps what npm has downloaded for as long as the lock file is the same', () => {
    const installing = allLegs().filter(({ steps }) => steps.some(installs));
    expect(installing.map(({ job }) => job.id)).not.toEqual([]);

    const without = installing.filter(
      ({ steps }) => !steps.slice(0, steps.findIndex(installs)).some(restoresDownloads),
    );
    expect([...new Set(without.map(({ job }) => job.id))]).toEqual([]);
  });
});
