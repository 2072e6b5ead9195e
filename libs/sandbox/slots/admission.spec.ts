import { describe, expect, it } from '@jest/globals';
import { someLimits } from '#testing';
import { containerCapacity, podMemoryMib } from './container-capacity.js';
import { MemoryBudget } from './memory-budget.js';
import { SlotPool } from './slot-pool.js';

const GIB = 1024 ** 3;
const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('containerCapacity', () => {
  it.each([
    ['a large host by its cores', { cpus: 4, memoryBytes: 64 * GIB }, 4],
    ['a host with little memory by that', { cpus: 16, memoryBytes: 4 * GIB }, 2],
    ['the smallest host with one pod', { cpus: 1, memoryBytes: GIB / 2 }, 1],
  ])('fills %s', (_, size, pods) => {
    expect(containerCapacity(size).pods).toBe(pods);
  });

  it('keeps a reserve for everything else on the host (D27)', () => {
    expect(containerCapacity({ cpus: 2, memoryBytes: 2 * GIB }).memoryBudgetMib).toBe(1024);
    expect(containerCapacity({ cpus: 2, memoryBytes: 16 * GIB }).memoryBudgetMib).toBe(12 * 1024);
  });
});

describe('podMemoryMib', () => {
  it('adds up the limits of all containers', () => {
    const limits = someLimits({ memoryMib: 100 });

    expect(podMemoryMib({ kind: 'service', services: [], instances: 1, limits })).toBe(16 + 256 + 100);
    expect(podMemoryMib({ kind: 'service', services: ['postgres', 'redis'], instances: 2, limits })).toBe(
      16 + 256 + 384 + 160 + 200,
    );
  });
});

describe('MemoryBudget', () => {
  it('lets the next pod wait until there is room (D27)', async () => {
    const budget = new MemoryBudget(100);
    const share = await budget.take(60, never);
    let admitted = false;
    const second = budget.take(60, never).then(() => (admitted = true));
    await settled();
    expect(admitted).toBe(false);

    share.giveBack();
    await second;

    expect(admitted).toBe(true);
  });

  it('does not let small pods overtake a large one', async () => {
    const budget = new MemoryBudget(100);
    const order: string[] = [];
    const share = await budget.take(60, never);
    const large = budget.take(90, never).then((share) => (order.push('large'), share.giveBack()));
    const small = budget.take(10, never).then((share) => (order.push('small'), share.giveBack()));
    await settled();

    share.giveBack();
    await Promise.all([large, small]);

    expect(order).toEqual(['large', 'small']);
  });

  it('refuses what will never fit and says what to do', async () => {
    await expect(new MemoryBudget(100).take(101, never)).rejects.toMatchObject({
      code: 'pod-not-started',
      message: expect.stringContaining('lower the memory limit'),
    });
  });

  it('lets a share grow while that keeps nobody waiting, and takes all of it back', async () => {
    const budget = new MemoryBudget(100);
    const share = await budget.take(60, never);

    expect(share.grow(41)).toBe(false);
    expect(share.grow(40)).toBe(true);
    expect(budget.tryTake(1)).toBeNull();

    share.giveBack();
    const next = budget.tryTake(100)!;
    const waiting = budget.take(10, never);
    next.giveBack();
    const last = await waiting;
    void budget.take(100, never);
    expect(last.grow(1)).toBe(false);
  });

  it('forgets who gave up waiting', async () => {
    const budget = new MemoryBudget(100);
    const share = await budget.take(100, never);
    const gaveUp = new AbortController();
    const waiting = budget.take(50, gaveUp.signal);
    const behind = budget.take(100, never);

    gaveUp.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'shutdown' });
    share.giveBack();

    (await behind).giveBack();
    await expect(budget.take(1, AbortSignal.abort())).rejects.toMatchObject({ code: 'shutdown' });
  });
});

describe('SlotPool', () => {
  it('never gives out a slot that was not given back (E04)', () => {
    const pool = new SlotPool();
    const slots = Array.from({ length: 5000 }, () => pool.take());

    expect(new Set(slots).size).toBe(5000);
    expect(slots.every((slot) => slot >= 0 && slot < 60_000)).toBe(true);
  });

  it('stops long before it runs out', () => {
    const pool = new SlotPool();

    expect(() => Array.from({ length: 30_001 }, () => pool.take())).toThrow('invariant broken');
  });
});
