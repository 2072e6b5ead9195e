import { describe, expect, it } from '@jest/globals';
import { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureImages } from '#sandbox';
import { runContained } from '../src/backup/run-contained.js';
import { openDocker } from '../src/up/open-docker.js';

describe('a program in a container', () => {
  it.each([
    ['ends', []],
    ['goes on', [Buffer.alloc(100_000)]],
  ])(
    'may be gone before its input %s',
    async (_, chunks) => {
      const docker = openDocker();
      const { postgres } = await ensureImages(docker, ['postgres']);
      const said: Buffer[] = [];
      const output = new Writable({
        write: (bytes: Buffer, _encoding, done) => {
          said.push(bytes);
          done();
        },
      });
      async function* endLate() {
        await delay(3_000);
        yield* chunks;
      }

      await runContained(docker, postgres, {
        name: 'pg_dump',
        args: ['--version'],
        input: Readable.from(endLate()),
        output,
        signal: new AbortController().signal,
      });

      expect(Buffer.concat(said).toString()).toMatch(/^pg_dump \(PostgreSQL\) 17/);
    },
    30_000,
  );
});
