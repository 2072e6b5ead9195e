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
});
