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
  options: Options,
): AsyncGenerator<Result<Value>> {
  let index = 0;
  for await (const item of source) {
    const { signal } = new AbortController(); // Who tells a job to stop?
    yield { index, value: await work(item, { index, signal }) }; // One at a time: 48,000 items take a day and a night.
    index += 1;
  }
}

/** The tests bring sources and jobs of their own, as code that is given your `mapPool`. Leave this function as it is. */
export function openBench(code: { node: string }): object {
  return new Function('mapPool', code.node)(mapPool);
}
