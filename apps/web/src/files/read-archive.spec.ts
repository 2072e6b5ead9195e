import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { findArchiveKind, type ArchiveKind } from './archive-kind.js';
import { readPicked } from './read-upload.js';

const MIB = 1024 * 1024;

const open = (kind: ArchiveKind, bytes: Uint8Array) =>
  readPicked([new File([bytes.slice()], `work.${kind}`)]);

const zip = (files: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        path,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  );

const entry = (name: string, body: string) =>
  ({ header: { name, size: Buffer.byteLength(body), type: 'file' as const }, body }) as const;

describe('an archive', () => {
  it.each([
    ['a.zip', 'zip'],
    ['a.TAR', 'tar'],
    ['a.tar.gz', 'tar.gz'],
    ['a.tgz', 'tar.gz'],
    ['a.gz', null],
    ['zip', null],
  ])('is known by its name: %s', (name, kind) => {
    expect(findArchiveKind(name)).toBe(kind);
  });

  it('is unpacked, without the folder around it and what tools leave behind', async () => {
    const { files, skipped } = await open(
      'zip',
      zip({ 'app/main.ts': 'é\n', 'app/lib/a.ts': '', 'app/node_modules/x.js': '1', 'app/.git/HEAD': 'r' }),
    );

    expect(files).toEqual([
      { path: 'main.ts', content: 'é\n' },
      { path: 'lib/a.ts', content: '' },
    ]);
    expect(skipped).toBe(2);
  });

  it.each([['tar'], ['tar.gz']] as const)('may be a %s', async (kind) => {
    const packed = await packTar([entry('./main.py', 'print(1)\n'), entry('./app/__init__.py', '')]);

    const { files } = await open(kind, kind === 'tar' ? packed : gzipSync(packed));

    expect(files).toEqual([
      { path: 'main.py', content: 'print(1)\n' },
      { path: 'app/__init__.py', content: '' },
    ]);
  });

  it('follows no link', async () => {
    const packed = await packTar([
      entry('main.py', 'print(1)\n'),
      { header: { name: 'secrets', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
    ]);

    const { files } = await open('tar', packed);

    expect(files.map(({ path }) => path)).toEqual(['main.py']);
  });
});

describe('a hostile archive (P13)', () => {
  const tooMany = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`f${i}`, 'x']));
  const sixtyFiles = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}`, 'x']));

  it.each([
    ['climbs out of its folder', 'zip', zip({ 'a/../../etc/passwd': 'x' }), /leaves the folder with \.\./],
    ['is absolute', 'zip', zip({ '/etc/passwd': 'x' }), /is absolute/],
    ['grows without end', 'zip', zip({ a: new Uint8Array(25 * MIB) }), /unpacks to more than 24 MiB/],
    [
      'grows in many small steps',
      'zip',
      zip(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, new Uint8Array(MIB)]))),
      /unpacks to more than 24 MiB/,
    ],
    ['grows without end', 'tar.gz', gzipSync(new Uint8Array(25 * MIB)), /unpacks to more than 24 MiB/],
    ['has one large file', 'zip', zip({ a: 'x'.repeat(257 * 1024) }), /a is larger than 256 KiB/],
    ['has too many entries', 'zip', zip(tooMany), /more than 2000 entries/],
    ['has too many files', 'zip', zip(sixtyFiles), /60 files .* at most 50/],
    ['holds what is no text', 'zip', zip({ a: new Uint8Array([0xff, 0xfe]) }), /is not a text file/],
    ['is cut off', 'zip', zip({ a: 'x'.repeat(2_000) }).slice(0, 30), /cannot be unpacked/],
    ['is none', 'zip', strToU8('no archive'), /cannot be unpacked/],
    ['is none', 'tar', strToU8('no archive'), /cannot be unpacked/],
    ['is none', 'tar.gz', strToU8('no archive'), /cannot be unpacked/],
    ['has nothing in it', 'zip', zip({ 'node_modules/a.js': '1' }), /no source file/],
  ] as const)('that %s (%s) is refused with a sentence', async (_, kind, bytes, sentence) => {
    await expect(open(kind, bytes)).rejects.toThrow(sentence);
  });

  it('that is huge is not even read', async () => {
    await expect(open('zip', new Uint8Array(9 * MIB))).rejects.toThrow(/larger than 8 MiB/);
  });
});
