import { step } from '@touchstone/kit';
import { REPOSITORY } from './context.ts';
import { play } from './play.ts';
import { DEVELOPMENT, PRODUCTION } from './state.ts';

const SHIPPED = ['package.json', 'package-lock.json'];

/** What of the repository lies somewhere in what is shipped. */
function listSources(): string[] {
  const { files } = play().last;
  const own = [...files].filter((path) => !path.includes('/node_modules/'));
  return REPOSITORY.filter((file) => own.some((path) => path.endsWith(`/${file}`)));
}

const has = (end: string): boolean => [...play().last.files].some((path) => path.endsWith(`/${end}`));

describe('Contents', () => {
  it('builds on images of a fixed version', () => {
    const loose = play().bases.filter((base) => !/:[a-z-]*\d|@sha256:[0-9a-f]{64}/.test(base));

    expect(loose).toEqual([]);
  });

  it('ships a small variant of Node.js 24', () => {
    const { image } = play().last;

    expect(image).toMatch(/(?:^|\/)node:24\b/);
    expect(image).toMatch(/slim|alpine/);
  });

  it('ships the service with its production dependencies', async () => {
    for (const path of ['dist/server.js', PRODUCTION, 'package.json']) {
      await step(`a file …/${path} in the last stage`, () => {
        expect(has(path) ? 'there' : 'missing').toBe('there');
      });
    }
  });

  it('ships no development dependencies', () => {
    expect(has(PRODUCTION) ? 'installed' : 'missing').toBe('installed');

    expect([...play().last.files].filter((path) => path.endsWith(`/${DEVELOPMENT}`))).toEqual([]);
  });

  it('ships nothing else of the repository', () => {
    expect(has('dist/server.js') ? 'built' : 'missing').toBe('built');

    expect(listSources().filter((file) => !SHIPPED.includes(file))).toEqual([]);
  });

  it('ships poppler-utils without lists or caches of packages', () => {
    const { packages, installs } = play().last;
    expect([...packages]).toContain('poppler-utils');

    const left = installs.filter(({ tool, script }) => tool !== 'npm' && !isClean(tool, script));
    expect(left.map(({ text }) => text)).toEqual([]);
  });
});

/** Nothing of it stays in the layer. */
function isClean(tool: 'npm' | 'apt' | 'apk', script: string): boolean {
  const isMounted = /type=cache[^ ]*\/var\/(?:cache|lib)\/ap/.test(script);
  if (tool === 'apk')
    return isMounted || script.includes('--no-cache') || /rm -\w+ [^&;]*\/var\/cache\/apk/.test(script);
  const isRemoved = isMounted || /rm -\w+ [^&;]*\/var\/lib\/apt/.test(script);
  return isRemoved && /--no-install-recommends|Install-Recommends[= ]"?(?:0|false)/i.test(script);
}
