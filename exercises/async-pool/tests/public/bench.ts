import { eventually, random, step, subjectModule } from '@touchstone/kit';
import { createBench, type Plan } from './bench-node.ts';
import { PYTHON_BENCH } from './bench-python.ts';

const CODE = { node: `return (${String(createBench)})(mapPool);`, python: PYTHON_BENCH };

const PLAN: Omit<Plan, 'items'> = {
  kind: 'async',
  thinks: false,
  failsAt: null,
  closesSlowly: false,
  jobs: 'held',
  except: {},
  lingers: false,
  concurrency: 3,
  window: 10,
  order: 'source',
  errors: 'stop',
  timeoutMs: null,
  cancelled: false,
};

/** So long that no test sees its end. */
export const AN_HOUR_MS = 3_600_000;

/** A bench whose consumer has asked for nothing yet. Ten items, unless the test has others. */
export async function begin(plan: Partial<Plan> = {}) {
  const bench = await subjectModule.callForObject('openBench', CODE);
  await bench.call('begin', { ...PLAN, items: names(10), ...plan });
  return bench;
}

/** The same, and the consumer takes whatever comes. */
export async function beginAsking(plan: Partial<Plan> = {}) {
  const bench = await begin(plan);
  await bench.call('ask', null);
  return bench;
}

export type { Plan };

export type Bench = Awaited<ReturnType<typeof begin>>;

/** Different names of items. */
export function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${random.word()}-${index}`);
}

export const priced = (index: number, value: unknown) => ({ index, value });
export const failed = (index: number, error: string) => ({ index, error });
export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
export const pricesOf = (items: unknown[]) => items.map((item, index) => priced(index, `price of ${item}`));

export const NOTHING_LEFT = { timers: 0, listeners: 0, tasks: 0, unhandled: [] };

export interface State {
  pulled: number;
  asked: number;
  mostAsking: number;
  closed: number;
  started: number[];
  items: unknown[];
  running: number[];
  mostRunning: number;
  told: number[];
  got: unknown[];
  taken: number;
  ended: null | 'done' | 'cancelled' | 'left' | { error: string };
  unhandled: string[];
  left: typeof NOTHING_LEFT;
}

/** Waits until everything rests and is as expected: most of the time it is at once. */
export async function see(
  bench: Bench,
  what: string,
  expected: { readonly [Name in keyof State]?: unknown },
  deadlineMs = 600,
): Promise<void> {
  await step(what, () =>
    eventually(
      async () => expect(await bench.call('state', Object.keys(expected))).toEqual(expected),
      deadlineMs,
    ),
  );
}

export async function look<Name extends keyof State>(
  bench: Bench,
  ...wanted: Name[]
): Promise<Pick<State, Name>> {
  return (await bench.call('state', wanted)) as Pick<State, Name>;
}
