interface Options {
  attemptTimeoutMs: number;
  callTimeoutMs: number;
  // … and those of the retries, the budget and the circuit.
}

interface Request {
  upstream: string;
  method: string;
  idempotencyKey: string | null;
}

type Outcome = { status: number; retryAfterMs: number | null } | { error: 'refused' | 'reset' };

export function createClient(options: Options) {
  return {
    begin(id: string, request: Request, nowMs: number) {
      return { action: 'send', attempt: 1, timeoutAtMs: nowMs + options.attemptTimeoutMs };
    },

    answer(id: string, attempt: number, outcome: Outcome, nowMs: number, random: number) {
      if ('error' in outcome) return { action: 'fail', error: outcome.error };
      return { action: 'done', status: outcome.status }; // Is this the last word, whatever the status?
    },

    wake(id: string, nowMs: number, random: number) {
      return null; // What was this call waiting for?
    },

    cancel(id: string, nowMs: number) {
      return null;
    },

    state(upstream: string, nowMs: number) {
      return 'closed';
    },
  };
}
