/**
 * Runs the grader once while its image is built, as the keeper starts it: over a suite that uses what most suites use, against a program that answers. V8 keeps what it compiled for it (start.cjs), and an image whose grader
 * does not work is not built.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const SUITE = `
import { eventually, random, step, subject } from '@touchstone/kit';

describe('a rehearsal', () => {
  it('asks and compares', async () => {
    const name = random.word();
    const answer = await step('sends a name', () => subject.post('/', { json: { name } }));
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveHeader('content-type', 'application/json');
    expect(answer).toHaveJson({ name });
    await eventually(async () => expect((await subject.get('/')).status).toBe(201));
  });
  it('says what is wrong', async () => {
    expect((await subject.post('/', { json: { name: 'a' } })).json).toEqual({ name: 'b', list: [1] });
  });
});
`;

const program = createServer((request, response) => {
  response.writeHead(201, { 'content-type': 'application/json' });
  request.pipe(response);
}).listen(0, '127.0.0.1');
await once(program, 'listening');

const grader = spawn('/opt/touchstone/start', ['/tmp/suite', 'service'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const ended = once(grader, 'exit');
const send = (frame) => grader.stdin.write(`${JSON.stringify(frame)}\n`);

const seen = [];
for await (const line of createInterface({ input: grader.stdout })) {
  const frame = JSON.parse(line);
  seen.push(frame.type === 'test-end' ? frame.status : frame.type);
  if (frame.type === 'hello') send(load());
  if (frame.type === 'plan') send({ type: 'subject-started' });
}
await ended;
program.close();
program.closeAllConnections();
const expected = ['hello', 'plan', 'subject-ready', 'test-start', 'passed', 'test-start', 'failed', 'done'];
if (seen.join() !== expected.join())
  throw new Error(`the grader said ${seen.join()} and not ${expected.join()}`);

function load() {
  const limits = { testTimeoutMs: 5000, startTimeoutMs: 10_000, maxCrashRestarts: 0 };
  const subjects = [{ index: 0, port: program.address().port }];
  const files = [{ path: 'tests/hidden/rehearsal.test.ts', content: SUITE }];
  return {
    type: 'load',
    protocol: 2,
    kind: 'service',
    files,
    seed: '0123456789abcdef',
    subjects,
    services: [],
    ...limits,
  };
}
