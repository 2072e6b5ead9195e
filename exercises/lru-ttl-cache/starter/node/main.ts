interface Options {
  maxEntries: number;
  ttlMs: number;
}

export function createCache({ maxEntries, ttlMs }: Options) {
  const entries: Record<string, { value: unknown; until: number }> = {}; // Is an object the right home for any key?

  const cache = {
    set(key: string, value: unknown, nowMs: number): string | null {
      entries[key] = { value, until: nowMs + ttlMs };
      return null; // Who has to go when there are more than maxEntries?
    },

    get(key: string, nowMs: number): unknown {
      const entry = entries[key];
      return entry && nowMs < entry.until ? entry.value : null;
    },

    run(operations: [method: string, ...args: unknown[]][]): unknown[] {
      return operations.map(([method, ...args]) => (cache as any)[method](...args));
    },
  };
  return cache;
}
