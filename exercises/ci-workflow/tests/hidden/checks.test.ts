import { step } from '@touchstone/kit';
import { pullRequest, pushTo, type Event } from './events.ts';
import { fillIn } from './expressions.ts';
import { listGaps } from './list-gaps.ts';
import { findNodeVersion } from './node-version.ts';
import { listDone, play, type DoneTask, type Leg } from './play.ts';
import { findDatabase, readAddress } from './services.ts';
import { toFields } from './workflow.ts';

const EVENTS: readonly [string, () => Event][] = [
  ['a pull request', () => pullRequest({ isFork: true })],
  ['a push to main', () => pushTo('main')],
];

async function forEachEvent(check: (event: Event) => void | Promise<void>): Promise<void> {
  for (const [name, make] of EVENTS) await step(name, () => check(make()));
}

const versionOf = ({ leg, played }: DoneTask): number | null => findNodeVersion(leg, played);

function listVersions(tests: readonly DoneTask[]): (number | null)[] {
  return [...new Set(tests.map(versionOf))].sort();
}

/** The name of a job, with its combination. */
const nameOf = ({ job, matrix }: Leg): string =>
  Object.keys(matrix).length === 0 ? job.id : `${job.id} ${JSON.stringify(matrix)}`;

/** The tests of a run, of which there must be some. */
function testsOf(event: Event): DoneTask[] {
  const tests = listDone(play(event), 'test');
  expect(tests.map(({ command }) => command.text)).not.toEqual([]);
  return tests;
}

describe('Checks', () => {
  it('gives every command what it needs, in its own job', () =>
    forEachEvent((event) => {
      const run = play(event);
      expect(listDone(run, 'lint').length).toBeGreaterThan(0);
      expect(listDone(run, 'test').length).toBeGreaterThan(0);

      expect(listGaps(run, 'lint', 'test', 'title', 'install', 'build')).toEqual([]);
    }));

  it('tests on Node.js 22 and on Node.js 24', () =>
    forEachEvent((event) => {
      expect(listVersions(testsOf(event))).toEqual([22, 24]);
    }));

  it('finishes the tests on one version when they fail on the other', async () => {
    for (const [broken, other] of [
      [22, 24],
      [24, 22],
    ]) {
      await step(`npm test fails on Node.js ${broken}`, () => {
        const run = play(pullRequest(), (task, leg) => task === 'test' && findNodeVersion(leg) === broken);
        const tests = listDone(run, 'test');

        expect(listVersions(tests)).toContain(other);
        const inMatrix = tests.filter(({ leg }) =>
          tests.some((one) => one.leg !== leg && one.leg.job === leg.job),
        );
        const stopped = inMatrix.filter(({ leg }) => {
          const failFast = fillIn(toFields(leg.job.fields.strategy)['fail-fast'], leg.context);
          return failFast !== false && failFast !== 'false';
        });
        expect(stopped.map(({ leg }) => `${nameOf(leg)} is cancelled when another one fails`)).toEqual([]);
      });
    }
  });

  it('gives the tests a PostgreSQL of a fixed version, in a service container', () =>
    forEachEvent((event) => {
      for (const { leg } of testsOf(event)) {
        const image = String(fillIn(findDatabase(leg.job)?.image, leg.context));
        expect(image).toMatch(/postg[^:@]*(?::\d|@sha256:)/i);
      }
    }));

  it('begins the tests when the database is ready', () =>
    forEachEvent((event) => {
      for (const { leg, played } of testsOf(event)) {
        const options = String(fillIn(findDatabase(leg.job)?.options ?? '', leg.context));
        const scripts = leg.steps
          .slice(0, leg.steps.indexOf(played) + 1)
          .map(({ step: { run } }) => run ?? '');
        const waits =
          options.includes('--health-cmd') || scripts.some((script) => script.includes('pg_isready'));

        expect(waits ? 'waits' : `${nameOf(leg)} begins while its database may still be starting`).toBe(
          'waits',
        );
      }
    }));

  it('tells the tests where their database is', () =>
    forEachEvent((event) => {
      for (const { leg, played } of testsOf(event)) {
        const { port = null, env = {} } = findDatabase(leg.job) ?? {};
        const filled = Object.entries(env).map(
          ([name, value]) => [name, fillIn(value, leg.context)] as const,
        );
        const { POSTGRES_USER: user = 'postgres', ...more } = Object.fromEntries(filled);
        const isTrusted = more.POSTGRES_HOST_AUTH_METHOD === 'trust';
        const expected = {
          host: 'localhost',
          port,
          user: String(user),
          password: isTrusted ? (expect.any(String) as unknown) : String(more.POSTGRES_PASSWORD),
          database: String(more.POSTGRES_DB ?? user),
        };

        expect(readAddress(String(played.env.DATABASE_URL))).toEqual(expected);
      }
    }));

  it('fails when a check fails', async () => {
    for (const task of ['lint', 'test', 'title'] as const) {
      await step(`${task} fails on a pull request`, () => {
        expect(play(pullRequest(), (one) => one === task)).toMatchObject({ hasFailed: true });
      });
    }
    for (const task of ['lint', 'test'] as const) {
      await step(`${task} fails on a push to main`, () => {
        expect(play(pushTo('main'), (one) => one === task)).toMatchObject({ hasFailed: true });
      });
    }
  });

  it('checks the title of a pull request, and of nothing else', async () => {
    await step('a pull request from a fork', () => {
      expect(
        listDone(play(pullRequest({ isFork: true })), 'title').map(({ leg }) => leg.job.id),
      ).toHaveLength(1);
    });
    await step('a push to main', () => {
      expect(listDone(play(pushTo('main')), 'title').map(({ leg }) => leg.job.id)).toEqual([]);
    });
  });

  it('hands the title over as one argument', () => {
    const event = pullRequest({ isFork: true });
    const titles = listDone(play(event), 'title');
    expect(titles).not.toEqual([]);

    for (const { played, command } of titles) {
      const words = command.text
        .slice(command.text.indexOf('check-title.sh') + 'check-title.sh'.length)
        .trim();
      const isOne = /^(?:-- )?"[^"]*\$[^"]*"|^(?:-- )?"\$\(.*\)"$/.test(words);
      expect(isOne ? 'one argument' : `${command.text}: no variable in double quotes`).toBe('one argument');
      const variable = /^(?:-- )?"\$\{?(\w+)/.exec(words)?.[1] ?? '';
      const script = played.step.run ?? '';
      const isRead = script.includes('.pull_request.title') && script.includes('GITHUB_EVENT_PATH');
      const value = isRead ? titleOf(event) : played.env[variable];
      expect(value).toBe(titleOf(event));
    }
  });
});

function titleOf({ github }: Event): unknown {
  const payload = toFields(github.event);
  return toFields(payload.pull_request).title;
}
