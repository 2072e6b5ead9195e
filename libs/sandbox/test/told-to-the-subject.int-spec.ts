import { beforeAll, describe, expect, it } from '@jest/globals';
import { ProgramRuntime } from '#contracts';
import { ensureImages, localImages } from '#sandbox';
import { runContainer } from './run-container.js';
import { aPlan, aRunner, docker, preparePodImages, witness } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

const SECRETS = ['canary-suite', 'canary-expected', 'canary-title', 'canary-group', 'tests/hidden', 'jest'];

const SERVICE = `
import net from 'node:net';
net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    console.log(JSON.stringify(String(data)));
    socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\nconnection: close\\r\\n\\r\\nok');
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
`;
/** The end of a run waits for no output, and what the program writes goes through the engine. */
const REST = 'await sleep(1000);';

const SERVICE_SUITE = `
import { sleep, subject } from '@touchstone/kit';
// canary-suite
describe('canary-group', () => {
  it('canary-title', async () => { expect((await subject.get('/asked')).text).not.toBe('canary-expected'); ${REST} });
});`;

const MODULE = `
import net from 'node:net';
const emit = net.Socket.prototype.emit;
net.Socket.prototype.emit = function (name, ...rest) {
  if (name === 'data') console.log(JSON.stringify(String(rest[0])));
  return emit.call(this, name, ...rest);
};
export const asked = () => 'ok';
`;
const MODULE_SUITE = `
import { sleep, subjectModule } from '@touchstone/kit';
// canary-suite
describe('canary-group', () => {
  it('canary-title', async () => { expect(await subjectModule.call('asked')).not.toBe('canary-expected'); ${REST} });
});`;

describe('what the grader sends to a subject', () => {
  it.each([
    ['service', SERVICE, SERVICE_SUITE],
    ['module', MODULE, MODULE_SUITE],
  ] as const)(
    'names no test and no expected value (%s, B11)',
    async (kind, program, suite) => {
      const told = async (path: string): Promise<string> => {
        const { report, tests } = await witness(
          aPlan('', program, { kind, suite: [{ path, content: suite }] }),
          aRunner(localImages),
        );
        expect(Object.values(tests)).toEqual(['passed']);
        expect(report.logTail).toContain('asked');
        return report.logTail;
      };

      const [hidden, open] = [await told('tests/hidden/a.test.ts'), await told('tests/public/a.test.ts')];

      for (const secret of SECRETS) expect(hidden).not.toContain(secret);
      expect(shapeOf(hidden)).toEqual(shapeOf(open));
    },
    60_000,
  );
});

/** The different things said, without ports and random ids. */
const shapeOf = (log: string): string[] =>
  [...new Set(log.split('\n').map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')))].sort();

describe.each(ProgramRuntime.options)('the %s image', (runtime) => {
  beforeAll(async () => {
    await ensureImages(docker, [runtime]);
  }, 600_000);

  it('holds no suite, no kit, no runner and no history (B12)', async () => {
    const { stdout } = await runContainer(docker, {
      image: `touchstone/${runtime}:latest`,
      user: '0',
      entrypoint: ['find', '/', '-xdev', '-not', '-path', '/proc/*'],
    });

    const files = stdout.split('\n');
    expect(files).toContain('/opt/touchstone/launcher');
    const ours =
      /\/\.git(\/|$)|\/@touchstone(\/|$)|\/jest-circus(\/|$)|^\/opt\/touchstone\/(runner|kit)(\/|$)|tests\/(hidden|public)/;
    expect(files.filter((path) => ours.test(path))).toEqual([]);
  }, 60_000);
});
