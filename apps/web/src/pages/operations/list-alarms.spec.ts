import { describe, expect, it } from '@jest/globals';
import type { Operations, WorkerView } from '#contracts';
import { listAlarms, tellSeconds } from './list-alarms.js';

const aWorker = (state: WorkerView['state']) => ({ state }) as WorkerView;

function someOperations(overrides: Partial<Operations> = {}): Operations {
  return {
    status: { mode: 'normal', line: null, since: '2026-01-01T00:00:00.000Z', changedBy: null },
    queue: {
      submissions: { length: 0, oldestSeconds: null },
      rejudging: { length: 0, oldestSeconds: null },
      retrying: 0,
    },
    workers: [aWorker('open')],
    outcomes: [],
    systemErrors: [],
    ...overrides,
  };
}
const textsOf = (operations: Operations) => listAlarms(operations).map(({ text }) => text);

describe('listAlarms', () => {
  it('has nothing to say of a platform that is well', () => {
    expect(listAlarms(someOperations())).toEqual([]);
  });

  it.each([
    ['nobody judges', [], /^No worker is there/],
    ['all who were there are lost', [aWorker('lost')], /^No worker is there/],
    ['no engine is proven', [aWorker('closed')], /^No worker takes submissions/],
    ['some engine is not proven', [aWorker('open'), aWorker('closed')], /^1 of 2 workers/],
    ['a worker is lost', [aWorker('open'), aWorker('lost')], /^A worker was lost/],
  ])('tells when %s', (_, workers, text) => {
    expect(textsOf(someOperations({ workers }))[0]).toMatch(text);
  });

  it('tells of a long wait, but not while the platform is drained on purpose', () => {
    const { status, queue } = someOperations();
    const waiting = { ...queue, submissions: { length: 3, oldestSeconds: 240 } };

    expect(textsOf(someOperations({ queue: waiting }))).toEqual([expect.stringContaining('4 min')]);
    expect(textsOf(someOperations({ queue: waiting, status: { ...status, mode: 'draining' } }))).toEqual([]);
  });

  it('puts the worst first', () => {
    const systemErrors = [{ state: 'given-up' }] as Operations['systemErrors'];
    const workers = [aWorker('open'), aWorker('lost')];

    expect(listAlarms(someOperations({ workers, systemErrors })).map(({ tone }) => tone)).toEqual([
      'bad',
      'fair',
    ]);
  });
});

describe('tellSeconds', () => {
  it('speaks in the unit that fits', () => {
    expect([tellSeconds(4.4), tellSeconds(200), tellSeconds(10_000)]).toEqual(['4 s', '3 min', '3 h']);
  });
});
