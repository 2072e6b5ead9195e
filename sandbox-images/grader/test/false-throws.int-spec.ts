import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileGrader, type CompiledGrader } from './compiled-grader.js';
import { runLocally } from './local-worker.js';

let grader: CompiledGrader;

beforeAll(async () => {
  grader = await compileGrader();
});
afterAll(() => grader.remove());

/** As authors write it: anything that rejects will do. */
const SUITE = `
  import { subjectModule } from '@touchstone/kit';
  describe('g', () => {
    it('refuses', async () => {
      await expect(subjectModule.call('refuse', -1)).rejects.toThrow();
    });
  });
`;

async function judge(program: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(grader.workspace, 'module-'));
  await writeFile(join(folder, 'main.mjs'), program);
  const { frames } = await runLocally({
    grader,
    suite: { 'tests/hidden/a.test.ts': SUITE },
    subject: [process.execPath, grader.driver, folder],
    kind: 'module',
    load: { testTimeoutMs: 2500 },
  });
  const end = frames.find((frame) => frame.type === 'test-end');
  return end && 'status' in end ? end.status : JSON.stringify(frames);
}

/** A driver of the learner's own, on the port of the real one: `say(id, socket)` answers. */
const ownDriver = (say: string): string => `
  import net from 'node:net';
  process.on('uncaughtException', () => {});
  net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const { id, op } = JSON.parse(String(data).split('\\n')[0]);
      if (op !== 'call') return socket.write(JSON.stringify({ id, ok: true, value: {} }) + '\\n');
      ${say}
    });
  }).listen(+process.env.PORT, '127.0.0.1');
  await new Promise(() => {});
`;

describe('a test that expects a call to throw', () => {
  it('passes when the learner’s code throws', async () => {
    expect(await judge(`export const refuse = () => { throw new RangeError('no'); };`)).toBe('passed');
  });

  it.each([
    ['exports nothing', 'export {};'],
    ['ends with exit code 0', 'export const refuse = () => process.exit(0);'],
    ['answers what cannot be sent', 'export const refuse = () => () => 1;'],
    ['never answers', 'export const refuse = () => new Promise(() => {});'],
    ['closes the connection', ownDriver('socket.destroy();')],
    [
      'answers with a fault of its own',
      ownDriver(`socket.write(JSON.stringify({ id, ok: false, fault: 'no' }) + '\\n');`),
    ],
    ['answers no JSON', ownDriver(`socket.write('no\\n');`)],
    ['answers a call that nobody made', ownDriver(`socket.write('{"id":"x"}\\n');`)],
    [
      'answers an unknown tag',
      ownDriver(`socket.write(JSON.stringify({ id, ok: true, value: { $: 'no' } }) + '\\n');`),
    ],
  ])('fails when the program %s (C01, H16)', async (_, program) => {
    expect(await judge(program)).toBe('failed');
  });
});
