import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '#contracts';
import { aManifest, anExercise, aPodScript, aResult, aSeed, FakePodRunner } from '#testing';
import { judge } from './judge.js';

const CAPS = { memoryMib: 256, cpus: 1, processes: 64, diskMib: 32, wallTimeoutMs: 60_000 };
const LOG = { text: 'input: 7\n', cut: false };

const passed = aResult({ title: 'answers' });
const failed = aResult({
  title: 'counts',
  status: 'failed',
  failure: {
    category: 'assertion',
    message: 'expected 7, got 8',
    check: { what: 'value', place: '', expected: '7', actual: '8' },
  },
  log: LOG,
});
const another = aResult({ group: 'Errors', title: 'refuses' });

async function run(feedback: 'message' | 'none' = 'message') {
  const events: LiveEvent[] = [];
  const judgement = await judge({
    runner: new FakePodRunner(() => aPodScript([passed, failed, another])),
    taskId: 'a-task',
    attempt: 1,
    exercise: anExercise({ manifest: aManifest({ feedback }) }),
    runtime: 'node',
    mode: 'graded',
    files: [],
    seed: aSeed(),
    caps: CAPS,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
  });
  return { judgement, events };
}

describe('judge', () => {
  it('tells the plan in all and by group, in the order of the suite', async () => {
    const { events } = await run();

    expect(events[0]).toEqual({
      type: 'plan',
      total: 3,
      groups: [
        { name: 'Basics', total: 2 },
        { name: 'Errors', total: 1 },
      ],
    });
  });

  it('keeps with a failed test what it compared and what the program wrote meanwhile', async () => {
    const { judgement } = await run();

    expect(judgement.tests).toEqual([passed, failed, another]);
  });

  it('tells watchers neither: they come with the verdict, through the policy', async () => {
    const { events } = await run();
    const tests = events.filter(({ type }) => type === 'test');

    expect(tests[1]).toEqual({
      type: 'test',
      index: 1,
      group: 'Basics',
      title: 'counts',
      status: 'failed',
      category: 'assertion',
      message: 'expected 7, got 8',
    });
  });

  it('tells watchers of a test whose policy shows nothing only how it ended', async () => {
    const { events } = await run('none');

    expect(events.filter(({ type }) => type === 'test')).toEqual([
      { type: 'test', index: 0, group: 'Basics', status: 'passed' },
      { type: 'test', index: 1, group: 'Basics', status: 'failed' },
      { type: 'test', index: 2, group: 'Errors', status: 'passed' },
    ]);
  });
});
