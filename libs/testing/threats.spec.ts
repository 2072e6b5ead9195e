import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));

const catalogue = [...read('docs/THREAT-MODEL.md').matchAll(/^\| ([A-Z]\d\d) \|/gm)].map(([, id]) => id!);

const programs = filesBelow('libs/sandbox/test/hostile').flatMap(
  (path) => /hostile\/[a-z-]+\/[a-z]+\/([A-Z]\d\d)-[^/]+\/case\.yaml$/.exec(path)?.[1] ?? [],
);

/** Ids in the titles of tests: in string literals of test files, outside comments. */
const titled = ['apps', 'libs', 'sandbox-images']
  .flatMap(filesBelow)
  .filter(
    (path) =>
      /[.-]spec\.ts$/.test(path) && !path.includes('node_modules') && !path.endsWith('threats.spec.ts'),
  )
  .flatMap((path) => read(path).split('\n'))
  .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
  .flatMap((line) => line.match(/['"`].*['"`]/)?.[0].match(/\b[A-IP]\d\d\b/g) ?? []);

/** No program can try these: a test that names the id proves what the pod, the queue, the quota or an artifact's judge is made of. */
const BY_CONSTRUCTION = ['A07', 'A09', 'B10', 'D27', 'E04', 'E05', 'F05', 'F07', 'G20', 'I14', 'I15'];

describe('the catalogue of threats', () => {
  it('names every attack once', () => {
    expect(catalogue).toHaveLength(170);
    expect(new Set(catalogue).size).toBe(170);
  });

  it('has a hostile program for each attack of a submission that a program can try', () => {
    const without = catalogue.filter((id) => !id.startsWith('P') && !programs.includes(id));

    expect(without.filter((id) => !BY_CONSTRUCTION.includes(id))).toEqual([]);
  });

  it('has a test that names each attack of a client, and each that no program can try', () => {
    const needed = [...catalogue.filter((id) => id.startsWith('P')), ...BY_CONSTRUCTION];

    expect(needed.filter((id) => !titled.includes(id))).toEqual([]);
  });

  it('knows every id that the corpus uses', () => {
    expect(programs.filter((id) => !catalogue.includes(id))).toEqual([]);
  });
});
