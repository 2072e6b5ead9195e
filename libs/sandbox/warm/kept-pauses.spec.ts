import { afterEach, describe, expect, it } from '@jest/globals';
import type { Pause } from '../pod/pause.js';
import { KeptPauses } from './kept-pauses.js';

interface Stand {
  id: string;
  madeAtMs: number;
  hasEnded: boolean;
  empty: boolean;
  removed: boolean;
}

let pauses: KeptPauses;
afterEach(() => pauses.close());

/** Pauses that are only counted. */
function aWorld(most = 2) {
  const made: Stand[] = [];
  pauses = new KeptPauses(() => {
    const stand = {
      id: String(made.length),
      madeAtMs: performance.now(),
      hasEnded: false,
      empty: true,
      removed: false,
      isEmpty: async () => stand.empty,
      remove: async () => void (stand.removed = true),
    };
    made.push(stand);
    return stand as unknown as Pause;
  });
  pauses.open(most);
  return made;
}

describe('kept pauses', () => {
  it('are given out again, one at a time', async () => {
    aWorld();
    const first = pauses.take();
    await pauses.giveBack(first, true);

    expect(pauses.take()).toBe(first);
    expect(pauses.take()).not.toBe(first);
    expect(pauses.has(first.id)).toBe(true);
  });

  it.each([
    ['a container that had joined is left', false, () => undefined],
    ['something is left in the network', true, (stand: Stand) => (stand.empty = false)],
    ['it is old', true, (stand: Stand) => (stand.madeAtMs -= 21 * 60_000)],
    ['nothing is kept', true, () => pauses.close()],
  ])('are removed when %s', async (_, isAlone, change) => {
    const made = aWorld();
    const pause = pauses.take();
    await change(made[0]!);

    await pauses.giveBack(pause, isAlone);

    expect(made[0]!.removed).toBe(true);
    expect(pauses.has(pause.id)).toBe(false);
    expect(pauses.take()).not.toBe(pause);
  });

  it.each([
    ['ended', (stand: Stand) => (stand.hasEnded = true)],
    ['grown old', (stand: Stand) => (stand.madeAtMs -= 21 * 60_000)],
  ])('are not given out once they have %s', async (_, change) => {
    const made = aWorld();
    const pause = pauses.take();
    await pauses.giveBack(pause, true);
    change(made[0]!);

    expect(pauses.take()).not.toBe(pause);
    expect(made[0]!.removed).toBe(true);
  });

  it('are no more than there is use for', async () => {
    const made = aWorld(1);
    const both = [pauses.take(), pauses.take()];

    await Promise.all(both.map((pause) => pauses.giveBack(pause, true)));

    expect(made.map(({ removed }) => removed).sort()).toEqual([false, true]);
  });

  it('are all removed in the end', async () => {
    const made = aWorld();
    await pauses.giveBack(pauses.take(), true);

    await pauses.close();

    expect(made[0]!.removed).toBe(true);
    expect(pauses.has('0')).toBe(false);
  });
});
