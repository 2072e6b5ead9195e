import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function openSlots(size: number): Slots {
  const slots = new Slots();
  slots.open(size);
  return slots;
}

describe('Slots', () => {
  it('gives out as many as there are, in order, and nothing before it is known how many', async () => {
    const slots = new Slots();
    const order: number[] = [];
    const giveBack: (() => void)[] = [];
    for (const n of [1, 2, 3]) void slots.take().then((back) => (order.push(n), giveBack.push(back)));
    await settled();
    const before = [...order];

    slots.open(2);
    await settled();
    const opened = [...order];
    giveBack[0]!();
    await settled();

    expect([before, opened, order]).toEqual([[], [1, 2], [1, 2, 3]]);
    expect(slots.running).toBe(2);
  });

  it('spares one for work aside, never a second one', () => {
    const slots = openSlots(3);

    const first = slots.takeAside();
    const second = slots.takeAside();
    first!();

    expect(second).toBeNull();
    expect(slots.takeAside()).not.toBeNull();
  });

  it('spares none while a submission waits, or while all are taken', async () => {
    const slots = openSlots(1);
    expect(new Slots().takeAside()).toBeNull();
    const giveBack = await slots.take();
    void slots.take();
    const whileFull = slots.takeAside();

    giveBack();
    await settled();

    expect(whileFull).toBeNull();
    expect(slots.takeAside()).toBeNull();
    expect([slots.running, slots.runningAside]).toEqual([1, 0]);
  });

  it('counts work aside among what runs, and lets the next submission in when it ends', async () => {
    const slots = openSlots(1);
    const giveBack = slots.takeAside();
    let admitted = false;
    const submission = slots.take().then(() => (admitted = true));
    await settled();
    const meanwhile = [admitted, slots.running, slots.runningAside];

    giveBack!();
    await submission;

    expect(meanwhile).toEqual([false, 1, 1]);
    expect([slots.running, slots.runningAside]).toEqual([1, 0]);
  });
});

describe('a slot that is waited for aside', () => {
  const never = new AbortController().signal;

  it('is given once it is free, before whoever only asks', async () => {
    const slots = new Slots();
    slots.open(1);
    const release = await slots.take();
    const waiting = slots.waitAside(never);
    await settled();
    expect(slots.takeAside()).toBeNull();

    release();
    const slot = await waiting;

    expect(slots.runningAside).toBe(1);
    expect(slot.wanted.aborted).toBe(false);
  });

  it('is wanted back when a submission waits, and is the submission’s once it is given back', async () => {
    const slots = new Slots();
    slots.open(2);
    const slot = await slots.waitAside(never);
    await slots.take();
    expect(slot.wanted.aborted).toBe(false);

    const submission = slots.take();
    expect(slot.wanted.aborted).toBe(true);
    slot.giveBack();
    await submission;

    expect([slots.running, slots.runningAside]).toEqual([2, 0]);
  });

  it('is not waited for any more when it is told so', async () => {
    const slots = new Slots();
    const stop = new AbortController();
    const waiting = slots.waitAside(stop.signal);

    stop.abort(new Error('the worker stops'));

    await expect(waiting).rejects.toThrow('the worker stops');
    await expect(slots.waitAside(stop.signal)).rejects.toThrow('the worker stops');
    slots.open(1);
    expect(slots.takeAside()).not.toBeNull();
  });
});
