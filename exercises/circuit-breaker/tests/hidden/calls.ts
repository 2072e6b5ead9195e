import { random, step, subjectModule } from '@touchstone/kit';

/** A circuit that never opens and a budget that is never empty, unless a test says otherwise. */
const OPTIONS = {
  maxAttempts: 3,
  attemptTimeoutMs: 1000,
  callTimeoutMs: 20_000,
  baseDelayMs: 100,
  maxDelayMs: 2000,
  budgetMax: 1000,
  retryCost: 1,
  windowMs: 10_000,
  minOutcomes: 1000,
  failurePercent: 50,
  openMs: 5000,
  probes: 1,
};

export const newClient = (options: Partial<typeof OPTIONS> = {}) =>
  subjectModule.callForObject('createClient', { ...OPTIONS, ...options });

export type Client = Awaited<ReturnType<typeof newClient>>;

export const UPSTREAM = 'tax';

export const request = (method: string, upstream = UPSTREAM, idempotencyKey: string | null = null) => ({
  upstream,
  method,
  idempotencyKey,
});

export const GET = request('GET');
export const POST = request('POST');

export const status = (code: number, retryAfterMs: number | null = null) => ({ status: code, retryAfterMs });
export const RESET = { error: 'reset' };
export const REFUSED = { error: 'refused' };

export const send = (attempt: number, timeoutAtMs: number) => ({ action: 'send', attempt, timeoutAtMs });
export const wait = (untilMs: number) => ({ action: 'wait', untilMs });
export const done = (code: number) => ({ action: 'done', status: code });
export const fail = (error: string) => ({ action: 'fail', error });
export const CIRCUIT_OPEN = fail('circuit-open');

/** Different words, for ids and names. */
export function words(count: number): string[] {
  const found = new Set<string>();
  while (found.size < count) found.add(random.word());
  return [...found];
}

export type Line = [operation: [method: string, ...args: unknown[]], expected: unknown];

/** Calls one method after the other and compares what each returns. */
export async function play(client: Client, script: Line[]): Promise<void> {
  const before: string[] = [];
  for (const [[method, ...args], expected] of script) {
    const line = `${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
    const returned = (await client.call(method, ...args)) ?? null;
    const what = before.length === 0 ? line : `${before.slice(-6).join('; ')}; then ${line}`;
    await step(what, () => expect(returned).toEqual(expected));
    before.push(line);
  }
}

/** Lines for a call that has one attempt, which ends at once with this outcome and is the last. */
export function once(
  outcome: { status: number } | { error: string },
  nowMs: number,
  { upstream = UPSTREAM, timeoutAtMs = nowMs + 1000 } = {},
): Line[] {
  const [id] = words(1);
  const end = 'status' in outcome ? done(outcome.status) : fail(outcome.error);
  return [
    [['begin', id, request('POST', upstream), nowMs], send(1, timeoutAtMs)],
    [['answer', id, 1, outcome, nowMs, 0.5], end],
  ];
}

/** The same, so many times. */
export const times = (count: number, lines: () => Line[]): Line[] =>
  Array.from({ length: count }, lines).flat();
