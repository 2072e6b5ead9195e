export function createCache({ maxEntries, ttlMs: ttl }: { maxEntries: number; ttlMs: number }) {
  // What is used is taken out and put in again, so the first one is the oldest.
  const entries: Record<string, { value: unknown; until: number }> = {};
  const stats = { hits: 0, misses: 0, evictions: 0 };

  function bury(now: number): void {
    for (const key of Object.keys(entries)) if (entries[key]!.until <= now) delete entries[key];
  }
  function use(key: string, entry: { value: unknown; until: number }): void {
    delete entries[key];
    entries[key] = entry;
  }
  const live = (key: string, now: number) =>
    entries[key] && !(entries[key].until <= now) ? entries[key] : undefined;

  const cache = {
    set(key: string, value: unknown, now: number, ttlMs?: number | null): string | null {
      bury(now);
      let evicted: string | null = null;
      if (!entries[key] && Object.keys(entries).length >= maxEntries) {
        evicted = Object.keys(entries)[0]!;
        delete entries[evicted];
        stats.evictions += 1;
      }
      use(key, { value, until: now + (ttlMs ?? ttl) });
      return evicted;
    },
    get(key: string, now: number): unknown {
      const entry = live(key, now);
      stats[entry ? 'hits' : 'misses'] += 1;
      if (!entry) return null;
      use(key, entry);
      return entry.value;
    },
    peek: (key: string, now: number): unknown => live(key, now)?.value ?? null,
    delete(key: string, now: number): boolean {
      const wasLive = live(key, now) !== undefined;
      delete entries[key];
      return wasLive;
    },
    keys(now: number): string[] {
      bury(now);
      return Object.keys(entries);
    },
    stats: () => ({ ...stats }),
    run: (operations: [string, ...unknown[]][]): unknown[] =>
      operations.map(([method, ...args]) => (cache as any)[method](...args)),
  };
  return cache;
}
