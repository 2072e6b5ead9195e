import { artifact } from '@touchstone/kit';

interface Entry {
  readonly version: string;
  readonly resolved: string;
  readonly integrity: string;
}

const readPackage = () =>
  artifact.json('package.json') as { readonly dependencies: Readonly<Record<string, string>> };

const readLock = () =>
  artifact.json('package-lock.json') as { readonly packages: Readonly<Record<string, Entry>> };

describe('Repository', () => {
  it('has the same dependencies in package.json and in the lock file', () => {
    const { '': root } = readLock().packages;

    expect(root).toMatchObject({ dependencies: readPackage().dependencies });
  });

  it('has sealtoken in a version that no advisory speaks of', () => {
    expect(readLock().packages['node_modules/sealtoken']?.version).toMatch(/^2\.0\.[1-9]$|^2\.0\.0$/);
  });

  it('asks for packages without saying who asks', () => {
    const withUsers = Object.entries(readLock().packages).filter(([, { resolved = '' }]) =>
      resolved.includes('@packages.example.org'),
    );

    expect(withUsers.map(([path]) => path)).toEqual([]);
  });

  it('has no .env', () => {
    expect(artifact.files()).not.toContain('dot-env');
  });

  it('keeps the session key out of the settings', () => {
    expect(artifact.json('config/settings.json')).toMatchObject({ sessionKey: { env: 'SESSION_KEY' } });
    expect(artifact.text('config/settings.json')).not.toContain('5e0c93d1b87f');
  });

  it('has a note on what is to be rotated', () => {
    expect(artifact.text('ROTATION.md')).toMatch(/^\| *`?SESSION_KEY`? *\|/m);
  });
});
