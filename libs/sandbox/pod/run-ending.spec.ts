import { describe, expect, it } from '@jest/globals';
import { RunEnding, RunOver } from './run-ending.js';

describe('RunEnding', () => {
  it('keeps its first reason', async () => {
    const ending = new RunEnding();

    ending.stop('done');
    ending.stop('wall-timeout');
    ending.fail(new Error('late'));

    expect(await ending.wait()).toBe('done');
  });

  it('keeps its first fault', async () => {
    const ending = new RunEnding();

    ending.fail(new Error('first'));
    ending.stop('done');

    await expect(ending.wait()).rejects.toThrow('first');
  });

  it('ends every wait of the run', async () => {
    const ending = new RunEnding();
    const waiting = ending.until(new Promise(() => undefined));

    ending.stop('output-limit');

    await expect(waiting).rejects.toThrow(RunOver);
  });

  it('calls off its deadlines', async () => {
    const ending = new RunEnding();
    let rang = 0;
    const cancel = ending.after(1, () => (rang += 1));
    ending.after(1, () => (rang += 1));

    cancel();
    ending.stop('done');
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(rang).toBe(0);
  });

  it('never rings before its time', async () => {
    const ending = new RunEnding();
    const waits: Promise<number>[] = [];

    // A timer counts in whole milliseconds, so some of these begin late in one of them.
    for (let one = 0; one < 100; one += 1) {
      const begin = performance.now();
      waits.push(new Promise((resolve) => ending.after(20, () => resolve(performance.now() - begin))));
      while (performance.now() < begin + 0.05);
    }

    expect(Math.min(...(await Promise.all(waits)))).toBeGreaterThanOrEqual(20);
  });
});
