import { beforeEach, describe, expect, it } from '@jest/globals';
import { KitFailure } from '../failures.js';
import { runInScope, Scope } from '../scope.js';
import { artifact, type Artifact } from './artifact.js';
import { giveFiles } from './submitted-files.js';

const give = (files: Record<string, string>): void =>
  giveFiles(Object.entries(files).map(([path, content]) => ({ path, content })));

const read = <T>(work: (files: Artifact) => T): T =>
  runInScope(new Scope('a test', '0123456789abcdef'), () => work(artifact));

function failureOf(work: (files: Artifact) => unknown): string {
  try {
    read(work);
  } catch (error) {
    if (error instanceof KitFailure) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

beforeEach(() => give({ 'b.txt': 'B', 'a.txt': 'A' }));

describe('artifact.text', () => {
  it('reads files by their path', () => {
    expect(read((files) => [files.files(), files.text('a.txt')])).toEqual([['a.txt', 'b.txt'], 'A']);
  });

  it('says which files there are, and what differs by case only', () => {
    expect(failureOf((files) => files.text('c.txt'))).toBe(
      'The submission has no file c.txt. It has a.txt, b.txt.',
    );
    expect(failureOf((files) => files.text('B.TXT'))).toContain(
      'There is b.txt: upper and lower case count.',
    );
  });

  it('finds no file in what every object has', () => {
    expect(failureOf((files) => files.text('toString'))).toContain('no file toString');
  });
});

describe('artifact.yaml', () => {
  it('reads YAML 1.2, in which on is text', () => {
    give({ 'x.yml': 'on: { push: yes }\nbase: &b [1]\nmore: *b' });

    expect(read((files) => files.yaml('x.yml'))).toEqual({ on: { push: 'yes' }, base: [1], more: [1] });
  });

  it('reads every document of a file', () => {
    give({ 'x.yml': 'a: 1\n---\nb: 2\n', 'empty.yml': '' });

    expect(read((files) => files.yamlAll('x.yml'))).toEqual([{ a: 1 }, { b: 2 }]);
    expect(failureOf((files) => files.yaml('x.yml'))).toContain('more than one document');
    expect(read((files) => files.yaml('empty.yml'))).toBeNull();
  });

  it.each([
    ['a mistake', 'a: 1\nb: [1, 2\nc: 3', /^x\.yml, line 3, column 1: /],
    ['a key that is there twice', 'a: 1\na: 2', /^x\.yml, line 2, column 1: the key a is there twice/],
    ['an alias without an anchor', 'a: *b', /^x\.yml: Unresolved alias/],
    ['a bomb of aliases', bomb(), /^x\.yml: Excessive alias count/],
    ['brackets without end', '['.repeat(60_000), /^x\.yml is nested deeper than 100 levels/],
    ['lists in lists', '- '.repeat(30_000), /^x\.yml is nested/],
    ['keys in keys', '? '.repeat(30_000), /^x\.yml is nested/],
    [
      'a staircase',
      Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      /^x\.yml is nested/,
    ],
    ['more than 64 KiB', 'a: 1\n'.repeat(20_000), /more than 64 KiB/],
  ])('tells %s (I15)', (_, text, message) => {
    give({ 'x.yml': text });

    expect(failureOf((files) => files.yaml('x.yml'))).toMatch(message);
  });

  it('keeps a key called __proto__ for what it is (H07)', () => {
    give({ 'x.yml': '__proto__: { admin: true }\na: 1' });

    const value = read((files) => files.yaml('x.yml')) as Record<string, unknown>;

    expect(value['admin']).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
  });

  it('reads as many keys as it takes within seconds (H08)', () => {
    give({ 'x.yml': Array.from({ length: 9_000 }, (_, index) => `k${index}:`).join('\n') });
    const startedAt = performance.now();

    read((files) => files.yaml('x.yml'));

    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, index) => {
    const refs = Array.from({ length: 9 }, () => `*a${index}`).join(', ');
    return `a${index + 1}: &a${index + 1} [${refs}]`;
  });
  return ['a0: &a0 [lol]', ...lines].join('\n');
}

describe('artifact.json', () => {
  it('reads JSON', () => {
    give({ 'x.json': '{ "a": [1, true, null] }' });

    expect(read((files) => files.json('x.json'))).toEqual({ a: [1, true, null] });
  });

  it.each([
    ['a mistake', '{\n  "a": 1,\n}', /^x\.json, line 3, column 1: /],
    ['a text that ends too early', '{ "a": ', /^x\.json/],
    ['levels without end', '['.repeat(30_000) + ']'.repeat(30_000), /^x\.json is nested/],
  ])('tells %s (I15)', (_, text, message) => {
    give({ 'x.json': text });

    expect(failureOf((files) => files.json('x.json'))).toMatch(message);
  });
});

describe('artifact.dockerfile', () => {
  const TEXT = `ARG VERSION=24
FROM node:\${VERSION} AS build
run npm ci && \\
    npm run build
FROM gcr.example/distroless
COPY --from=build --chown=65532 /app /app
USER 65532
CMD ["node", "main.js"]
`;

  it('reads stages and instructions', () => {
    give({ Dockerfile: TEXT });

    const { stages, instructions } = read((files) => files.dockerfile('Dockerfile'));

    expect(instructions).toHaveLength(7);
    expect(stages.map(({ base, name }) => [base, name])).toEqual([
      ['node:${VERSION}', 'build'],
      ['gcr.example/distroless', null],
    ]);
    expect(stages[0]?.instructions[1]).toMatchObject({ keyword: 'RUN', line: 3, exec: null });
    expect(stages[0]?.instructions[1]?.text).toMatch(/^npm ci && +npm run build$/);
    const [, copy, , cmd] = stages[1]?.instructions ?? [];
    expect([copy?.flags.get('from'), copy?.flags.get('chown'), copy?.args]).toEqual([
      'build',
      '65532',
      ['/app', '/app'],
    ]);
    expect(cmd?.exec).toEqual(['node', 'main.js']);
  });

  it.each([
    [
      'an unknown instruction',
      'FROM a\n\nRUNN x',
      'Dockerfile, line 3: RUNN is no instruction of a Dockerfile.',
    ],
    ['an instruction before FROM', 'ARG A\nRUN x', 'Dockerfile, line 2: a Dockerfile begins with FROM.'],
    ['nothing', '# later', 'Dockerfile: a Dockerfile begins with FROM.'],
  ])('tells %s', (_, text, message) => {
    give({ Dockerfile: text });

    expect(failureOf((files) => files.dockerfile('Dockerfile'))).toBe(message);
  });

  it.each(['RUN a \\\n', 'RUN <<E\n', '<<E', 'RUN <<', 'COPY --a=b ', 'RUN ["', '$', '${a:-', 'FROM a\n'])(
    'reads 64 KiB of %j within seconds (H08)',
    (part) => {
      give({ Dockerfile: `FROM a\n${part.repeat(Math.floor(64_000 / part.length))}` });
      const startedAt = performance.now();

      try {
        read((files) => files.dockerfile('Dockerfile'));
      } catch (error) {
        expect(error).toBeInstanceOf(KitFailure);
      }

      expect(performance.now() - startedAt).toBeLessThan(20_000);
    },
  );
});
