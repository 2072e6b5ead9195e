import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { readExerciseFolder } from './read-exercise-folder.js';

const read = (name: string, bytes: Uint8Array) => {
  const file = new File([bytes.slice()], name);
  return readExerciseFolder([{ path: name, file }]);
};
const long = `tests/hidden/${'very-'.repeat(30)}long.test.ts`;

describe('an exercise folder', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'folder-'));
    mkdirSync(join(root, 'greeting/tests/hidden'), { recursive: true });
    writeFileSync(join(root, 'greeting/statement.md'), '# Grüße\n');
    writeFileSync(join(root, 'greeting', long), 'x');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['greeting.tar', ['--format=gnu', '-cf']],
    ['greeting.tar.gz', ['--format=pax', '-czf']],
    ['other-name.tgz', ['--format=gnu', '-czf']],
  ])('comes out of %s with its name and its paths', async (name, flags) => {
    execFileSync('tar', [...flags, name, 'greeting'], { cwd: root });

    const folder = await read(name, readFileSync(join(root, name)));

    expect(folder.slug).toBe('greeting');
    expect(folder.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'statement.md', content: '# Grüße\n' },
      { path: long, content: 'x' },
    ]);
  });

  it('comes out of a zip, named after it when there is no folder in it', async () => {
    const bytes = zipSync({ 'statement.md': strToU8('# Hi\n'), 'tests/a.ts': strToU8('1') });

    expect(await read('greeting.zip', bytes)).toMatchObject({
      slug: 'greeting',
      files: [{ path: 'statement.md' }, { path: 'tests/a.ts' }],
    });
  });

  it('leaves out what tools leave behind', async () => {
    const bytes = zipSync({ 'a/statement.md': strToU8('x'), '__MACOSX/a/x': strToU8('x') });

    expect((await read('a.zip', bytes)).files.map(({ path }) => path)).toEqual(['statement.md']);
  });
});

describe('a hostile archive (P13)', () => {
  const MIB = 1024 * 1024;
  const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`f${i}`, strToU8('x')]));
  const some = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f${i}`, strToU8('x')]));

  it.each<[string, string, Uint8Array, RegExp]>([
    ['grows without end', 'a.zip', zipSync({ a: new Uint8Array(17 * MIB) }), /more than 16 MiB/],
    ['has too many entries', 'a.zip', zipSync(many), /more than 2000 entries/],
    ['has too many files', 'a.zip', zipSync(some), /at most 500/],
    ['is too large when unpacked', 'a.zip', zipSync({ a: new Uint8Array(5 * MIB) }), /larger than 4 MiB/],
    ['holds what is no text', 'a.zip', zipSync({ a: new Uint8Array([0xff, 0xfe]) }), /not text/],
    ['is cut off', 'a.zip', zipSync({ a: strToU8('x'.repeat(999)) }).slice(0, 40), /cannot be unpacked/],
    ['is none', 'a.tar', strToU8('nothing'.repeat(200)), /cannot be unpacked/],
    ['is none', 'a.tar.gz', strToU8('nothing'), /cannot be unpacked/],
    ['is empty', 'a.zip', zipSync({}), /cannot be unpacked: it is empty/],
  ])('that %s (%s) is refused with a sentence', async (_, name, bytes, sentence) => {
    await expect(read(name, bytes)).rejects.toThrow(sentence);
  });
});
