import { beforeAll, describe, expect, it } from '@jest/globals';
import { TestLog } from '#contracts';
import { aPlan, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

/** Prints what it is asked for, then answers; asked for nothing, it prints nothing. */
const PROGRAM = `
import http from 'node:http';
http.createServer((request, response) => {
  const text = decodeURIComponent(request.url.slice(1));
  if (text === 'flood') for (let line = 0; line < 2000; line += 1) console.log('line ' + line);
  else if (text !== '') console.error(text);
  response.end('ok');
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
`;

/** Asks the program to print, and waits until the worker has read it: a busy machine must not decide a test. */
const SCRIPT = `
const logged = async (text, instance = 0) => {
  const read = async () => (await control({ action: 'read-logs', instance })).value.text;
  await eventually(async () => (await read()).includes(text), 10000);
};
const print = async (text, instance = 0) => {
  await get('/' + encodeURIComponent(text), load.subjects[instance].port);
  // Escapes are taken out on the way: the first word is enough to know it by.
  await logged(text === 'flood' ? 'line 1999' : text.slice(0, 3), instance);
};
const fail = () => { throw new Error('on purpose'); };
const done = () => send({ type: 'done', ...tally });
`;

const logsOf = ({ seen }: Witnessed) =>
  Object.fromEntries(
    seen.flatMap((one) =>
      one.type === 'frame' && one.frame.type === 'test-end' ? [[one.frame.id, one.log]] : [],
    ),
  );

describe('the log of a test', () => {
  it('is what the program wrote while it failed: not what came before, nor what a passed test saw', async () => {
    const script = `
${SCRIPT}
plan('passes', 'fails', 'fails in silence');
await started;
await ready(load.subjects[0].port);
await test('passes', () => print('one'));
await test('fails', async () => { await print('two'); await print('three\\u001b[2J\\u202e'); fail(); });
await test('fails in silence', fail);
done();
`;

    const seen = await witness(aPlan(script, PROGRAM));

    expect(seen.report.logTail).toContain('one');
    expect(logsOf(seen)).toEqual({
      'Pod › passes': undefined,
      'Pod › fails': { text: 'two\nthree\\u202e\n', cut: false },
      'Pod › fails in silence': undefined,
    });
  });

  it('is the end of a flood, and says so (I11)', async () => {
    const script = `
${SCRIPT}
plan('floods');
await started;
await ready(load.subjects[0].port);
await test('floods', async () => { await print('flood'); fail(); });
done();
`;

    const log = logsOf(await witness(aPlan(script, PROGRAM)))['Pod › floods'];

    expect(log?.cut).toBe(true);
    expect(log?.text).toMatch(/line 1999\n$/);
    expect(TestLog.safeParse(log).success).toBe(true);
  });

  it('names the instance that wrote', async () => {
    const script = `
${SCRIPT}
plan('asks the second');
await started;
await eventually(() => get('/', load.subjects[1].port));
await ready(load.subjects[0].port);
await test('asks the second', async () => { await print('hello', 1); fail(); });
done();
`;

    const seen = await witness(aPlan(script, PROGRAM, { instances: 2 }));

    expect(logsOf(seen)['Pod › asks the second']).toEqual({
      text: '--- instance 1 ---\nhello\n',
      cut: false,
    });
  });
});
