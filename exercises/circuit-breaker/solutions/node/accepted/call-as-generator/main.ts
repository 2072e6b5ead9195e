import { createCircuit, type CircuitOptions } from './circuit.ts';

interface Options extends CircuitOptions {
  maxAttempts: number;
  attemptTimeoutMs: number;
  callTimeoutMs: number;
  baseDelayMs: number;
  maxDelayMs: number;
  budgetMax: number;
  retryCost: number;
}

interface Request {
  upstream: string;
  method: string;
  idempotencyKey: string | null;
}

type Result = { status: number; retryAfterMs: number | null } | { error: string };
type Decision = Record<string, string | number>;

type Event = { nowMs: number; random: number } & (
  { kind: 'answer'; attempt: number; outcome: Result } | { kind: 'wake' } | { kind: 'cancel' }
);

/** A call is told one event after the other, and yields a decision or null; what it returns is its last one. */
type Call = Generator<Decision | null, Decision | null, Event>;

const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const CIRCUIT_OPEN = { action: 'fail', error: 'circuit-open' };

export function createClient(options: Options) {
  const upstreams = new Map<string, ReturnType<typeof createUpstream>>();
  const calls = new Map<string, Call>();

  function upstreamOf(name: string) {
    const upstream = upstreams.get(name) ?? createUpstream(options);
    upstreams.set(name, upstream);
    return upstream;
  }

  function tell(id: string, event: Event): Decision | null {
    const step = calls.get(id)?.next(event);
    if (step?.done) calls.delete(id);
    return step?.value ?? null;
  }

  return {
    begin(id: string, request: Request, nowMs: number) {
      calls.set(id, runCall(options, upstreamOf(request.upstream), request, nowMs));
      return tell(id, { kind: 'wake', nowMs, random: 0 }); // The first event only starts a generator.
    },
    answer: (id: string, attempt: number, outcome: Result, nowMs: number, random: number) =>
      tell(id, { kind: 'answer', attempt, outcome, nowMs, random }),
    wake: (id: string, nowMs: number, random: number) => tell(id, { kind: 'wake', nowMs, random }),
    cancel: (id: string, nowMs: number) => tell(id, { kind: 'cancel', nowMs, random: 0 }),
    state: (name: string, nowMs: number) => upstreamOf(name).circuit.state(nowMs),
  };
}

const createUpstream = (options: Options) => ({
  circuit: createCircuit(options),
  tokens: options.budgetMax,
});

function* runCall(
  options: Options,
  upstream: ReturnType<typeof createUpstream>,
  request: Request,
  startMs: number,
): Call {
  const { circuit } = upstream;
  const endMs = startMs + options.callTimeoutMs;
  let nowMs = startMs;

  for (let attempt = 1; ; attempt += 1) {
    const sentIn = circuit.admit(nowMs);
    if (!sentIn) return CIRCUIT_OPEN;
    if (attempt === 1) upstream.tokens = Math.min(options.budgetMax, upstream.tokens + 1);

    const timeoutAtMs = Math.min(nowMs + options.attemptTimeoutMs, endMs);
    let event: Event = yield { action: 'send', attempt, timeoutAtMs };
    while (!concerns(event, attempt, timeoutAtMs)) event = yield null;
    nowMs = event.nowMs;
    if (event.kind === 'cancel') {
      circuit.giveUp(sentIn);
      return null;
    }

    const result: Result = event.kind === 'answer' ? event.outcome : { error: 'timeout' };
    if (isFailure(result)) circuit.fail(sentIn, nowMs);
    else circuit.succeed(sentIn, nowMs);

    const untilMs = nowMs + delayAfter(attempt, result, event.random, options);
    const isRetried =
      isAllowed(request, result) &&
      attempt < options.maxAttempts &&
      circuit.state(nowMs) !== 'open' &&
      upstream.tokens >= options.retryCost &&
      untilMs < endMs;
    if (!isRetried)
      return 'error' in result
        ? { action: 'fail', error: result.error }
        : { action: 'done', status: result.status };

    upstream.tokens -= options.retryCost;
    event = yield { action: 'wait', untilMs };
    while (!concerns(event, null, untilMs)) event = yield null;
    nowMs = event.nowMs;
    if (event.kind === 'cancel') return null;
    if (nowMs >= endMs) return { action: 'fail', error: 'timeout' };
  }
}

function concerns(event: Event, attempt: number | null, dueMs: number): boolean {
  if (event.kind === 'answer') return event.attempt === attempt;
  return event.kind === 'cancel' || event.nowMs >= dueMs;
}

const isFailure = (result: Result) => 'error' in result || Math.floor(result.status / 100) === 5;

function isAllowed({ method, idempotencyKey }: Request, result: Result): boolean {
  // Turned away before anything was done: safe to repeat, whatever it is.
  if ('error' in result ? result.error === 'refused' : result.status === 429) return true;
  return isFailure(result) && (REPEATABLE.has(method) || (idempotencyKey ?? '') !== '');
}

function delayAfter(
  attempt: number,
  result: Result,
  random: number,
  { baseDelayMs, maxDelayMs }: Options,
): number {
  const backOffMs = Math.floor(random * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
  return 'status' in result ? Math.max(backOffMs, result.retryAfterMs ?? 0) : backOffMs;
}
