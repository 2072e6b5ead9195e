import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred } from './deferred.js';
import { NextLives, type Launch } from './next-lives.js';
import type { PodContainer } from './pod-container.js';
import type { SubjectLife } from './subject-life.js';

/** How many may wait. */
let room = 2;
let launched: number[] = [];
let letGo: number[] = [];
let launches: Launch[] = [];
/** What each launch waits for. */
let engine: Promise<unknown> = Promise.resolve();
let lives: NextLives;

beforeEach(() => {
  room = 2;
  launched = [];
  launches = [];
  letGo = [];
  engine = Promise.resolve();
  lives = new NextLives({
    hasRoomFor: (waiting) => waiting <= room,
    launch: async (nth) => {
      launched.push(nth);
      await engine;
      const launch = aLaunch(nth);
      launches.push(launch);
      return launch;
    },
  });
});

function aLaunch(nth: number): Launch {
  const run = { hangUp: () => letGo.push(nth) };
  const life = { isSilent: false, run } as unknown as SubjectLife;
  return { container: { name: String(nth) } as PodContainer, life };
}

const nameOf = (launch: Launch | null) => launch?.container.name ?? null;
/** As a restart does. */
async function begin(): Promise<string | null> {
  const name = nameOf(await lives.take());
  lives.replace();
  return name;
}

describe('the next lives of an instance', () => {
  it('are made ahead, two at most, in the order in which they are taken', async () => {
    await lives.expect(3);
    expect(launched).toEqual([2, 3]);

    expect([await begin(), await begin(), await begin(), await begin()]).toEqual(['2', '3', '4', null]);
    expect(launched).toEqual([2, 3, 4]);
  });

  it('are replaced when the program has had the processors for a while', async () => {
    await lives.expect(3);

    await begin();
    await delay(50);
    expect(launched).toEqual([2, 3]);
    await delay(350);

    expect(launched).toEqual([2, 3, 4]);
  });

  it('are no more than are expected, whether or not they came from here', async () => {
    room = 0;
    await lives.expect(1);
    expect(await begin()).toBeNull();
    room = 2;
    await delay(350);
    expect(launched).toEqual([]);

    await lives.expect(2);
    expect(launched).toEqual([2]);
  });

  it('are as many as there is room for', async () => {
    room = 1;
    await lives.expect(2);
    expect(launched).toEqual([2]);

    expect([await begin(), await begin()]).toEqual(['2', '3']);
  });

  it('are waited for while they are made', async () => {
    const gate = new Deferred<void>();
    engine = gate.promise;
    const expecting = lives.expect(1);

    const taking = lives.take();
    expect(await Promise.race([taking.then(nameOf), delay(30, 'waits')])).toBe('waits');
    gate.resolve();

    expect(nameOf(await taking)).toBe('2');
    await expecting;
  });

  it('are passed over when they did not last, and replaced', async () => {
    await lives.expect(4);
    launches[0]!.life.isSilent = true;
    expect(await begin()).toBe('3');

    await lives.expect(4);
    for (const { life } of launches) life.isSilent = true;
    expect([await begin(), await begin()]).toEqual([null, '6']);
  });

  it('are none when they cannot be made, until the next is due', async () => {
    engine = Promise.reject(new Error('the engine is gone'));
    await lives.expect(2);
    expect(launched).toEqual([2]);
    engine = Promise.resolve();

    expect([await begin(), await begin()]).toEqual([null, '3']);
  });

  it('are let go when the pod ends, also one that is being made', async () => {
    await lives.expect(1);
    const gate = new Deferred<void>();
    engine = gate.promise;
    void lives.expect(3);
    await delay(0);
    const closing = lives.close();
    gate.resolve();
    await closing;

    expect(letGo).toEqual([2, 3]);
    expect(launched).toEqual([2, 3]);
  });
});
