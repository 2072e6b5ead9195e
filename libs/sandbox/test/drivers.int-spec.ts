import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RuntimeName, SubmissionFile } from '#contracts';
import { ensureImages, findImageId, localImages } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

beforeAll(async () => {
  await preparePodImages();
  if ((await findImageId(docker, 'touchstone/grader:latest')) === null)
    await ensureImages(docker, ['grader']);
}, 600_000);

/** The same for every runtime; suites say `countUp`, Python may say `count_up`. */
const SUITE = `
import { subjectModule } from '@touchstone/kit';

describe('values', () => {
  it.each([
    ['text', 'zażółć \\u2028 😀'], ['numbers', [1, -2.5, 2 ** 53 - 1]], ['specials', [NaN, Infinity, -Infinity, -0]],
    ['a big integer', 10n ** 30n], ['nothing', null], ['an object', { $: 'dollar', a: { b: [] } }], ['a date', new Date(1763686800123)],
    ['bytes', new Uint8Array([0, 255])], ['a map', new Map([[1, 'one']])], ['a set', new Set([1, 2])],
  ])('come back as they went: %s', async (_, value) => {
    expect(await subjectModule.call('echo', value)).toEqual(value);
  });
  it('that contain themselves fail the call', async () => {
    await subjectModule.call('selfish');
  });
  it('larger than 1 MiB fail the call', async () => {
    await subjectModule.call('huge');
  });
});

describe('calls', () => {
  it('await what is asynchronous, side by side', async () => {
    expect(await Promise.all([subjectModule.call('meet', 'a'), subjectModule.call('meet', 'b')])).toEqual(['a', 'b']);
  });
  it('go on with an object', async () => {
    const counter = await subjectModule.create('Counter', 5);
    await counter.call('countUp');
    expect([await counter.call('countUp'), await counter.get('count')]).toEqual([7, 7]);
  });
  it('reject with what was thrown', async () => {
    await expect(subjectModule.call('refuse')).rejects.toMatchObject({ name: 'Refused', message: 'not today', code: 'E_REFUSED' });
  });
  it('are not disturbed by what is printed', async () => {
    expect(await subjectModule.call('shout')).toBe('done');
  });
  it('name what is missing', async () => {
    await subjectModule.call('noSuchThing');
  });
  it('fail when they never end', async () => {
    await subjectModule.call('spin');
  });
  it('work again after one that never ended', async () => {
    expect(await subjectModule.call('echo', 1)).toBe(1);
  });
  it('fail when the program ends', async () => {
    await subjectModule.call('leave');
  });
  it('work again after the program ended', async () => {
    expect(await subjectModule.call('echo', 1)).toBe(1);
  });
});
`;

const NODE = `
export const echo = (value: unknown): unknown => value;
export const selfish = () => { const loop: Record<string, unknown> = {}; loop.loop = loop; return loop; };
export const huge = () => 'é'.repeat(600_000);
let waiting: (() => void) | undefined;
export const meet = async <T>(value: T) => { if (waiting) waiting(); else await new Promise<void>((met) => { waiting = met; }); return value; };
class Refused extends Error { code = 'E_REFUSED'; }
export function refuse(): never { throw new Refused('not today'); }
export class Counter { count: number; constructor(count: number) { this.count = count; } countUp() { this.count += 1; return this.count; } }
export function shout() { console.log('{"id":"forged","ok":true}'); return 'done'; }
export function spin() { for (;;); }
export function leave() { process.exit(7); }
`;

const PYTHON = `
import asyncio, os
def echo(value): return value
def selfish():
    loop = {}
    loop['loop'] = loop
    return loop
def huge(): return 'é' * 600_000
met, there = asyncio.Event(), []
async def meet(value):
    there.append(value)
    if len(there) == 2: met.set()
    await met.wait()
    return value
class Refused(Exception):
    code = 'E_REFUSED'
def refuse(): raise Refused('not today')
class Counter:
    def __init__(self, count): self.count = count
    def count_up(self):
        self.count += 1
        return self.count
def shout():
    print('{"id":"forged","ok":true}')
    return 'done'
def spin():
    while True: pass
def leave(): os._exit(7)
`;

