import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ControlAction } from '#contracts';
import { openASession } from '../../../test/open-a-session.js';
import { countLostConnections, lostConnection } from '../lost-connections.js';
import type { PodState } from '../pod-state.js';
import { runInScope, Scope } from '../scope.js';
import { subjectInstance } from './subject-instance.js';

let scope: Scope;
let pod: PodState;
let answer: (action: ControlAction) => Promise<unknown>;

beforeEach(() => {
  scope = new Scope('a test', '0123456789abcdef');
  ({ pod } = openASession(8080, { control: (action) => answer(action) }));
});

afterEach(() => scope.end());

const inTest = <T>(work: () => T): T => runInScope(scope, work);
const instance = subjectInstance(0);

/** How many of the connections that break while the worker carries out an action may be the sign of a crash. */
async function lossesDuring(action: () => Promise<unknown>, value?: unknown): Promise<number> {
  const before = countLostConnections();
  answer = () => {
    lostConnection('the connection was closed');
    return Promise.resolve(value);
  };
  await inTest(action);
  return countLostConnections() - before;
}

describe('an instance that a suite ends', () => {
  it('is down once it is killed, and what broke meanwhile is no sign of a crash', async () => {
    expect(await lossesDuring(() => instance.kill())).toBe(0);
    expect(pod.status(0)).toBe('down');
  });

  it('explains connections that are refused until it is up again', async () => {
    answer = () => Promise.resolve(undefined);
    await inTest(() => instance.kill());
    const before = countLostConnections();
    lostConnection('nothing listens');
    expect(countLostConnections()).toBe(before);

    pod.mark(0, 'up');
    lostConnection('the connection was closed');
    expect(countLostConnections()).toBe(before + 1);
  });

  it('is up again after a polite end that it did not come to', async () => {
    const value = { exited: false, exitCode: null, afterMs: 5000 };
    expect(await lossesDuring(() => instance.terminate(), value)).toBe(0);
    expect(pod.status(0)).toBe('up');
  });

  it('is down after a polite end', async () => {
    const value = { exited: true, exitCode: 0, afterMs: 20 };
    expect(await lossesDuring(() => instance.terminate(), value)).toBe(0);
    expect(pod.status(0)).toBe('down');
  });

  it('is as it was when the worker could not end it', async () => {
    answer = () => Promise.reject(new Error('the container engine refused'));
    await expect(inTest(() => instance.kill())).rejects.toThrow('refused');
    expect(pod.status(0)).toBe('up');
  });

  it('stays up when it was started again before a polite end was told', async () => {
    let tell: (value: unknown) => void = () => undefined;
    answer = () => new Promise((resolve) => (tell = resolve));
    const ending = inTest(() => instance.terminate());
    pod.mark(0, 'up');
    tell({ exited: true, exitCode: 0, afterMs: 20 });
    await ending;
    expect(pod.status(0)).toBe('up');
  });

  it('has crashed when it did so before the signal arrived', async () => {
    answer = () => {
      pod.recordCrash({ instance: 0, exitCode: 1, oomKilled: false });
      return Promise.resolve(undefined);
    };
    await inTest(() => instance.kill());
    expect(pod.status(0)).toBe('crashed');
  });
});

describe('an instance that nobody ends', () => {
  it('may have crashed when a connection breaks', () => {
    const before = countLostConnections();
    lostConnection('the connection was closed');
    expect(countLostConnections()).toBe(before + 1);
  });
});
