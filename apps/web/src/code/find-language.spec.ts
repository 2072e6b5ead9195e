import { describe, expect, it } from '@jest/globals';
import { findLanguage } from './find-language.js';

const nameOf = async (path: string): Promise<string | null> => {
  const language = await findLanguage(path);
  return language && language.language.name;
};

describe('findLanguage', () => {
  it.each([
    ['ci.yml', 'yaml'],
    ['src/main.ts', 'typescript'],
    ['Dockerfile', 'dockerfile'],
    ['images/api/Dockerfile', 'dockerfile'],
    ['api.Dockerfile', 'dockerfile'],
  ])('knows the language of %s', async (path, name) => {
    expect(await nameOf(path)).toBe(name);
  });

  it.each(['Dockerfile.dockerignore', '.dockerignore', 'LICENSE', 'my-dockerfile'])(
    'takes %s for text',
    async (path) => {
      expect(await nameOf(path)).toBeNull();
    },
  );
});