async function callInto(runtime: RuntimeName, suite: string, files: SubmissionFile[]): Promise<Witnessed> {
  const plan = aPlan('', files, {
    kind: 'module',
    runtime,
    suite: [{ path: 'tests/hidden/calls.test.ts', content: suite }],
    limits: { testTimeoutMs: 2000 },
  });
  return witness(plan, aRunner(localImages));
}

describe.each<[RuntimeName, string, string]>([
  ['node', 'main.ts', NODE],
  ['python', 'main.py', PYTHON],
])('the %s driver', (runtime, path, content) => {
  it('carries values, objects and errors, and outlives calls that do not end', async () => {
    const { report, tests } = await callInto(runtime, SUITE, [{ path, content }]);

    const failed = Object.entries(tests).filter(([, result]) => result !== 'passed');
    expect(failed).toEqual([
      [
        'values › that contain themselves fail the call',
        expect.stringContaining('nested deeper than 64 levels, or contains itself'),
      ],
      ['values › larger than 1 MiB fail the call', expect.stringContaining('larger than 1 MiB')],
      ['calls › name what is missing', expect.stringContaining('noSuchThing')],
      ['calls › fail when they never end', 'spin() did not return within 1800 ms.'],
      ['calls › fail when the program ends', expect.stringContaining('ended during this test (exit code 7)')],
    ]);
    expect(Object.keys(tests)).toHaveLength(21);
    expect(report.logTail).toContain('{"id":"forged","ok":true}');
  });

  it('tells in the log why a module could not be loaded', async () => {
    const broken = runtime === 'node' ? `import './gone.ts';` : 'import gone';
    const { report } = await callInto(runtime, SUITE, [{ path, content: broken }]);

    expect(report.stop).toBe('subject-not-ready');
    expect(report.logTail).toContain('Your module could not be loaded');
    expect(report.logTail).toContain('gone');
  });
});

describe('the clock of the node driver', () => {
  it('stands still until it is advanced, while a call waits for it', async () => {
    const suite = `
import { subjectModule } from '@touchstone/kit';
describe('time', () => {
  it('is virtual', async () => {
    await subjectModule.clock.install(1000);
    expect(await subjectModule.call('now')).toBe(1000);
    const woken = [subjectModule.call('globalSleep', 60_000), subjectModule.call('importedSleep', 60_000)];
    await subjectModule.clock.advance(59_999);
    expect(await subjectModule.call('now')).toBe(60_999);
    await subjectModule.clock.advance(1);
    expect(await Promise.all(woken)).toEqual([61_000, 61_000]);
  });
  it('is real again in the next test', async () => {
    expect(await subjectModule.call('now')).toBeGreaterThan(1e12);
  });
});`;
    const program = `
import { setTimeout as delay } from 'node:timers/promises';
export const now = () => Date.now();
export const globalSleep = async (ms: number) => { await new Promise((wake) => setTimeout(wake, ms)); return Date.now(); };
export const importedSleep = async (ms: number) => { await delay(ms); return Date.now(); };
`;

    const { tests } = await callInto('node', suite, [{ path: 'main.ts', content: program }]);

    expect(tests).toEqual({
      'time › is virtual': 'passed',
      'time › is real again in the next test': 'passed',
    });
  });
});

describe('the codec of the python driver', () => {
  it('gives every example of the format back in the same wire form', async () => {
    const examples = readFileSync('sandbox-images/grader/src/kit/module/wire-examples.json', 'utf8');
    const program = `
import json
from touchstone_driver.wire_codec import decode_value, encode_value
def list_broken():
    with open('/work/examples.json') as file:
        examples = json.load(file)
    assert len(examples) > 15
    return [one['name'] for one in examples if encode_value(decode_value(one['wire'])) != one['wire']]
`;
    const suite = `
import { subjectModule } from '@touchstone/kit';
describe('examples', () => { it('hold', async () => { expect(await subjectModule.call('listBroken')).toEqual([]); }); });`;

    const { tests } = await callInto('python', suite, [
      { path: 'main.py', content: program },
      { path: 'examples.json', content: examples },
    ]);

    expect(tests).toEqual({ 'examples › hold': 'passed' });
  });
});
