import { random, step } from '@touchstone/kit';
import { canCollide, isCancelledBy } from './concurrency.ts';
import { pullRequest, pushOfTag, pushTo, TOKEN } from './events.ts';
import { listGaps } from './list-gaps.ts';
import { findNodeVersion } from './node-version.ts';
import { listDone, listTasks, play, type DoneTask, type Leg } from './play.ts';
import type { Task } from './commands.ts';

/** What deploys after a push to main, of which there must be something. */
function deploymentsOf(run = play(pushTo('main'))): DoneTask[] {
  const deployments = listDone(run, 'deploy');
  expect(deployments.map(({ command }) => command.text)).toHaveLength(1);
  return deployments;
}

const BROKEN: readonly [string, (task: Task, leg: Leg) => boolean][] = [
  ['npm run lint fails', (task) => task === 'lint'],
  ['npm test fails on Node.js 22', (task, leg) => task === 'test' && findNodeVersion(leg) === 22],
  ['npm test fails on Node.js 24', (task, leg) => task === 'test' && findNodeVersion(leg) === 24],
];

describe('Deployment', () => {
  it('deploys nothing that has failed a check', async () => {
    deploymentsOf();

    for (const [name, breaks] of BROKEN) {
      await step(name, () => {
        expect(listTasks(play(pushTo('main'), breaks))).not.toContain('deploy');
      });
    }
  });

  it('deploys no pull request, whatever started it', async () => {
    deploymentsOf();

    for (const event of ['pull_request', 'pull_request_target'] as const) {
      for (const isFork of [true, false]) {
        await step(`${event} from ${isFork ? 'a fork' : 'the repository'}`, () => {
          expect(listTasks(play(pullRequest({ event, isFork })))).not.toContain('deploy');
        });
      }
    }
  });

  it('deploys no other branch and no tag', async () => {
    deploymentsOf();

    for (const event of [
      pushTo(random.word()),
      pushTo('release/main'),
      pushOfTag('v1.0.0'),
      pushOfTag('main'),
    ]) {
      await step(`push of ${String(event.github.ref)}`, () => {
        expect(listTasks(play(event))).not.toContain('deploy');
      });
    }
  });

  it('deploys what it has built from these sources', () => {
    const run = play(pushTo('main'));
    deploymentsOf(run);

    expect(listGaps(run, 'deploy', 'build')).toEqual([]);
  });

  it('never runs two deployments at once', () => {
    const [first, second] = [pushTo('main'), pushTo('main')];
    const [one] = deploymentsOf(play(first));
    const [other] = deploymentsOf(play(second));

    const together = canCollide(one?.leg, other?.leg) ? 'may run while another one does' : 'waits';
    expect(`a deployment ${together}`).toBe('a deployment waits');
  });

  it('cancels no deployment that has begun', async () => {
    const [deployment] = deploymentsOf();

    for (const [name, event] of [
      ['another push to main', pushTo('main')],
      ['a pull request', pullRequest()],
    ] as const) {
      await step(`${name} while a deployment runs`, () => {
        expect(isCancelledBy(deployment?.leg, play(event)) ? 'cancelled' : 'goes on').toBe('goes on');
      });
    }
  });

  it('gives the step that deploys its secret', () => {
    const [deployment] = deploymentsOf();

    expect(deployment?.played.env.DEPLOY_TOKEN).toBe(TOKEN);
  });
});
