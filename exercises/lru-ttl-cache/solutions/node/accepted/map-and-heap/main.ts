import { ExpiryHeap, type Entry } from './expiry-heap.ts';

interface Options {
  maxEntries: number;
  ttlMs: number;
}

export const createCache = (options: Options) => new Cache(options);

class Cache {
  // A Map keeps the order of insertion: what is taken out and put in again is the last, so the first is the least recently used.
  readonly #entries = new Map<string, Entry>();
  readonly #lives = new ExpiryHeap((entry) => this.#entries.get(entry.key) === entry);
  readonly #stats = { hits: 0, misses: 0, evictions: 0 };
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  set(key: string, value: unknown, nowMs: number, ttlMs?: number | null): string | null {
    this.#bury(nowMs);
    const isNew = !this.#entries.delete(key);
    const evicted = isNew && this.#entries.size === this.#options.maxEntries ? this.#evict() : null;
    const entry = { key, value, until: nowMs + (ttlMs ?? this.#options.ttlMs) };
    this.#entries.set(key, entry);
    this.#lives.add(entry, this.#entries.size);
    return evicted;
  }

  get(key: string, nowMs: number): unknown {
    const entry = this.#findLive(key, nowMs);
    this.#stats[entry ? 'hits' : 'misses'] += 1;
    if (!entry) return null;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  peek(key: string, nowMs: number): unknown {
    return this.#findLive(key, nowMs)?.value ?? null;
  }

  delete(key: string, nowMs: number): boolean {
    const isLive = this.#findLive(key, nowMs) !== null;
    this.#entries.delete(key);
    return isLive;
  }

  keys(nowMs: number): string[] {
    this.#bury(nowMs);
    return [...this.#entries.keys()];
  }

  stats() {
    return { ...this.#stats };
  }

  run(
    operations: [method: 'set' | 'get' | 'peek' | 'delete' | 'keys' | 'stats', ...args: never[]][],
  ): unknown[] {
    return operations.map(([method, ...args]) =>
      (this[method] as (...args: never[]) => unknown).call(this, ...args),
    );
  }

  #findLive(key: string, nowMs: number): Entry | null {
    const entry = this.#entries.get(key);
    return entry && nowMs < entry.until ? entry : null;
  }

  /** Removes every entry whose life is over: after that, those that are held are those that are live. */
  #bury(nowMs: number): void {
    for (let entry = this.#lives.takeExpired(nowMs); entry; entry = this.#lives.takeExpired(nowMs))
      this.#entries.delete(entry.key);
  }

  #evict(): string {
    const oldest = this.#entries.keys().next().value as string;
    this.#entries.delete(oldest);
    this.#stats.evictions += 1;
    return oldest;
  }
}
