import { createEnds, type Ending } from './ends.ts';

interface Entry extends Ending {
  key: string;
  value: unknown;
  older: Entry;
  newer: Entry;
}

/** The textbook: a map to find entries, a ring of them for the order of use, and a heap for the ends of their lives. */
export function createCache({ maxEntries, ttlMs: defaultTtlMs }: { maxEntries: number; ttlMs: number }) {
  const byKey = new Map<string, Entry>();
  const ends = createEnds<Entry>();
  const stats = { hits: 0, misses: 0, evictions: 0 };

  // The ring has one entry that stands for its ends: `newer` of it is the least recently used one.
  const ring = { key: '', value: null, until: Infinity } as Entry;
  ring.older = ring.newer = ring;

  function unlink(entry: Entry): void {
    entry.older.newer = entry.newer;
    entry.newer.older = entry.older;
  }

  function linkAsNewest(entry: Entry): void {
    entry.newer = ring;
    entry.older = ring.older;
    ring.older.newer = entry;
    ring.older = entry;
  }

  function remove(entry: Entry): void {
    unlink(entry);
    byKey.delete(entry.key);
    ends.remove(entry);
  }

  function buryUntil(nowMs: number): void {
    for (let next = ends.first(); next && next.until <= nowMs; next = ends.first()) remove(next);
  }

  function findLive(key: string, nowMs: number): Entry | undefined {
    buryUntil(nowMs);
    return byKey.get(key);
  }

  const cache = {
    set(key: string, value: unknown, nowMs: number, ttlMs?: number | null): string | null {
      const former = findLive(key, nowMs);
      if (former) remove(former);
      let evicted: string | null = null;
      if (byKey.size === maxEntries) {
        evicted = ring.newer.key;
        remove(ring.newer);
        stats.evictions += 1;
      }
      const entry = { key, value, until: nowMs + (ttlMs ?? defaultTtlMs) } as Entry;
      byKey.set(key, entry);
      linkAsNewest(entry);
      ends.add(entry);
      return evicted;
    },

    get(key: string, nowMs: number): unknown {
      const entry = findLive(key, nowMs);
      if (!entry) {
        stats.misses += 1;
        return null;
      }
      stats.hits += 1;
      unlink(entry);
      linkAsNewest(entry);
      return entry.value;
    },

    peek: (key: string, nowMs: number): unknown => findLive(key, nowMs)?.value ?? null,

    delete(key: string, nowMs: number): boolean {
      const entry = findLive(key, nowMs);
      if (entry) remove(entry);
      return entry !== undefined;
    },

    keys(nowMs: number): string[] {
      buryUntil(nowMs);
      const keys: string[] = [];
      for (let entry = ring.newer; entry !== ring; entry = entry.newer) keys.push(entry.key);
      return keys;
    },

    stats: () => ({ ...stats }),

    run: (operations: [method: string, ...args: unknown[]][]): unknown[] =>
      operations.map(([method, ...args]) =>
        (cache as unknown as Record<string, (...args: unknown[]) => unknown>)[method]!(...args),
      ),
  };
  return cache;
}
