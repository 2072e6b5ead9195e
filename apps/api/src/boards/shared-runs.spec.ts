import { describe, expect, it } from '@jest/globals';
import { SharedRuns } from './shared-runs.js';

/** Work that ends when it is told to, and counts how often it began. */
class Works {
  readonly ends: (() => void)[] = [];

  readonly begin = (): Promise<number> => {
    const run = this.ends.length + 1;
    return new Promise((resolve) => this.ends.push(() => resolve(run)));
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('shared runs', () => {
  it('let many who ask while one runs share the next one, which begins after they asked', async () => {
    const works = new Works();
    const shared = new SharedRuns<number>();

    const first = shared.run('a', works.begin);
    const others = Array.from({ length: 200 }, () => shared.run('a', works.begin));
    works.ends[0]!();
    await settle();
    works.ends[1]!();

    expect(await first).toBe(1);
    expect(new Set(await Promise.all(others))).toEqual(new Set([2]));
    expect(works.ends).toHaveLength(2);
  });

  it('are of one key each, and begin anew when all is done', async () => {
    const works = new Works();
    const shared = new SharedRuns<number>();

    const [one, other] = [shared.run('a', works.begin), shared.run('b', works.begin)];
    works.ends.forEach((end) => end());
    await Promise.all([one, other]);
    await settle();
    const again = shared.run('a', works.begin);
    works.ends[2]!();

    expect(await again).toBe(3);
  });

  it('go on after one that failed', async () => {
    const shared = new SharedRuns<string>();
    const failing = shared.run('a', () => Promise.reject(new Error('broken')));
    const next = shared.run('a', () => Promise.resolve('well'));

    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('well');
  });
});
