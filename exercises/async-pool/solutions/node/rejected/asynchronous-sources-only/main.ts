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

  const iterator = (source as AsyncIterable<Item>)[Symbol.asyncIterator]();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const finished: Result<Value>[] = [];
  let failure = null as { error: unknown } | null;
  let exhausted = false;
  let pulling = false;
  let pulled = 0;
  let handedOver = 0;
  let ring = () => {};

  function fail(error: unknown) {
    failure ??= { error };
    stopping.abort(error);
    ring();
  }

  /** Never rejects, so nobody has to wait for it. */
  async function pull() {
    pulling = true;
    try {
      const { done, value } = await iterator.next();
      if (done) exhausted = true;
      else if (!stopping.signal.aborted) start(value, pulled++);
    } catch (error) {
      exhausted = true;
      fail(error);
    }
    pulling = false;
    ring();
  }

  function start(item: Item, index: number) {
    const run = attempt(work, item, index, timeoutMs, stopping.signal).then((result) => {
      running.delete(run);
      if ('error' in result && errors === 'stop') fail(result.error);
      else finished.push(result);
      ring();
    });
    running.add(run);
  }

  function takeFinished(): Result<Value> | undefined {
    if (order === 'finish') return finished.shift();
    const at = finished.findIndex(({ index }) => index === handedOver);
    return at === -1 ? undefined : finished.splice(at, 1)[0];
  }

  const cancel = () => fail(signal?.reason);
  signal?.addEventListener('abort', cancel);
  try {
    for (;;) {
      if (failure) throw failure.error;
      if (!exhausted && !pulling && running.size < concurrency && pulled - handedOver < window) void pull();
      const result = takeFinished();
      if (result) {
        handedOver += 1;
        yield result;
      } else if (exhausted && !pulling && running.size === 0) {
        return;
      } else {
        await new Promise<void>((resolve) => (ring = resolve));
      }
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    stopping.abort();
    await Promise.all([...running, exhausted ? null : close(iterator, pulling)]);
  }
}

function checkLimit(name: string, limit: number) {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`${name} must be a whole number from 1, not ${limit}`);
}

/** A source that owes an answer may close when it has given it, which nobody can hurry. */
async function close(iterator: Iterator<unknown> | AsyncIterator<unknown>, owesAnswer: boolean) {
  const closed = (async () => iterator.return?.())();
  if (owesAnswer) closed.catch(() => {});
  else await closed;
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
