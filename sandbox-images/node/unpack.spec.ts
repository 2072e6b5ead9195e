import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pack, type Header } from 'tar-stream';
import { unpack } from './unpack.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unpack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function anArchive(files: Readonly<Record<string, string>>, more: Partial<Header> = {}): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mode: 0o644, ...more }, content);
  archive.finalize();
  return buffer(archive);
}

const listed = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe('unpack', () => {
  it('writes each file, in folders that it makes', async () => {
    const files = { 'main.ts': 'let a = 1;\n', 'lib/deep/er.ts': 'x', empty: '' };

    unpack(await anArchive(files), folder);

    expect(listed()).toEqual(['empty', 'lib/deep/er.ts', 'main.ts']);
    for (const [path, content] of Object.entries(files))
      expect(readFileSync(join(folder, path), 'utf8')).toBe(content);
  });

  it.each([511, 512, 513, 100_000])('keeps each of %i bytes apart from the next file', async (length) => {
    unpack(await anArchive({ first: 'a'.repeat(length), second: 'b' }), folder);

    expect(readFileSync(join(folder, 'first'), 'utf8')).toBe('a'.repeat(length));
    expect(readFileSync(join(folder, 'second'), 'utf8')).toBe('b');
  });

  it.each([
    ['split in two', `${'folder/'.repeat(20)}${'n'.repeat(90)}`],
    ['too long for both halves', `${'f'.repeat(120)}/${'n'.repeat(130)}`],
    ['not in ASCII', 'größe/日本語.ts'],
  ])('knows a path that is %s', async (_, path) => {
    unpack(await anArchive({ [path]: 'here', after: 'there' }), folder);

    expect(listed()).toEqual([path, 'after'].sort());
  });

  it('makes no links, and nothing else that is not a file (I06)', async () => {
    const archive = await anArchive({ link: '' }, { type: 'symlink', linkname: '/etc/passwd' });

    unpack(archive, folder);

    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([1, 512, 600, 1024])('says so when the archive ends after %i bytes', async (length) => {
    const archive = await anArchive({ first: 'a'.repeat(2000) });

    expect(() => unpack(archive.subarray(0, length), folder)).toThrow('the archive is cut short');
  });

  it('names the file that could not be written', async () => {
    writeFileSync(join(folder, 'lib'), '');

    const archive = await anArchive({ 'lib/a.ts': 'x' });

    expect(() => unpack(archive, folder)).toThrow(/^lib\/a\.ts could not be written: /);
  });
});
