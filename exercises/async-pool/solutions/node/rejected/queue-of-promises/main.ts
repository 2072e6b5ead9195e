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

export async function* mapPool<Item, Value>(
  source: Iterable<Item> | AsyncIterable<Item>,
  work: Work<Item, Value>,
  { concurrency, window, order = 'source', errors = 'stop', timeoutMs, signal }: Options,
): AsyncGenerator<Result<Value>> {
  checkLimit('concurrency', concurrency);
  checkLimit('window', window);
  signal?.throwIfAborted();

  const stopping = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  const queue: { promise: Promise<Result<Value>>; hasEnded: boolean }[] = [];
  let index = 0;

  function start(item: Item) {
    const entry = { promise: attempt(work, item, index++, timeoutMs, errors, stopped), hasEnded: false };
    queue.push(entry);
    void entry.promise.finally(() => (entry.hasEnded = true));
  }

  async function take() {
    const ended = order === 'finish' ? queue.findIndex((entry) => entry.hasEnded) : 0;
    const [entry] = queue.splice(Math.max(ended, 0), 1);
    return entry!.promise;
  }

  try {
    for await (const item of source) {
      start(item);
      const isFull = () => queue.filter((entry) => !entry.hasEnded).length >= concurrency || queue.length >= window;
      while (isFull()) yield await take();
    }
    while (queue.length > 0) yield await take();
  } finally {
    stopping.abort();
  }
}

function checkLimit(name: string, limit: number) {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`${name} must be a whole number from 1, not ${limit}`);
}

async function attempt<Item, Value>(
  work: Work<Item, Value>,
  item: Item,
  index: number,
  timeoutMs: number | undefined,
  errors: 'stop' | 'collect',
  stopped: AbortSignal,
): Promise<Result<Value>> {
  const telling = new AbortController();
  const { signal } = telling;
  const stop = () => telling.abort(stopped.reason);
  let late: Error | null = null;
  const timer =
    timeoutMs !== undefined &&
    setTimeout(() => {
      late = new DOMException(`item ${index} took longer than ${timeoutMs} ms`, 'TimeoutError');
      telling.abort(late);
    }, timeoutMs);
  stopped.addEventListener('abort', stop);
  try {
    const value = await work(item, { index, signal });
    return { index, value };
  } catch (error) {
    if (errors === 'stop') throw late ?? error;
    return { index, error: late ?? error };
  } finally {
    if (timer) clearTimeout(timer);
    stopped.removeEventListener('abort', stop);
  }
}

/** The tests bring sources and jobs of their own, as code that is given your `mapPool`. Leave this function as it is. */
export function openBench(code: { node: string }): object {
  return new Function('mapPool', code.node)(mapPool);
}
