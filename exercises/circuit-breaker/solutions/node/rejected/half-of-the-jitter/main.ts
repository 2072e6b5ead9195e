import { Circuit, type CircuitOptions, type Pass } from './circuit.ts';
import { Budget, getDelayMs, isFailure, mayRepeat, type Outcome, type Request } from './retries.ts';

interface Options extends CircuitOptions {
  maxAttempts: number;
  attemptTimeoutMs: number;
  callTimeoutMs: number;
  baseDelayMs: number;
  maxDelayMs: number;
  budgetMax: number;
  retryCost: number;
}

interface Upstream {
  circuit: Circuit;
  budget: Budget;
}

interface Call {
  request: Request;
  upstream: Upstream;
  endMs: number;
  attempt: number;
  /** Of the attempt that is under way; null while the call waits for the next one. */
  pass: Pass | null;
  /** What `wake` is waited for: the end of the attempt or of the wait. */
  dueMs: number;
}

type Decision =
  | { action: 'send'; attempt: number; timeoutAtMs: number }
  | { action: 'wait'; untilMs: number }
  | { action: 'done'; status: number }
  | { action: 'fail'; error: string };

export const createClient = (options: Options) => new Client(options);

class Client {
  readonly #options: Options;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #calls = new Map<string, Call>();

  constructor(options: Options) {
    this.#options = options;
  }

  begin(id: string, request: Request, nowMs: number): Decision {
    const upstream = this.#getUpstream(request.upstream);
    const endMs = nowMs + this.#options.callTimeoutMs;
    const call: Call = { request, upstream, endMs, attempt: 0, pass: null, dueMs: nowMs };
    this.#calls.set(id, call);
    const decision = this.#send(id, call, nowMs);
    if (decision.action === 'send') upstream.budget.earn();
    return decision;
  }

  answer(id: string, attempt: number, outcome: Outcome, nowMs: number, random: number): Decision | null {
    const call = this.#calls.get(id);
    if (!call || call.pass === null || call.attempt !== attempt) return null;
    return this.#endAttempt(id, call, outcome, nowMs, random);
  }

  wake(id: string, nowMs: number, random: number): Decision | null {
    const call = this.#calls.get(id);
    if (!call || nowMs < call.dueMs) return null;
    if (call.pass !== null) return this.#endAttempt(id, call, { error: 'timeout' }, nowMs, random);
    if (nowMs >= call.endMs) return this.#end(id, { action: 'fail', error: 'timeout' });
    return this.#send(id, call, nowMs);
  }

  cancel(id: string, nowMs: number): null {
    const call = this.#calls.get(id);
    if (call && call.pass !== null) call.upstream.circuit.leave(call.pass, 'given-up', nowMs);
    this.#calls.delete(id);
    return null;
  }

  state(upstream: string, nowMs: number) {
    return this.#getUpstream(upstream).circuit.state(nowMs);
  }

  #send(id: string, call: Call, nowMs: number): Decision {
    call.pass = call.upstream.circuit.enter(nowMs);
    if (call.pass === null) return this.#end(id, { action: 'fail', error: 'circuit-open' });
    call.attempt += 1;
    call.dueMs = Math.min(nowMs + this.#options.attemptTimeoutMs, call.endMs);
    return { action: 'send', attempt: call.attempt, timeoutAtMs: call.dueMs };
  }

  #endAttempt(id: string, call: Call, outcome: Outcome, nowMs: number, random: number): Decision {
    const { circuit, budget } = call.upstream;
    circuit.leave(call.pass!, isFailure(outcome) ? 'failure' : 'success', nowMs);
    call.pass = null;
    const untilMs = nowMs + getDelayMs(this.#options, call.attempt, outcome, random);
    // The budget comes last and is spent only on a retry that will be made.
    if (
      mayRepeat(call.request, outcome) &&
      call.attempt < this.#options.maxAttempts &&
      circuit.state(nowMs) !== 'open' &&
      untilMs < call.endMs &&
      budget.canSpend(this.#options.retryCost)
    ) {
      budget.spend(this.#options.retryCost);
      call.dueMs = untilMs;
      return { action: 'wait', untilMs };
    }
    if ('error' in outcome) return this.#end(id, { action: 'fail', error: outcome.error });
    return this.#end(id, { action: 'done', status: outcome.status });
  }

  #end(id: string, decision: Decision): Decision {
    this.#calls.delete(id);
    return decision;
  }

  #getUpstream(name: string): Upstream {
    let upstream = this.#upstreams.get(name);
    if (!upstream) {
      upstream = { circuit: new Circuit(this.#options), budget: new Budget(this.#options.budgetMax) };
      this.#upstreams.set(name, upstream);
    }
    return upstream;
  }
}
