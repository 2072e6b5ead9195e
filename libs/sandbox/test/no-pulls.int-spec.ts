import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Docker from 'dockerode';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerPodRunner } from '#sandbox';
import { aPlan, owner } from './pod-fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-engine-'));
const socketPath = join(folder, 'engine.sock');
const asked: { what: string; body: string }[] = [];
let engine: Server;

/** An engine that has no image and writes down what it is asked for. */
beforeAll(async () => {
  engine = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const what = `${request.method} ${request.url}`;
      asked.push({ what, body });
      const isInfo = /\/info$/.test(what);
      response.writeHead(isInfo ? 200 : 404, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(isInfo ? { NCPU: 2, MemTotal: 8 * 2 ** 30 } : { message: 'No such image' }),
      );
    });
  }).listen(socketPath);
  await once(engine, 'listening');
});
afterAll(() => {
  engine.close();
  engine.closeAllConnections();
  rmSync(folder, { recursive: true });
});

describe('an engine that has not got an image', () => {
  it('is never asked to fetch one: the fault is ours, and no registry is named (P28)', async () => {
    const runner = new DockerPodRunner({ docker: new Docker({ socketPath }), owner });

    const run = runner.run(aPlan('[]', 'process.exit(0);'), () => undefined, new AbortController().signal);

    await expect(run).rejects.toMatchObject({ code: 'image-missing' });
    const made = asked.filter(({ what }) => what.startsWith('POST') && what.includes('/containers/create'));
    expect(made.length).toBeGreaterThan(0);
    for (const { body } of made)
      expect((JSON.parse(body) as { Image: string }).Image).toMatch(/^touchstone\/[a-z-]+:latest$/);
    expect(asked.filter(({ what }) => /\/images\/(create|load)|\/distribution\/|\/auth/.test(what))).toEqual(
      [],
    );
  });
});
