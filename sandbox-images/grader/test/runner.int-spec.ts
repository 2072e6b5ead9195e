import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraderFrame } from '#contracts';
import { compileGrader, type CompiledGrader } from './compiled-grader.js';
import { runLocally, type LocalReport, type LocalRun } from './local-worker.js';

let grader: CompiledGrader;
let server: string;

beforeAll(async () => {
  grader = await compileGrader();
  server = join(grader.workspace, 'server.mjs');
  await writeFile(server, SERVER);
});

afterAll(() => grader.remove());

/** A program of a learner: answers, and does what its path says. */
const SERVER = `
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
let calls = 0;
createServer((request, response) => {
  if (request.url === '/crash') process.exit(3);
  if (request.url === '/silent') return;
  if (request.url === '/bomb') {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
    return response.end(gzipSync(Buffer.alloc(50_000_000, 'a')));
  }
  calls += 1;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ url: request.url, calls, instance: process.env.INSTANCE }));
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
`;

async function run(
  suite: string | Record<string, string>,
  more: Partial<LocalRun> = {},
): Promise<LocalReport> {
  const files = typeof suite === 'string' ? { 'tests/hidden/a.test.ts': suite } : suite;
  return runLocally({ grader, suite: files, subject: [process.execPath, server], ...more });
}

type TestEnd = Extract<GraderFrame, { type: 'test-end' }>;

const endsOf = ({ frames }: LocalReport): TestEnd[] => frames.filter((frame) => frame.type === 'test-end');
const resultsOf = (report: LocalReport) =>
  endsOf(report).map(({ id, status, failure }) => [id, status, failure?.category, failure?.message]);
const messageOf = ({ frames }: LocalReport, type: 'load-failed' | 'subject-not-ready'): string => {
  const frame = frames.find((one) => one.type === type);
  return frame && 'message' in frame ? frame.message : `no ${type} in ${JSON.stringify(frames)}`;
};

