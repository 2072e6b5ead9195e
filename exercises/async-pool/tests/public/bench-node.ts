/** How a job ends: by the test, at once with a promise, at once with a plain value, at once with an error. */
export type Way = 'held' | 'ends' | 'returns' | 'throws' | 'fails';

export interface Plan {
  /** `async` is a source that can be watched; `pulled` is known of the generators, too. */
  kind: 'async' | 'array' | 'set' | 'generator' | 'async generator';
  /** null: a source without an end. */
  items: unknown[] | null;
  /** Answers no question before `supply`. */
  thinks: boolean;
  /** Fails in place of this item. */
  failsAt: number | null;
  /** Is not closed before `letClose`. */
  closesSlowly: boolean;
  jobs: Way;
  except: Record<number, Way>;
  /** Work that is told to stop goes on until the test ends it. */
  lingers: boolean;
  concurrency: number;
  window: number;
  order: 'source' | 'finish';
  errors: 'stop' | 'collect';
  timeoutMs: number | null;
  /** Cancelled before it begins. */
  cancelled: boolean;
}

/**
 * Plays source, work and consumer for a pool in Node.js. Its text is sent to the process that it runs in, so it uses nothing
 * from around it.
 */
export function createBench(mapPool: (source: any, work: any, options: any) => any) {
  const { getEventListeners } = process.getBuiltinModule('node:events');
  const { createHook } = process.getBuiltinModule('node:async_hooks');
  const ENDLESS = 5000;

  class SupplierError extends Error {
    override name = 'SupplierError';
  }

  const tell = (error: any) => {
    if (error?.name === 'TimeoutError') return 'TimeoutError';
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  };
  const unhandled: string[] = [];
  const noteUnhandled = (error: unknown) => void unhandled.push(tell(error));
  /** Those that were set since the test began. One that is told not to keep the program from ending does not count. */
  const timers = new Map<number, NodeJS.Timeout>();
  const watch = createHook({
    init: (id, type, _, timer) => void (type === 'Timeout' && timers.set(id, timer as NodeJS.Timeout)),
    destroy: (id) => void timers.delete(id),
  });

  const cancelling = new AbortController();
  const reason = new Error('the import was cancelled');
  let plan: Plan;

  // The source.
  let pulled = 0;
  let asked = 0;
  let asking = 0;
  let mostAsking = 0;
  let closed = 0;
  let supplies = 0;
  const questions: { resolve(answer: any): void; reject(error: Error): void }[] = [];
  const closing: ((answer: any) => void)[] = [];

  function nextItem() {
    if (pulled === plan.failsAt) throw new SupplierError('the catalogue cannot be read');
    if (pulled >= (plan.items?.length ?? ENDLESS)) return { done: true, value: undefined };
    pulled += 1;
    return { done: false, value: plan.items ? plan.items[pulled - 1] : `item ${pulled - 1}` };
  }

  function answerQuestions() {
    while (questions.length > 0 && (!plan.thinks || supplies > 0)) {
      supplies -= 1;
      asking -= 1;
      const { resolve, reject } = questions.shift()!;
      try {
        resolve(nextItem());
      } catch (error) {
        reject(error as Error);
      }
    }
    if (asking === 0 && !plan.closesSlowly) letClose();
  }

  const letClose = () => closing.splice(0).forEach((resolve) => resolve({ done: true, value: undefined }));

  const watched = {
    next() {
      asked += 1;
      asking += 1;
      mostAsking = Math.max(mostAsking, asking);
      const answer = new Promise((resolve, reject) => questions.push({ resolve, reject }));
      answerQuestions();
      return answer;
    },
    /** As an async generator does, it waits for the answer that is still due. */
    return() {
      closed += 1;
      const end = new Promise((resolve) => closing.push(resolve));
      if (asking === 0 && !plan.closesSlowly) letClose();
      return end;
    },
  };

  function* generator(): any {
    for (let item = nextItem(); !item.done; item = nextItem()) yield item.value;
  }

  async function* asyncGenerator() {
    yield* generator();
  }

  function openSource() {
    if (plan.kind === 'array') return plan.items;
    if (plan.kind === 'set') return new Set(plan.items);
    if (plan.kind === 'generator') return generator();
    if (plan.kind === 'async generator') return asyncGenerator();
    return { [Symbol.asyncIterator]: () => watched };
  }

  // The jobs.
  const started: any[] = [];
  const running = new Set<number>();
  const told = new Set<number>();
  const held = new Map<number, { resolve(value: any): void; reject(error: Error): void }>();
  let mostRunning = 0;

  function work(item: any, { index, signal }: { index: number; signal: AbortSignal }) {
    started.push({ index, item });
    running.add(index);
    mostRunning = Math.max(mostRunning, running.size);
    const way = plan.except[index] ?? plan.jobs;
    if (way === 'held') return hold(index, signal);
    running.delete(index);
    const error = new SupplierError(`no price for ${item}`);
    if (way === 'throws') throw error;
    if (way === 'fails') return Promise.reject(error);
    return way === 'returns' ? `price of ${item}` : Promise.resolve(`price of ${item}`);
  }

  /** Ends when the test says so, or when it is told to stop; with `lingers` not even then. */
  function hold(index: number, signal: AbortSignal) {
    return new Promise((resolve, reject) => {
      held.set(index, { resolve, reject });
      const stop = () => {
        if (!running.has(index)) return;
        told.add(index);
        if (!plan.lingers) end(index).reject(new Error(`job ${index} was stopped`));
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }

  function end(index: number) {
    if (!running.delete(index)) throw new Error(`job ${index} is not running`);
    return held.get(index)!;
  }

  // The consumer: `for await (const result of mapPool(…))`, which takes as many results as the test allows.
  const got: any[] = [];
  let ended: any = null;
  let wanted = 0;
  let leaving = false;
  let wake = () => {};
  let iterator: any;

  async function consume() {
    while (ended === null) {
      if (leaving) {
        await iterator.return();
        ended = 'left';
      } else if (wanted === 0) {
        await new Promise<void>((resolve) => (wake = resolve));
      } else {
        wanted -= 1;
        const { done, value } = await iterator.next();
        if (done) ended = 'done';
        else got.push('error' in value ? { index: value.index, error: tell(value.error) } : { ...value });
      }
    }
  }

  /** Whatever a test leaves behind shall not be seen in the next one. */
  function endAll() {
    plan.items = [];
    plan.thinks = false;
    plan.closesSlowly = false;
    answerQuestions();
    cancelling.abort(reason);
    for (const index of running) end(index).reject(new Error('the test is over'));
    watch.disable();
    process.off('unhandledRejection', noteUnhandled);
    if (process.listenerCount('unhandledRejection') === 0) process.on('unhandledRejection', () => {});
  }

  async function rest() {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    async begin(itsPlan: Plan) {
      const before = globalThis as { endBench?: () => void };
      before.endBench?.();
      before.endBench = endAll;
      await rest();
      process.on('unhandledRejection', noteUnhandled);
      watch.enable();

      plan = itsPlan;
      const { concurrency, window, order, errors, timeoutMs } = plan;
      const options: any = { concurrency, window, signal: cancelling.signal };
      if (order !== 'source') options.order = order;
      if (errors !== 'stop') options.errors = errors;
      if (timeoutMs !== null) options.timeoutMs = timeoutMs;
      if (plan.cancelled) cancelling.abort(reason);
      const run = async () => {
        iterator = mapPool(openSource(), work, options)[Symbol.asyncIterator]();
        await consume();
      };
      run().catch((error) => {
        ended = error === reason ? 'cancelled' : { error: tell(error) };
      });
    },

    /** Lets the consumer take so many more results; null for all. */
    ask(results: number | null) {
      wanted += results ?? Infinity;
      wake();
    },

    /** Lets the source answer so many more questions. */
    supply(answers: number) {
      supplies += answers;
      answerQuestions();
    },

    /** Lets the source fail at the question that it still owes an answer to. */
    failSource() {
      asking -= questions.length;
      for (const { reject } of questions.splice(0)) reject(new SupplierError('the catalogue is gone'));
    },

    letClose() {
      plan.closesSlowly = false;
      letClose();
    },

    finish(index: number, value: unknown) {
      end(index).resolve(value);
    },

    /** In one moment, so that one result comes upon the other. */
    finishTogether(indices: number[], value: unknown) {
      for (const { resolve } of indices.map(end)) resolve(value);
    },

    fail(index: number, message: string) {
      end(index).reject(new SupplierError(message));
    },

    /** In one moment, so that no error can be the answer to another. */
    failTogether(indices: number[], message: string) {
      for (const { reject } of indices.map(end)) reject(new SupplierError(message));
    },

    cancel() {
      cancelling.abort(reason);
    },

    /** The consumer leaves its loop. */
    leave() {
      leaving = true;
      wake();
    },

    /** What a consumer gets that asks again after the end. */
    async askAgain() {
      const { done } = await iterator.next();
      return done ? 'done' : 'a result';
    },

    /** These properties of what there is, once everything rests. */
    async state(names: string[]) {
      await rest();
      const all: Record<string, unknown> = {
        pulled,
        asked,
        mostAsking,
        closed,
        started: started.map(({ index }) => index),
        items: started.map(({ item }) => item),
        running: [...running].sort((one, other) => one - other),
        mostRunning,
        told: [...told].sort((one, other) => one - other),
        got,
        taken: got.length,
        ended,
        unhandled,
        left: {
          timers: [...timers.values()].filter((timer) => timer.hasRef()).length,
          listeners: getEventListeners(cancelling.signal, 'abort').length,
          tasks: 0,
          unhandled,
        },
      };
      return Object.fromEntries(names.map((name) => [name, all[name]]));
    },
  };
}
