import { random, step, subjectModule } from '@touchstone/kit';

export type Operation = [method: string, ...args: unknown[]];

export const newCache = ({ maxEntries = 4, ttlMs = 1000 } = {}) =>
  subjectModule.callForObject('createCache', { maxEntries, ttlMs });

export type Cache = Awaited<ReturnType<typeof newCache>>;

/** Different words. */
export function words(count: number): string[] {
  const found = new Set<string>();
  while (found.size < count) found.add(random.word());
  return [...found];
}

/** Carries out one operation after the other, each a call of its own, and compares what it returns. */
export async function play(cache: Cache, script: [operation: Operation, expected: unknown][]): Promise<void> {
  const before: string[] = [];
  for (const [[method, ...args], expected] of script) {
    const line = `${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
    const returned = await cache.call(method, ...args);
    await step(before.length === 0 ? line : `${before.slice(-8).join('; ')}; then ${line}`, () =>
      expect(returned).toEqual(expected),
    );
    before.push(line);
  }
}
