import { artifact } from '@touchstone/kit';

/** What lies in the folder of a developer who builds. */
export const REPOSITORY = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'tsconfig.json',
  'src/server.ts',
  'src/pdf/read-invoice.ts',
  'test/server.test.ts',
  'README.md',
  'node_modules/fastify/index.js',
  '.git/config',
  '.env',
  '.env.local',
  'Dockerfile',
  '.dockerignore',
] as const;

const IGNORE_FILES = ['Dockerfile.dockerignore', '.dockerignore'];

/** The files that reach the build. */
export function listContext(): string[] {
  const path = IGNORE_FILES.find((one) => artifact.files().includes(one));
  const lines = path === undefined ? [] : artifact.text(path).split(/\r?\n/);
  const patterns = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return REPOSITORY.filter((file) => !isIgnored(file, patterns));
}

/** The last pattern that speaks of a file, or of a folder that it is in, decides. */
function isIgnored(file: string, patterns: readonly string[]): boolean {
  return patterns.reduce((ignored, pattern) => {
    const isException = pattern.startsWith('!');
    const names = (isException ? pattern.slice(1) : pattern)
      .trim()
      .split('/')
      .filter((name) => name !== '' && name !== '.');
    return matchesPath(file.split('/'), names) ? !isException : ignored;
  }, false);
}

/** Whether names of a pattern stand for a path or for the beginning of it. */
export function matchesPath(path: readonly string[], pattern: readonly string[]): boolean {
  const [name, ...rest] = pattern;
  if (name === undefined) return true;
  if (name === '**')
    return rest.length === 0 ? path.length > 0 : path.some((_, at) => matchesPath(path.slice(at), rest));
  const [first, ...inside] = path;
  return first !== undefined && matchesName(first, name) && matchesPath(inside, rest);
}

/** `*` stands for any characters, `?` for one. Not by a regular expression, as the pattern is a learner's. */
export function matchesName(name: string, pattern: string): boolean {
  let places = new Set(withStars(pattern, 0));
  for (const character of name) {
    const next = [...places].flatMap((place) => {
      if (pattern[place] === '*') return [place];
      return pattern[place] === '?' || pattern[place] === character ? [place + 1] : [];
    });
    places = new Set(next.flatMap((place) => withStars(pattern, place)));
  }
  return places.has(pattern.length);
}

function withStars(pattern: string, place: number): number[] {
  const places = [place];
  for (let at = place; pattern[at] === '*'; at += 1) places.push(at + 1);
  return places;
}
