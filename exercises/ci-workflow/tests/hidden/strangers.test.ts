import { step } from '@touchstone/kit';
import { toText } from './expression-values.ts';
import { fillIn } from './expressions.ts';
import { pullRequest, pushTo, STRANGE, TOKEN } from './events.ts';
import { findTask } from './commands.ts';
import { listDone, listTasks, play, type PlayedStep, type Run } from './play.ts';
import { isAction, isFields, readWorkflow, toFields, type Job } from './workflow.ts';

const ACTIONS = ['opened', 'reopened', 'synchronize', 'edited'];

/** Every way in which a stranger can start something. */
const pullRequests = () =>
  (['pull_request', 'pull_request_target'] as const).flatMap((event) =>
    ACTIONS.flatMap((action) => [false, true].map((isFork) => pullRequest({ event, action, isFork }))),
  );

/** Values of a part of the workflow with its expressions filled in, as one text. */
const textOf = (value: unknown, context: PlayedStep['context']): string =>
  typeof value === 'object' && value !== null
    ? Object.values(value)
        .map((part) => textOf(part, context))
        .join('\n')
    : toText(fillIn(value, context));

/** Where the secret can be seen in a run, step by step. */
function listViews({ legs }: Run): { played: PlayedStep; place: string }[] {
  return legs.flatMap(({ job, steps }) =>
    steps.flatMap((played) => {
      const { step: one, env, context } = played;
      const seen = {
        env,
        with: one.with,
        run: one.run,
        container: job.fields.container,
        services: job.fields.services,
      };
      return Object.entries(seen)
        .filter(([, value]) => textOf(value, context).includes(TOKEN))
        .map(([place]) => ({ played, place: `${job.id} › ${describeStep(played)} › ${place}` }));
    }),
  );
}

const describeStep = ({ step: { fields, run, uses } }: PlayedStep): string =>
  toText(fields.name ?? uses ?? run?.trim().split('\n')[0]);

const isDeploying = ({ commands }: PlayedStep): boolean => commands.some((one) => findTask(one) === 'deploy');

const isPinned = (uses: string): boolean =>
  uses.startsWith('docker://')
    ? /@sha256:[0-9a-f]{64}$/.test(uses)
    : !uses.startsWith('.') && /@[0-9a-f]{40}$/i.test(uses);

/** Rights of a job beyond reading contents. */
function listExcess({ id, fields }: Job, ofAll: unknown): string[] {
  const permissions = fields.permissions ?? ofAll;
  if (permissions === undefined || permissions === null)
    return [`${id}: whatever the repository's default is`];
  if (!isFields(permissions)) return [`${id}: ${toText(permissions)}`];
  return Object.entries(permissions)
    .filter(([scope, right]) => right !== 'none' && !(scope === 'contents' && right === 'read'))
    .map(([scope, right]) => `${id}: ${scope} ${toText(right)}`);
}

/** A workflow that pull requests do not start is not safe but absent. */
function expectToBeStarted(): void {
  expect(listTasks(play(pullRequest({ isFork: true })))).toContain('test');
}

describe('Strangers', () => {
  it('pins every action to a full commit', () => {
    const uses = readWorkflow().jobs.flatMap(({ steps }) => steps.flatMap((one) => one.uses ?? []));
    expect(uses).not.toEqual([]);

    expect(uses.filter((one) => !isPinned(one))).toEqual([]);
  });

  it('lets the token of a run read contents at most', () => {
    const { jobs, fields } = readWorkflow();

    expect(jobs.flatMap((job) => listExcess(job, fields.permissions))).toEqual([]);
  });

  it('shows no secret to what a pull request starts', async () => {
    expectToBeStarted();

    for (const event of pullRequests()) {
      await step(`${event.name}, ${String(event.action)}`, () => {
        expect(listViews(play(event)).map(({ place }) => place)).toEqual([]);
      });
    }
  });

  it('shows the secret to the step that deploys and to no other', () => {
    const run = play(pushTo('main'));
    expect(listTasks(run)).toContain('deploy');

    const views = listViews(run);
    expect(views.filter(({ played }) => !isDeploying(played)).map(({ place }) => place)).toEqual([]);
  });

  it('keeps the secret out of scripts', () => {
    const deployments = listDone(play(pushTo('main')), 'deploy');
    expect(deployments.map(({ command }) => command.text)).not.toEqual([]);

    const scripts = deployments.filter(({ played }) =>
      textOf(played.step.run, played.context).includes(TOKEN),
    );
    expect(scripts.map(({ command }) => command.text)).toEqual([]);
  });

  it('does not run with rights what a pull request brings', async () => {
    expectToBeStarted();

    for (const event of pullRequests().filter(({ name }) => name === 'pull_request_target')) {
      await step(`pull_request_target, ${String(event.action)}`, () => {
        const steps = play(event).legs.flatMap((leg) => leg.steps);
        const fetched = steps.filter(({ step: one, context }) => {
          const { ref, repository } = one.with;
          const asked = textOf({ ref, repository, run: one.run }, context);
          const isFetch = isAction(one, 'actions/checkout') || /\b(?:git|gh)\b/.test(one.run ?? '');
          return isFetch && (asked.includes(STRANGE) || /refs\/pull\/|pull\/\d|pr checkout/.test(asked));
        });
        expect(fetched.map((played) => `checks out the pull request: ${describeStep(played)}`)).toEqual([]);
      });
    }
  });

  it('makes no text of a stranger part of a script', async () => {
    expectToBeStarted();

    for (const event of [...pullRequests(), pushTo('main')]) {
      await step(`${event.name}, ${String(event.action ?? 'main')}`, () => {
        const scripts = play(event).legs.flatMap((leg) =>
          leg.steps.filter(({ step: one, context }) =>
            textOf([one.run, toFields(one.with).script], context).includes(STRANGE),
          ),
        );
        expect(scripts.map(({ step: { run, with: inputs } }) => run ?? inputs.script)).toEqual([]);
      });
    }
  });
});
