import { artifact } from '@touchstone/kit';

interface Job {
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

interface Workflow {
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const readWorkflow = (): Workflow => artifact.yaml('ci.yml') as Workflow;

const listSteps = () => Object.values(readWorkflow().jobs).flatMap(({ steps }) => steps);

describe('Workflow', () => {
  it('is started by pull requests and by pushes', () => {
    const { on } = readWorkflow();
    const events =
      typeof on === 'object' && on !== null && !Array.isArray(on) ? Object.keys(on) : [on].flat();

    expect(events).toEqual(expect.arrayContaining(['pull_request', 'push']));
  });

  it('runs the commands of the repository', () => {
    const scripts = listSteps()
      .flatMap(({ run }) => run ?? [])
      .join('\n');

    for (const command of [
      'npm ci',
      'npm run lint',
      'npm run build',
      'scripts/check-title.sh',
      'scripts/deploy.sh',
    ])
      expect(scripts).toContain(command);
    expect(scripts).toMatch(/npm (?:run )?test/);
  });

  it('names the commit of an action', () => {
    const actions = listSteps().flatMap(({ uses }) => uses ?? []);

    expect(actions.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });
});
