import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Seed } from '#contracts';
import { compileGrader, type CompiledGrader } from './compiled-grader.js';
import { runLocally, type LocalReport } from './local-worker.js';

const hostile = new URL('../../../libs/sandbox/test/hostile/.exercises/', import.meta.url);
const [ONE, OTHER] = ['0011223344556677', '8899aabbccddeeff'].map((text) => Seed.parse(text));
let grader: CompiledGrader;

beforeAll(async () => {
  grader = await compileGrader();
});

afterAll(() => grader.remove());

/** A right program that writes down every byte of a request that its socket brings, and what it answered. */
const RECORDER = `
import { serve } from './honest.mjs';
serve().on('connection', (socket) => socket.on('data', (bytes) => console.log('request ' + bytes.toString('hex'))));
`;

/** Answers from a table that was written while another submission was judged, and nothing else. */
const lookup = (table: Readonly<Record<string, string>>): string => `
import http from 'node:http';
const table = ${JSON.stringify(table)};
http.createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  response.end(table[request.url + ' ' + body] ?? '{}');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

async function runVault(
  program: string,
  seed: Seed | undefined,
): Promise<LocalReport & { requests: string[] }> {
  const name = join(grader.workspace, `${Math.random().toString(36).slice(2)}.mjs`);
  const honest = new URL('vault/solutions/node/accepted/honest/honest.mjs', hostile);
  await writeFile(join(grader.workspace, 'honest.mjs'), await readFile(honest));
  // Logs reach the report through a suite that asks for them last.
  await writeFile(name, program);
  const suite = await readFile(fileURLToPath(new URL('vault/tests/hidden/vault.test.ts', hostile)), 'utf8');
  const report = await runLocally({
    grader,
    suite: { 'tests/hidden/a.test.ts': suite, 'tests/hidden/z.test.ts': TELL_LOGS },
    subject: [process.execPath, name],
    load: seed === undefined ? {} : { seed },
  });
  const logs = /LOGS<(.*)>LOGS/s.exec(report.log)?.[1] ?? '';
  const requests = [...logs.matchAll(/request ([0-9a-f]+)/g)].map(([, hex]) =>
    Buffer.from(hex ?? '', 'hex')
      .toString()
      .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST'),
  );
  return { ...report, requests: requests.filter((text) => !text.includes('/healthz')) };
}

const TELL_LOGS = `
import { subject } from '@touchstone/kit';
describe('Logs', () => { it('are told', async () => console.error('LOGS<' + (await subject.logs()) + '>LOGS')); });
`;

const passedOf = ({ frames }: LocalReport): string[] =>
  frames.flatMap((frame) => (frame.type === 'test-end' && frame.status === 'passed' ? [frame.id] : []));

describe('the seed of a run', () => {
  it('makes the same bytes for the same seed and others for another (C11, C12, B07)', async () => {
    const first = await runVault(RECORDER, ONE);
    const again = await runVault(RECORDER, ONE);
    const other = await runVault(RECORDER, OTHER);

    expect(first.requests).toHaveLength(3);
    expect(again.requests).toEqual(first.requests);
    expect(other.requests.filter((request) => first.requests.includes(request))).toEqual([]);
    expect(passedOf(other)).toHaveLength(4);
  });

  it('leaves a table of answers without one that fits the next run (C12)', async () => {
    const trained: Record<string, string> = {};
    for (const request of (await runVault(RECORDER, ONE)).requests) {
      const [head = '', body = ''] = request.split('\r\n\r\n');
      const url = head.split(' ')[1] ?? '';
      const { answer } = (await import(
        new URL('vault/solutions/node/accepted/honest/honest.mjs', hostile).href
      )) as {
        answer: (request: unknown) => Promise<[number, unknown]>;
      };
      const [, right] = await answer({ url, [Symbol.asyncIterator]: () => [body][Symbol.iterator]() });
      trained[`${url} ${body}`] = JSON.stringify(right);
    }

    const replayed = await runVault(lookup(trained), ONE);
    const judged = await runVault(lookup(trained), OTHER);

    expect(passedOf(replayed)).toHaveLength(4);
    expect(passedOf(judged)).toEqual(['Logs › are told']);
  });
});
