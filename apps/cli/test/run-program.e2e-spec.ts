import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ensureImages } from '#sandbox';
import type { ProgramRun } from '../src/backup/program-run.js';
import { runContained } from '../src/backup/run-contained.js';
import { runInstalled } from '../src/backup/run-installed.js';
import { openDocker } from '../src/up/open-docker.js';

const PATH = process.env['PATH'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-programs-'));
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(folder, { recursive: true });
});

/** A program of this machine that reads nothing. */
async function runHere(run: ProgramRun): Promise<void> {
  await writeFile(join(folder, 'pg_dump'), '#!/bin/sh\necho "pg_dump (PostgreSQL) 17.0"\n', { mode: 0o755 });
  process.env['PATH'] = `${folder}:${PATH}`;
  await runInstalled(run);
}

async function runInContainer(run: ProgramRun): Promise<void> {
  const docker = openDocker();
  const { postgres } = await ensureImages(docker, ['postgres']);
  await runContained(docker, postgres, run);
}

describe.each([
  ['of this machine', runHere],
  ['in a container', runInContainer],
])('a program %s', (_, runProgram) => {
  it.each([
    ['ends', []],
    ['goes on', Array.from({ length: 20 }, () => Buffer.alloc(100_000))],
  ])(
    'may be gone before its input %s',
    async (_, chunks) => {
      const output = new PassThrough();
      const said = text(output);
      // Its output ends when it is gone.
      async function* startLate() {
        await once(output, 'finish');
        yield* chunks;
      }

      await runProgram({
        name: 'pg_dump',
        args: ['--version'],
        input: Readable.from(startLate()),
        output,
        signal: new AbortController().signal,
      });

      expect(await said).toMatch(/^pg_dump \(PostgreSQL\) 17/);
    },
    30_000,
  );
});
