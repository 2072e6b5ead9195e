import { afterEach, describe, expect, it } from '@jest/globals';
import type { PodCore } from '../pod/pod-core.js';
import { KeptCores } from './kept-cores.js';

interface Stand {
  id: string;
  madeAtMs: number;
  hasEnded: boolean;
  empty: boolean;
  removed: boolean;
}

let cores: KeptCores;
afterEach(() => cores.close());

/** Cores that are only counted. */
function aWorld(most = 2) {
  const made: Stand[] = [];
  cores = new KeptCores(() => {
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
    return stand as unknown as PodCore;
  });
  cores.open(most);
  return made;
}

describe('kept cores', () => {
  it('are given out again, one at a time', async () => {
    aWorld();
    const first = cores.take();
    await cores.giveBack(first, true);

    expect(cores.take()).toBe(first);
    expect(cores.take()).not.toBe(first);
    expect(cores.has(first.id)).toBe(true);
  });

  it.each([
    ['a container that had joined is left', false, () => undefined],
    ['something is left in the network', true, (stand: Stand) => (stand.empty = false)],
    ['it is old', true, (stand: Stand) => (stand.madeAtMs -= 21 * 60_000)],
    ['nothing is kept', true, () => cores.close()],
  ])('are removed when %s', async (_, isAlone, change) => {
    const made = aWorld();
    const core = cores.take();
    await change(made[0]!);

    await cores.giveBack(core, isAlone);

    expect(made[0]!.removed).toBe(true);
    expect(cores.has(core.id)).toBe(false);
    expect(cores.take()).not.toBe(core);
  });

  it.each([
    ['ended', (stand: Stand) => (stand.hasEnded = true)],
    ['grown old', (stand: Stand) => (stand.madeAtMs -= 21 * 60_000)],
  ])('are not given out once they have %s', async (_, change) => {
    const made = aWorld();
    const core = cores.take();
    await cores.giveBack(core, true);
    change(made[0]!);

    expect(cores.take()).not.toBe(core);
    expect(made[0]!.removed).toBe(true);
  });

  it('are no more than there is use for', async () => {
    const made = aWorld(1);
    const both = [cores.take(), cores.take()];

    await Promise.all(both.map((core) => cores.giveBack(core, true)));

    expect(made.map(({ removed }) => removed).sort()).toEqual([false, true]);
  });

  it('are all removed in the end', async () => {
    const made = aWorld();
    await cores.giveBack(cores.take(), true);

    await cores.close();

    expect(made[0]!.removed).toBe(true);
    expect(cores.has('0')).toBe(false);
  });
});
