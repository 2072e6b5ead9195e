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

  let index = 0;
  let batch: Promise<Result<Value>>[] = [];
  for await (const item of source) {
    batch.push(attempt(work, item, index++, timeoutMs, signal ?? new AbortController().signal));
    if (batch.length < Math.min(concurrency, window)) continue;
    yield* settle(await Promise.all(batch));
    batch = [];
  }
  yield* settle(await Promise.all(batch));

  function* settle(results: Result<Value>[]) {
    for (const result of results) {
      if (signal?.aborted) throw signal.reason;
      if ('error' in result && errors === 'stop') throw result.error;
      yield result;
    }
  }
}

function checkLimit(name: string, limit: number) {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`${name} must be a whole number from 1, not ${limit}`);
}

/** Does one job, whatever becomes of it. */
async function attempt<Item, Value>(
  work: Work<Item, Value>,
  item: Item,
  index: number,
  timeoutMs: number | undefined,
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
    return late ? { index, error: late } : { index, value };
  } catch (error) {
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
