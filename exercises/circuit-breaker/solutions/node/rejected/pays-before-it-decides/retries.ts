export interface Request {
  upstream: string;
  method: string;
  idempotencyKey: string | null;
}

export type Outcome =
  | { status: number; retryAfterMs: number | null }
  | { error: 'refused' | 'reset' | 'timeout' };

const REPEATABLE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

export function isFailure(outcome: Outcome): boolean {
  return 'error' in outcome || (outcome.status >= 500 && outcome.status <= 599);
}

export function mayRepeat(request: Request, outcome: Outcome): boolean {
  // Nothing was carried out: there is nothing that could happen twice.
  const wasTurnedAway = 'error' in outcome ? outcome.error === 'refused' : outcome.status === 429;
  const isRepeatable = REPEATABLE_METHODS.includes(request.method) || Boolean(request.idempotencyKey);
  return wasTurnedAway || (isFailure(outcome) && isRepeatable);
}

interface DelayOptions {
  baseDelayMs: number;
  maxDelayMs: number;
}

/** Full jitter: anything from nothing to the whole delay, so that clients which failed together do not come back together. */
export function getDelayMs(options: DelayOptions, attempt: number, outcome: Outcome, random: number): number {
  const longestMs = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
  const retryAfterMs = 'status' in outcome ? (outcome.retryAfterMs ?? 0) : 0;
  return Math.max(Math.floor(random * longestMs), retryAfterMs);
}

/** Tokens that calls earn one by one and retries spend many at a time. */
export class Budget {
  readonly #max: number;
  #tokens: number;

  constructor(max: number) {
    this.#max = max;
    this.#tokens = max;
  }

  earn(): void {
    this.#tokens = Math.min(this.#max, this.#tokens + 1);
  }

  canSpend(cost: number): boolean {
    return this.#tokens >= cost;
  }

  spend(cost: number): void {
    this.#tokens -= cost;
  }
}