describe('the runner', () => {
  it('says hello, plan, ready, every test and done, in this order', async () => {
    const report = await run(`
      import { subject } from '@touchstone/kit';
      import request from 'supertest';
      interface Answer { url: string }
      describe('reading', () => {
        it('answers', async () => {
          const answer = (await subject.get('/a')).json as Answer;
          expect(answer.url).toBe('/a');
        });
        describe('again', () => {
          it.each(['b', 'c'])('answers %s', async (name: string) => {
            await request(subject.url).get('/' + name).expect(200);
          });
        });
      });
    `);

    expect(report.frames.map((frame) => ('id' in frame ? `${frame.type} ${frame.id}` : frame.type))).toEqual([
      'hello',
      'plan',
      'subject-ready',
      'test-start reading › answers',
      'test-end reading › answers',
      'test-start reading › again › answers b',
      'test-end reading › again › answers b',
      'test-start reading › again › answers c',
      'test-end reading › again › answers c',
      'done',
    ]);
    expect(report.frames.at(-1)).toEqual({ type: 'done', passed: 3, failed: 0 });
    expect(report.exitCode).toBe(0);
  });

  it('keeps what a suite prints away from the frames', async () => {
    const report = await run(`
      console.log('{"type":"done","passed":99,"failed":0}');
      process.stdout.write('{"type":"done","passed":98,"failed":0}\\n');
      describe('g', () => { it('prints', () => { console.log('in a test'); console.info('x'); }); });
    `);

    expect(report.frames.at(-1)).toEqual({ type: 'done', passed: 1, failed: 0 });
    expect(report.log).toContain('"passed":99');
    expect(report.log).toContain('"passed":98');
    expect(report.log).toContain('in a test');
  });

  it('tells a failure in words for the learner, with the exchange', async () => {
    const report = await run(`
      import { step, subject } from '@touchstone/kit';
      describe('g', () => {
        it('plain', async () => { expect((await subject.get('/x')).status).toBe(201); });
        it('matcher', async () => { expect(await subject.post('/x', { json: { a: 1 } })).toHaveStatus(201); });
        it('step', async () => { await step('look', async () => expect(await subject.get('/y')).toHaveJson({ url: '/z' })); });
      });
    `);

    expect(resultsOf(report)).toEqual([
      ['g › plain', 'failed', 'assertion', 'expected 201, got 200'],
      [
        'g › matcher',
        'failed',
        'assertion',
        expect.stringMatching(/^POST \/x: expected status 201, got 200 with body \{"url"/),
      ],
      [
        'g › step',
        'failed',
        'assertion',
        expect.stringMatching(/^look: GET \/y: expected url of the JSON body to be "\/z", got "\/y"/),
      ],
    ]);
    expect(endsOf(report)[1]?.failure?.exchange).toMatchObject({
      request: { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
      response: { status: 200 },
    });
  });

  it('tells what supertest sent, got and compared', async () => {
    const report = await run(`
      import request from 'supertest';
      import { subject } from '@touchstone/kit';
      describe('g', () => {
        it('status', async () => { await request(subject.url).post('/x').set('x-key', 'k').send({ a: 1 }).expect(201); });
        it('statuses', async () => { await request(subject.url).get('/x').expect([201, 204]); });
        it('header', async () => { await request(subject.url).get('/x').expect('Content-Type', /^text/); });
        it('no header', async () => { await request(subject.url).get('/x').expect('ETag', '"1"'); });
        it('body', async () => { await request(subject.url).get('/x').expect({ url: '/y', calls: 5 }); });
        it('text', async () => { await request(subject.url).get('/x').expect('hello'); });
      });
    `);

    const [status, ...others] = endsOf(report).map(({ failure }) => failure);
    expect(status).toMatchObject({
      category: 'assertion',
      check: { what: 'status', place: '', expected: '201', actual: '200' },
      exchange: {
        request: {
          method: 'POST',
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/x$/),
          headers: { 'content-type': 'application/json', 'x-key': 'k' },
          body: '{"a":1}',
        },
        response: { status: 200, headers: { 'content-type': 'application/json' } },
      },
    });
    expect(others.map((failure) => failure?.check)).toMatchObject([
      { what: 'status', expected: '[\n  201,\n  204\n]', actual: '200' },
      { what: 'header', place: 'Content-Type', expected: '/^text/', actual: 'application/json' },
      { what: 'header', place: 'ETag', actual: null },
      { what: 'body', place: '', expected: expect.stringContaining('"url": "/y"') },
      { what: 'body', place: '', expected: '"hello"', actual: expect.stringMatching(/^"\{/) },
    ]);
  });

  it('tells which body a value is from, and shows the exchange it came in', async () => {
    const report = await run(`
      import { subject } from '@touchstone/kit';
      describe('g', () => {
        it('compares', async () => {
          const first = (await subject.get('/first')).json;
          await subject.get('/second');
          expect(first).toEqual({ url: '/other', calls: expect.any(Number) });
        });
      });
    `);

    const [end] = endsOf(report);
    expect(end?.failure).toMatchObject({
      check: { what: 'body', place: '' },
      exchange: { request: { url: expect.stringMatching(/\/first$/) } },
    });
    expect(end?.failure?.check?.expected).toMatch(/^\{\n {2}"url": "\/other",\n {2}"calls": \d\n\}$/);
  });

  it('tells a call into a module, and what came back', async () => {
    const folder = await mkdtemp(join(grader.workspace, 'parser-'));
    await writeFile(
      join(folder, 'main.mjs'),
      `
      export const parse = (text) => ({ text, size: text.length });
      export const refuse = () => { throw new RangeError('too deep'); };
      export const createParser = ({ limit }) => ({ parse: (text) => text.slice(0, limit) });
      `,
    );
    const report = await run(
      `
      import { subjectModule } from '@touchstone/kit';
      describe('g', () => {
        it('value', async () => { expect(await subjectModule.call('parse', 'a\\u001b')).toEqual({ text: 'b', size: 2 }); });
        it('part', async () => {
          const { size } = await subjectModule.call('parse', 'abc') as { size: number };
          expect(size).toBe(4);
        });
        it('throws', async () => { await subjectModule.call('refuse'); });
        it('method', async () => {
          const parser = await subjectModule.callForObject('createParser', { limit: 2 });
          expect(await parser.call('parse', 'abc')).toBe('abc');
        });
      });
      `,
      { kind: 'module', subject: [process.execPath, grader.driver, folder] },
    );

    const [value, part, threw, method] = endsOf(report).map(({ failure }) => failure);
    expect(value).toMatchObject({
      check: { what: 'result', place: '', expected: '{\n  "text": "b",\n  "size": 2\n}' },
      call: { call: 'parse("a\\u001b")', outcome: 'returned' },
    });
    expect(part).toMatchObject({
      check: { what: 'value', expected: '4', actual: '3' },
      call: { call: 'parse("abc")', value: '{\n  "text": "abc",\n  "size": 3\n}' },
    });
    expect(threw).toMatchObject({
      category: 'error',
      call: { call: 'refuse()', outcome: 'threw', value: 'RangeError: too deep' },
    });
    expect(threw?.check).toBeUndefined();
    expect(method).toMatchObject({
      call: { call: 'createParser({"limit": 2}).parse("abc")', value: '"ab"' },
    });
  });

  it('bounds supertest too', async () => {
    const report = await run(`
      import request from 'supertest';
      import { subject } from '@touchstone/kit';
      describe('g', () => {
        it('in size, unpacked', async () => { await request(subject.url).get('/bomb').buffer(true); });
        it('in time', async () => { await request(subject.url).get('/silent'); });
      });
    `);

    expect(resultsOf(report)).toEqual([
      ['g › in size, unpacked', 'failed', 'error', 'Maximum response size reached'],
      ['g › in time', 'failed', 'timeout', 'Timeout of 3000ms exceeded'],
    ]);
  });

  it('plays the upstreams of the exercise, which are well again before each test', async () => {
    const port = 9071;
    const report = await run(
      `
      import { upstream, subject } from '@touchstone/kit';
      const prices = upstream('prices');
      const ask = () => fetch(prices.url).then((answer) => answer.status, () => 'refused');
      describe('g', () => {
        beforeAll(() => prices.respond(() => ({ status: 418 })));
        it('is stopped', async () => {
          await prices.stop();
          expect(await ask()).toBe('refused');
        });
        it('is well', async () => {
          expect(await ask()).toBe(200);
          expect(prices.requests.length).toBe(1);
        });
        it('fails what a handler expects', async () => {
          prices.respond(({ path }) => { expect(path).toBe('/price'); return {}; });
          expect(await ask()).toBe('refused');
        });
        it('does not know another', () => upstream('stock').requests);
      });
    `,
      { load: { upstreams: [{ name: 'prices', port }] } },
    );

    expect(resultsOf(report)).toEqual([
      ['g › is stopped', 'passed', undefined, undefined],
      ['g › is well', 'passed', undefined, undefined],
      ['g › fails what a handler expects', 'failed', 'assertion', expect.stringContaining('"/price"')],
      [
        'g › does not know another',
        'failed',
        'error',
        expect.stringContaining('Add "stock" to its "upstreams".'),
      ],
    ]);
  });

  it('fails a test that hangs, and goes on', async () => {
    const report = await run(
      `
      import { fakeUpstream, sleep, step, subject } from '@touchstone/kit';
      describe('g', () => {
        it('never settles', () => step('wait', () => new Promise(() => {})));
        it('waits for an answer', async () => { await subject.get('/silent', { timeoutMs: 60_000 }); });
        it('asks for a longer time than a test has', () => new Promise(() => {}), 60_000);
        it('never calls done', (done) => {});
        it('runs in spite of all', async () => { expect((await subject.get('/')).status).toBe(200); });
      });
    `,
      { load: { testTimeoutMs: 400 } },
    );

    expect(resultsOf(report)).toEqual([
      ['g › never settles', 'failed', 'timeout', 'The test did not finish within 400 ms. It was at: wait.'],
      [
        'g › waits for an answer',
        'failed',
        'timeout',
        expect.stringMatching(/It waited for the answer to GET .*\/silent\.$/),
      ],
      [
        'g › asks for a longer time than a test has',
        'failed',
        'timeout',
        'The test did not finish within 400 ms.',
      ],
      ['g › never calls done', 'failed', 'timeout', 'The test did not finish within 400 ms.'],
      ['g › runs in spite of all', 'passed', undefined, undefined],
    ]);
  });

  it('lets nothing of a test that is over reach the tests after it', async () => {
    const report = await run(
      `
      import { sleep, subject } from '@touchstone/kit';
      let zombieCalls = 0;
      describe('g', () => {
        it('leaves a loop behind', async () => {
          for (;;) { await sleep(20); await subject.get('/zombie'); zombieCalls += 1; }
        });
        it('counts only its own calls', async () => {
          const before = zombieCalls;
          await sleep(200);
          expect(zombieCalls).toBe(before);
        });
      });
    `,
      { load: { testTimeoutMs: 600 } },
    );

    expect(resultsOf(report)[1]).toEqual(['g › counts only its own calls', 'passed', undefined, undefined]);
  });

  it('fails the running test on an error that nobody caught, and only that one', async () => {
    const report = await run(`
      import { sleep } from '@touchstone/kit';
      describe('g', () => {
        it('rejects unseen', async () => { void Promise.reject(new Error('unseen')); await sleep(5); });
        it('rejects at the last moment', () => { void Promise.reject(new Error('last')); });
        it('throws from a timer', async () => { setTimeout(() => { throw new Error('timer'); }, 1); await sleep(20); });
        it('passes', () => {});
      });
    `);

    expect(resultsOf(report)).toEqual([
      ['g › rejects unseen', 'failed', 'error', 'unseen'],
      ['g › rejects at the last moment', 'failed', 'error', 'last'],
      ['g › throws from a timer', 'failed', 'error', 'timer'],
      ['g › passes', 'passed', undefined, undefined],
    ]);
  });

  it('fails a test in which the program crashed, and starts it again for the next', async () => {
    const report = await run(`
      import { subject } from '@touchstone/kit';
      describe('g', () => {
        it('crashes it', async () => { expect(await subject.get('/crash')).toHaveStatus(200); });
        it('crashes it and does not mind', async () => { await subject.get('/crash').catch(() => {}); });
        it('finds it running', async () => { expect(await subject.get('/')).toHaveJson({ calls: 2 }); });
      });
    `);

    expect(resultsOf(report)).toEqual([
      [
        'g › crashes it',
        'failed',
        'crashed',
        expect.stringMatching(
          /^Your program ended during this test \(exit code 3\)\.\nGET \/crash: the connection was closed/,
        ),
      ],
      [
        'g › crashes it and does not mind',
        'failed',
        'crashed',
        'Your program ended during this test (exit code 3).',
      ],
      ['g › finds it running', 'passed', undefined, undefined],
    ]);
    expect(report.actions).toEqual([
      { action: 'restart', instance: 0 },
      { action: 'restart', instance: 0 },
    ]);
  });

  it('reports the rest as not run once the program has crashed too often', async () => {
    const report = await run(
      `
      import { subject } from '@touchstone/kit';
      let hooks = 0;
      describe('g', () => {
        beforeEach(() => { hooks += 1; });
        afterEach(async () => { await subject.get('/').catch(() => {}); });
        for (const n of [1, 2, 3, 4, 5]) it('crash ' + n, async () => { console.log('ran', n); await subject.get('/crash'); });
      });
      describe('h', () => { beforeAll(async () => { await subject.get('/'); }); it('last', () => {}); });
    `,
      { load: { maxCrashRestarts: 2 } },
    );

    expect(endsOf(report).map(({ failure }) => failure?.category)).toEqual([
      'crashed',
      'crashed',
      'crashed',
      'not-run',
      'not-run',
      'not-run',
    ]);
    expect(endsOf(report).at(-1)?.failure).toEqual({
      category: 'not-run',
      message: 'Not run, because your program had ended by itself 3 times before',
    });
    expect(report.log.match(/ran \d/g)).toEqual(['ran 1', 'ran 2', 'ran 3']);
    expect(report.frames.at(-1)).toEqual({ type: 'done', passed: 0, failed: 6 });
  });

  it('starts again what a test killed or left killed, without counting it as a crash', async () => {
    const report = await run(
      `
      import { subject, subjects } from '@touchstone/kit';
      describe('g', () => {
        it('restarts', async () => {
          await subject.get('/'); await subject.restart();
          expect(await subject.get('/')).toHaveJson({ calls: 2 });
          expect(await subject.logs()).toContain('listening');
        });
        it('kills and leaves', async () => { await subjects[1].kill(); await expect(subjects[1].get('/')).rejects.toThrow('refused'); });
        it('finds both running', async () => { for (const one of subjects) expect(await one.get('/')).toHaveJson({ instance: String(one.index) }); });
      });
    `,
      { instances: 2, load: { maxCrashRestarts: 0 } },
    );

    expect(endsOf(report).map(({ status, failure }) => failure?.message ?? status)).toEqual([
      'passed',
      'passed',
      'passed',
    ]);
  });

  it('thaws at the end of a test what the test froze', async () => {
    const report = await run(`
      import { subject } from '@touchstone/kit';
      describe('g', () => {
        it('fails while frozen', async () => { await subject.pause(); expect(1).toBe(2); });
        it('thaws by itself', async () => { await subject.pause(); await subject.resume(); });
      });
    `);

    expect(report.actions.map(({ action }) => action)).toEqual(['pause', 'resume', 'pause', 'resume']);
  });

  it('attributes what breaks in hooks: beforeAll to each test, beforeEach to its test', async () => {
    const report = await run(`
      describe('a', () => { beforeAll(() => { throw new Error('setup'); }); it('one', () => {}); it('two', () => {}); });
      describe('b', () => { let n = 0; beforeEach(() => { n += 1; if (n === 1) throw new Error('each'); }); it('one', () => {}); it('two', () => {}); });
    `);

    expect(resultsOf(report)).toEqual([
      ['a › one', 'failed', 'error', 'setup'],
      ['a › two', 'failed', 'error', 'setup'],
      ['b › one', 'failed', 'error', 'each'],
      ['b › two', 'passed', undefined, undefined],
    ]);
  });

  it('keeps the hooks of one file from the tests of another, and lets files share helpers', async () => {
    const report = await run({
      'tests/hidden/a.test.ts': `
        import { half } from '../support/half.ts';
        beforeEach(() => { throw new Error('only here'); });
        describe('a', () => { it('is hit', () => { half(2); }); });`,
      'tests/hidden/b.test.ts': `
        import { half } from '../support/half.ts';
        describe('b', () => { it('is not', () => { expect(half(4)).toBe(2); }); });`,
      'tests/support/half.ts': 'export function half(n: number): number { return n / 2; }',
    });

    expect(resultsOf(report)).toEqual([
      ['a › is hit', 'failed', 'error', 'only here'],
      ['b › is not', 'passed', undefined, undefined],
    ]);
  });

  it('shuffles by seed: the same seed the same order, every test once', async () => {
    const suite = `describe('a', () => { for (const n of [1,2,3,4,5,6]) it('t' + n, () => {}); }); describe('b', () => { it('u', () => {}); });`;
    const order = async (shuffleSeed: string) =>
      endsOf(await run(suite, { load: { shuffleSeed } as LocalRun['load'] & object })).map(({ id }) => id);

    const [first, same, other] = await Promise.all([
      order('0000000000000001'),
      order('0000000000000001'),
      order('0000000000000002'),
    ]);

    expect(first).toEqual(same);
    expect(first).not.toEqual(other);
    expect([...first].sort()).toEqual([...other].sort());
    expect(first).toHaveLength(7);
  });

  it('gives a test the same random values whatever ran before it', async () => {
    const suite = (first: string) => `
      import { random } from '@touchstone/kit';
      describe('g', () => { ${first} it('t', () => { console.log('drew ' + random.uuid()); }); });`;

    const [alone, after] = await Promise.all([
      run(suite('')),
      run(suite(`it('s', () => { random.uuid(); });`)),
    ]);

    expect(alone.log).toMatch(/drew [0-9a-f-]{36}/);
    expect(/drew .*/.exec(after.log)?.[0]).toBe(/drew .*/.exec(alone.log)?.[0]);
  });

  it('cannot be given a property that all objects share', async () => {
    const report = await run(`
      describe('g', () => {
        it('by a merge', () => {
          const merge = (to: any, from: any) => { for (const k of Object.keys(from)) if (typeof from[k] === 'object') merge(to[k] ??= {}, from[k]); else to[k] = from[k]; };
          try { merge({}, JSON.parse('{"__proto__":{"passed":true,"toString":1}}')); } catch {}
          expect((({}) as any).passed).toBeUndefined();
          expect(String({})).toBe('[object Object]');
        });
        it('and objects can still have their own', () => {
          class Named extends Error { override name = 'Named'; }
          const plain: any = {}; plain.toString = () => 'mine';
          expect([new Named('x').name, String(plain)]).toEqual(['Named', 'mine']);
        });
      });
    `);

    expect(resultsOf(report).map(([, status, , message]) => message ?? status)).toEqual(['passed', 'passed']);
  });

  it('counts expected assertions', async () => {
    const report = await run(`
      describe('g', () => {
        it('too few', () => { expect.assertions(2); expect(1).toBe(1); });
        it('none', () => { expect.hasAssertions(); });
        it('right', () => { expect.assertions(1); expect(1).toBe(1); });
      });
    `);

    expect(endsOf(report).map(({ status }) => status)).toEqual(['failed', 'failed', 'passed']);
  });
});

describe('a suite that cannot be run', () => {
  it.each([
    [
      'tests it could not report',
      `it('alone', () => {});
       describe('g', () => { it('twice', () => {}); it('twice', () => {}); it.only('only', () => {}); });
       describe.skip('s', () => { it('skipped', () => {}); });`,
      [
        '"alone": the test stands outside a describe block',
        '"g › twice": there is another',
        '"g › only": .only',
        '"s › skipped": .skip',
      ],
    ],
    ['an error at the top', `throw new Error('typo');`, ['could not be read: Error: typo']],
    ['an import of nothing', `import './gone.ts';`, ['could not be read']],
    [
      'a hook without tests',
      `describe('g', () => { beforeAll(() => {}); }); describe('h', () => { it('a', () => {}); });`,
      ['no tests'],
    ],
  ])('is refused before learner code starts: %s', async (_, suite, sentences) => {
    const report = await run(suite);

    expect(report.frames.map(({ type }) => type)).toEqual(['hello', 'load-failed']);
    for (const sentence of ['tests/hidden/a.test', ...sentences])
      expect(messageOf(report, 'load-failed')).toContain(sentence);
    expect(report.exitCode).toBe(1);
  });

  it('tells its author that a service is not in exercise.yaml', async () => {
    const report = await run(`
      import { services } from '@touchstone/kit';
      describe('g', () => { it('a', async () => { await services.redis.reset(); }); });
    `);

    expect(resultsOf(report)).toEqual([
      [
        'g › a',
        'failed',
        'error',
        expect.stringContaining('exercise.yaml does not list it. Add "redis" to its "services"'),
      ],
    ]);
  });
});

describe('a program that does not come up', () => {
  const suite = `describe('g', () => { it('a', () => {}); });`;
  const node = (program: string) => [process.execPath, '--input-type=module', '-e', program];

  it.each([
    ['ends', 'process.exit(4)', 'The program ended (exit code 4) before it answered.'],
    ['never listens', 'setInterval(() => {}, 1000)', 'Nothing listened on port'],
    [
      'listens and says nothing',
      `(await import('node:net')).createServer(() => {}).listen(+process.env.PORT)`,
      'accepted connections but answered no HTTP request',
    ],
    [
      'hangs up on whoever asks',
      `(await import('node:net')).createServer((s) => s.on('error', () => {}).end()).listen(+process.env.PORT)`,
      'closed every connection without an answer to GET /healthz',
    ],
    [
      'speaks something else',
      `(await import('node:net')).createServer((s) => s.on('error', () => {}).end('+OK\\r\\n')).listen(+process.env.PORT)`,
      'did not answer in HTTP',
    ],
  ])('is told so when it %s', async (_, program, sentence) => {
    const report = await run(suite, { subject: node(program), load: { startTimeoutMs: 1500 } });

    expect(report.frames.map(({ type }) => type)).toEqual(['hello', 'plan', 'subject-not-ready']);
    expect(messageOf(report, 'subject-not-ready')).toContain(sentence);
  });

  it('is ready with any HTTP answer', async () => {
    const report = await run(suite, {
      subject: node(
        `(await import('node:http')).createServer((_, r) => r.writeHead(503).end()).listen(+process.env.PORT)`,
      ),
    });

    expect(report.frames.at(-1)).toEqual({ type: 'done', passed: 1, failed: 0 });
  });

  const inGrpc = node(
    `(await import('node:http2')).createServer().on('stream', (s) => s.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '5', 'grpc-message': 'none' }, { endStream: true })).listen(+process.env.PORT)`,
  );

  it('is ready with any answer in gRPC where that is spoken, and called in it', async () => {
    const report = await run(
      `
      import { grpcClient } from '@touchstone/kit';
      const PROTO = 'syntax = "proto3"; package a.v1; service A { rpc Say(Text) returns (Text); } message Text { string text = 1; }';
      const client = grpcClient(PROTO, 'a.v1.A');
      describe('g', () => {
        it('asks', async () => expect(await client.call('Say', { text: 'x' })).toHaveGrpcStatus('NOT_FOUND'));
        it('fails', async () => expect(await client.call('Say', { text: 'x' })).toHaveGrpcStatus('OK'));
      });
    `,
      { subject: inGrpc, load: { speaks: 'grpc' } },
    );

    const [asks, fails] = endsOf(report);
    expect(asks?.status).toBe('passed');
    expect(fails?.failure).toMatchObject({
      category: 'assertion',
      message: 'Say({"text": "x"}): expected status OK, got NOT_FOUND (none)',
      check: { what: 'result', place: 'status', expected: '"OK"', actual: '"NOT_FOUND"' },
      call: { call: 'Say({"text": "x"})', outcome: 'returned' },
    });
  });

  it.each([
    [
      'HTTP/1.1',
      node(`(await import('node:http')).createServer((_, r) => r.end()).listen(+process.env.PORT)`),
    ],
    ['nothing', node('setInterval(() => {}, 1000)')],
  ])('is told so when it speaks %s instead of gRPC', async (what, subject) => {
    const report = await run(suite, { subject, load: { speaks: 'grpc', startTimeoutMs: 1500 } });

    expect(messageOf(report, 'subject-not-ready')).toContain(
      what === 'nothing' ? 'Nothing listened on port' : 'did not answer in gRPC within 1500 ms',
    );
  });
});
