import { artifact } from '@touchstone/kit';

const read = () => artifact.dockerfile('Dockerfile');

describe('Dockerfile', () => {
  it('names what it builds on by a version', () => {
    const stages = read().stages.map(({ name }) => name);

    for (const { base } of read().stages) {
      if (!base.includes('$') && !stages.includes(base)) expect(base).toMatch(/:\d|@sha256:/);
    }
  });

  it('begins as somebody, and with a list of words', () => {
    const last = read().stages.at(-1)?.instructions ?? [];

    expect(last.filter(({ keyword }) => keyword === 'USER')).not.toEqual([]);
    const starts = last.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
    expect(starts.map(({ exec }) => exec)).toContainEqual(expect.any(Array));
  });

  it('keeps files of developers out of the build', () => {
    const ignores = artifact.files().filter((path) => path.endsWith('.dockerignore'));

    expect(ignores).not.toEqual([]);
  });
});
