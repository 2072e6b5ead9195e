import { Room } from './room.ts';

interface Options {
  concurrency: number;
  window: number;
  order?: 'source' | 'finish';
  errors?: 'stop' | 'collect';
  timeoutMs?: number;
  signal?: AbortSignal;
}

type Work<Item, Value> = (
  item: Item,
  context: { index: number; signal: AbortSignal },
) => Value | Promise<Value>;
type Result<Value> = { index: number; value: Value } | { index: number; error: unknown };
type Source<Item> = Iterable<Item> | AsyncIterable<Item>;

export function mapPool<Item, Value>(source: Source<Item>, work: Work<Item, Value>, options: Options) {
  for (const limit of [options.concurrency, options.window])
    if (!(Number.isInteger(limit) && limit > 0)) throw new RangeError(`${limit} is no whole number from 1`);
  return new Pool(source, work, options);
}

/** So many runners, each with one item after the other. They meet where the source is asked. */
class Pool<Item, Value> implements AsyncIterableIterator<Result<Value>> {
  readonly #source: Source<Item>;
  readonly #work: Work<Item, Value>;
  readonly #options: Options;
  readonly #window: Room;
  readonly #turn = new Room(1);
  readonly #stop = new AbortController();
  readonly #jobs = new Set<Promise<Result<Value>>>();
  /** In the order in which they came. */
  readonly #results = new Map<number, Result<Value>>();
  #iterator: Iterator<Item> | AsyncIterator<Item> | null = null;
  #runners = 0;
  #pulled = 0;
  #handedOver = 0;
  #isAsking = false;
  #isExhausted = false;
  #isOver = false;
  #failure: { error: unknown } | null = null;
  #wake = () => {};

  constructor(source: Source<Item>, work: Work<Item, Value>, options: Options) {
    this.#source = source;
    this.#work = work;
    this.#options = options;
    this.#window = new Room(options.window);
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next(): Promise<IteratorResult<Result<Value>>> {
    if (this.#iterator === null && !this.#isOver) this.#begin();
    while (!this.#isOver) {
      if (this.#failure) {
        await this.#close();
        throw this.#failure.error;
      }
      const result = this.#take();
      if (result) {
        this.#window.leave();
        return { done: false, value: result };
      }
      if (this.#runners === 0) await this.#close();
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Result<Value>>> {
    if (!this.#isOver) await this.#close();
    return { done: true, value: undefined };
  }

  readonly #cancel = () => this.#fail(this.#options.signal?.reason);

  #begin() {
    const { signal, concurrency } = this.#options;
    if (signal?.aborted) return this.#cancel();
    signal?.addEventListener('abort', this.#cancel);
    const source = this.#source;
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    for (; this.#runners < concurrency; this.#runners += 1) void this.#run();
  }

  async #run() {
    for (;;) {
      await this.#window.enter();
      const next = await this.#pullInTurn();
      if (!next) break;
      const attempt = this.#attempt(next.item, next.index);
      this.#jobs.add(attempt);
      const result = await attempt;
      this.#jobs.delete(attempt);
      if ('error' in result && this.#options.errors !== 'collect') this.#fail(result.error);
      else this.#results.set(result.index, result);
      this.#wake();
    }
    this.#runners -= 1;
    this.#window.leave();
    this.#wake();
  }

  async #pullInTurn(): Promise<{ item: Item; index: number } | null> {
    await this.#turn.enter();
    try {
      if (this.#isExhausted || this.#stop.signal.aborted) return null;
      this.#isAsking = true;
      const { done, value } = await this.#iterator!.next();
      this.#isAsking = false;
      if (done) this.#isExhausted = true;
      if (done || this.#stop.signal.aborted) return null;
      return { item: value, index: this.#pulled++ };
    } catch (error) {
      this.#isAsking = false;
      this.#isExhausted = true;
      this.#fail(error);
      return null;
    } finally {
      this.#turn.leave();
    }
  }

  /** Never rejects. */
  async #attempt(item: Item, index: number): Promise<Result<Value>> {
    const limit = new AbortController();
    const { timeoutMs } = this.#options;
    const expire = () => limit.abort(new DOMException(`no result within ${timeoutMs} ms`, 'TimeoutError'));
    const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
    const signal = AbortSignal.any([limit.signal, this.#stop.signal]);
    try {
      const value = await this.#work(item, { index, signal });
      limit.signal.throwIfAborted();
      return { index, value };
    } catch (error) {
      return { index, error: limit.signal.aborted ? limit.signal.reason : error };
    } finally {
      clearTimeout(timer);
    }
  }

  #take(): Result<Value> | undefined {
    const index = this.#options.order === 'finish' ? this.#results.keys().next().value : this.#handedOver;
    const result = this.#results.get(index!);
    if (!result) return undefined;
    this.#results.delete(index!);
    this.#handedOver += 1;
    return result;
  }

  #fail(error: unknown) {
    this.#failure ??= { error };
    this.#stop.abort(error);
    this.#wake();
  }

  async #close() {
    this.#isOver = true;
    this.#stop.abort();
    this.#options.signal?.removeEventListener('abort', this.#cancel);
    this.#window.open();
    const closed = this.#isExhausted ? undefined : (async () => this.#iterator?.return?.())();
    await Promise.all(this.#jobs);
    // What a source does that still owes an answer is not ours to wait for.
    if (this.#isAsking) closed?.catch(() => {});
    else await closed;
  }
}

/** The tests bring sources and jobs of their own, as code that is given your `mapPool`. Leave this function as it is. */
export function openBench(code: { node: string }): object {
  return new Function('mapPool', code.node)(mapPool);
}
