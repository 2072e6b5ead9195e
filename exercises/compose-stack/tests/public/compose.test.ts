import { artifact } from '@touchstone/kit';

const FILES = ['compose.yaml', 'compose.override.yaml'] as const;

const readServices = (path: string): string[] =>
  Object.keys((artifact.yaml(path) as { services?: Record<string, unknown> } | null)?.services ?? {});

describe('Compose files', () => {
  it('have the six services, and no other on the server', () => {
    expect(readServices('compose.yaml').toSorted()).toEqual([
      'api',
      'cache',
      'database',
      'front',
      'migrate',
      'worker',
    ]);
  });

  it('name what is different in development', () => {
    expect(readServices('compose.override.yaml')).toEqual(
      expect.arrayContaining(['api', 'worker', 'migrate', 'database']),
    );
  });

  it('hold none of the passwords that went to the server in April', () => {
    for (const path of FILES)
      expect(artifact.text(path)).not.toMatch(/Starboard-1987|c0ffee-session-41|berth-pay-7f3a/);
  });

  it('run no image by the tag latest', () => {
    expect(artifact.text('compose.yaml')).not.toMatch(/:latest\b/);
  });
});
