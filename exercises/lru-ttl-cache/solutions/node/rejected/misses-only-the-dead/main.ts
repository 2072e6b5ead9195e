interface Entry {
  value: unknown;
  until: number;
}

export function createCache({ maxEntries, ttlMs: ttl }: { maxEntries: number; ttlMs: number }) {
  const entries = new Map<string, Entry>();
  const stats = { hits: 0, misses: 0, evictions: 0 };
  // [end, key, entry], the earliest end first; replaced entries are skipped when they come to the top.
  let heap: [until: number, key: string, entry: Entry][] = [];

  const live = (key: string, now: number) => {
    const entry = entries.get(key);
    return entry && now < entry.until ? entry : undefined;
  };

  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  }

  function push(item: [number, string, Entry]): void {
    heap.push(item);
    for (let at = heap.length - 1; at > 0 && heap[(at - 1) >> 1]![0] > heap[at]![0]; at = (at - 1) >> 1)
      swap(at, (at - 1) >> 1);
  }

  function pop(): void {
    swap(0, heap.length - 1);
    heap.pop();
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && heap[child]![0] < heap[least]![0]) least = child;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  }

  function bury(now: number): void {
    while (heap.length > 0 && heap[0]![0] <= now) {
      const [, key, entry] = heap[0]!;
      if (entries.get(key) === entry) entries.delete(key);
      pop();
    }
  }

  const cache = {
    set(key: string, value: unknown, now: number, ttlMs?: number | null): string | null {
      bury(now);
      let evicted: string | null = null;
      if (!entries.delete(key) && entries.size >= maxEntries) {
        evicted = entries.keys().next().value as string;
        entries.delete(evicted);
        stats.evictions += 1;
      }
      const entry = { value, until: now + (ttlMs ?? ttl) };
      entries.set(key, entry);
      if (heap.length > 2 * entries.size + 16) {
        const former = heap;
        heap = [];
        for (const item of former) if (entries.get(item[1]) === item[2]) push(item);
      }
      push([entry.until, key, entry]);
      return evicted;
    },
    get(key: string, now: number): unknown {
      if (!entries.has(key)) return null;
      const entry = live(key, now);
      if (!entry) {
        stats.misses += 1;
        return null;
      }
      stats.hits += 1;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    peek: (key: string, now: number): unknown => live(key, now)?.value ?? null,
    delete(key: string, now: number): boolean {
      const wasLive = live(key, now) !== undefined;
      entries.delete(key);
      return wasLive;
    },
    keys(now: number): string[] {
      bury(now);
      return [...entries.keys()];
    },
    stats: () => ({ ...stats }),
    run: (operations: [string, ...unknown[]][]): unknown[] =>
      operations.map(([method, ...args]) => (cache as any)[method](...args)),
  };
  return cache;
}
