import {
  eventually,
  random,
  services,
  step,
  subjects,
  upstream,
  type HttpResponse,
  type SubjectInstance,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '@touchstone/kit';

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 4000;
/** Each request is to be answered within 6 seconds. */
const ANSWER_TIMEOUT_MS = 9000;
/** How long accounting holds the tables: enough for copies of a request to come as far as they can. */
const LOCKED_MS = 1500;

const cards = upstream('cards');
export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

export interface Purchase {
  readonly order: string;
  readonly card: string;
  readonly amount: number;
  readonly currency: string;
}

export interface Payment {
  readonly id: string;
  readonly status: string;
  readonly charge: string | null;
}

/** With an order and a card that no other test has. */
export const aPurchase = (): Purchase => ({
  order: random.word(10),
  card: `card_${random.word(14)}`,
  amount: random.integer(100, 90_000),
  currency: random.pick(['EUR', 'GBP', 'USD']),
});

export interface Sending {
  readonly key?: string;
  readonly client?: string;
  readonly instance?: SubjectInstance;
}

export const pay = (
  body: unknown,
  { key = random.uuid(), client = 'festival', instance = first }: Sending = {},
): Promise<HttpResponse> =>
  instance.post('/payments', {
    headers: { 'idempotency-key': key, 'x-client': client, 'content-type': 'application/json' },
    timeoutMs: ANSWER_TIMEOUT_MS,
    ...(typeof body === 'string' ? { body } : { json: body }),
  });

/** Sends a payment that is to be under way while something else happens. Whoever awaits the answer learns of a failure. */
export function begin(purchase: Purchase, sending: Sending): Promise<HttpResponse> {
  const answer = pay(purchase, sending);
  answer.catch(() => undefined);
  return answer;
}

/** Sends a payment that is to be answered with this status; `what` names it. */
export const expectPay = (
  what: string,
  status: number,
  body: unknown,
  sending?: Sending,
): Promise<HttpResponse> =>
  step(what, async () => {
    const answer = await pay(body, sending);
    expect(answer).toHaveStatus(status);
    return answer;
  });

/** Pays where that has to work. */
export async function payWell(purchase: Purchase, sending: Sending = {}): Promise<HttpResponse> {
  const answer = await pay(purchase, sending);
  await step('POST /payments', () => {
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ id: expect.any(String), status: 'paid' });
  });
  return answer;
}

export const show = (
  id: string,
  { client = 'festival', instance = first, timeoutMs }: Sending & { timeoutMs?: number } = {},
): Promise<HttpResponse> =>
  instance.get(`/payments/${id}`, {
    headers: { 'x-client': client },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

export const idOf = (answer: HttpResponse): unknown => (answer.json as Partial<Payment> | null)?.id;

/** What accounting finds for an order. */
export const rowsOf = ({ order }: Purchase): Promise<Record<string, unknown>[]> =>
  services.postgres.query(
    `SELECT client, order_id, amount::int AS amount, currency, status, charge_id
     FROM payments WHERE order_id = $1 ORDER BY id`,
    [order],
  );

export async function expectRows(
  purchase: Purchase,
  when: string,
  rows: readonly { status: string; charge: unknown; client?: string }[],
): Promise<void> {
  const { order, amount, currency } = purchase;
  await step(`rows of the order in the table payments ${when}`, async () =>
    expect(await rowsOf(purchase)).toEqual(
      rows.map(({ status, charge, client = 'festival' }) => ({
        client,
        order_id: order,
        amount,
        currency,
        status,
        charge_id: charge,
      })),
    ),
  );
}

/** Something that waits until a test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** What the provider does with one request. By default it charges the card and says so. */
export interface Deed {
  /** Does nothing with the card, and does not remember the request. */
  readonly idle?: boolean;
  /** Declines for this reason, unless it has charged or declined under this key before. */
  readonly decline?: string;
  /** Lets what is done to the card wait. */
  readonly before?: Promise<void>;
  /** Lets the answer wait, once the card is charged or declined. */
  readonly after?: Promise<void>;
  /** In place of the right answer; `{ cut: true }` is half of the right one. */
  readonly answer?: UpstreamAnswer;
  /** Half of the right answer comes, and then nothing more, on a connection that stays. */
  readonly halts?: boolean;
}

type Plan = (attempt: number) => Deed | Promise<Deed>;

interface Outcome {
  readonly status: number;
  readonly json: unknown;
}

interface Charge {
  readonly id: string;
  readonly card: string;
}

/** The payment provider of one test. */
export class Provider {
  readonly #plans = new Map<string, Plan>();
  readonly #bodies = new Map<string, string>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #charges: Charge[] = [];

  constructor() {
    cards.respond((request) => this.#take(request));
  }

  /** What it does with the n-th request for the card of this purchase. */
  plan({ card }: Purchase, plan: Plan): void {
    this.#plans.set(card, plan);
  }

  /** A day goes by. */
  forgetKeys(): void {
    this.#bodies.clear();
    this.#outcomes.clear();
  }

  /** The ids of the charges of this purchase's card. */
  charges({ card }: Purchase): string[] {
    return this.#charges.filter((charge) => charge.card === card).map(({ id }) => id);
  }

  async #take(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (request.method !== 'POST' || request.path !== '/charges') return { status: 404 };
    const card = cardOf(request);
    if (card === null) return { status: 400 };
    const attempt = requestsFor({ card }).length;
    const deed: Deed = (await this.#plans.get(card)?.(attempt)) ?? {};
    await deed.before;
    if (deed.idle === true) return deed.answer ?? { status: 500 };
    const outcome = this.#settle(request, card, deed.decline);
    await deed.after;
    if (deed.halts === true) return halfOf(outcome);
    return deed.answer?.cut === true ? { ...outcome, cut: true } : (deed.answer ?? outcome);
  }

  #settle({ headers, body }: UpstreamRequest, card: string, decline: string | undefined): Outcome {
    const key = headers['idempotency-key'];
    if (key === undefined) return this.#decide(card, decline);
    if (!/^[\w-]{1,64}$/.test(key))
      return { status: 400, json: { error: 'Idempotency-Key: 1–64 of A–Z a–z 0–9 - _' } };
    if ((this.#bodies.get(key) ?? body) !== body)
      return { status: 422, json: { error: 'this key came with another body' } };
    this.#bodies.set(key, body);
    const outcome = this.#outcomes.get(key) ?? this.#decide(card, decline);
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  #decide(card: string, reason: string | undefined): Outcome {
    if (reason !== undefined) return { status: 402, json: { reason } };
    const id = `ch_${random.word(16)}`;
    this.#charges.push({ id, card });
    return { status: 201, json: { id } };
  }
}

/** More is announced than comes. */
function halfOf({ status, json }: Outcome): UpstreamAnswer {
  const text = JSON.stringify(json);
  return {
    status,
    headers: { 'content-type': 'application/json', 'content-length': String(text.length) },
    text: text.slice(0, text.length / 2),
  };
}

function cardOf({ body }: UpstreamRequest): string | null {
  try {
    const card = (JSON.parse(body) as { card?: unknown } | null)?.card;
    return typeof card === 'string' ? card : null;
  } catch {
    return null;
  }
}

/** What the provider has been asked about a card in this test. */
export const requestsFor = ({ card }: Pick<Purchase, 'card'>): UpstreamRequest[] =>
  cards.requests.filter((request) => cardOf(request) === card);

/** The keys under which the provider was asked, each of them once. */
export const providerKeys = (purchase: Purchase): (string | undefined)[] => [
  ...new Set(requestsFor(purchase).map(({ headers }) => headers['idempotency-key'])),
];

export const closeProvider = (): Promise<void> => cards.stop();
export const openProvider = (): Promise<void> => cards.start();

export async function expectCharges(
  provider: Provider,
  purchase: Purchase,
  when: string,
  count = 1,
): Promise<void> {
  await step(`charges of the card at the provider ${when}`, () =>
    expect(provider.charges(purchase).length).toBe(count),
  );
}

export async function untilAsked(purchase: Purchase): Promise<void> {
  await step('requests that the provider has had for the card', () =>
    eventually(() => expect(requestsFor(purchase).length).toBeGreaterThan(0), PATIENCE_MS),
  );
}

/**
 * Holds all tables locked against writing, as accounting may, while `work` is done: until ten statements of the program wait there, or
 * for a second and a half.
 */
export async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const holding = services.postgres.query(`
    DO $$
    DECLARE names text;
    BEGIN
      SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names
      FROM pg_tables WHERE schemaname = 'public';
      EXECUTE 'LOCK TABLE ' || names || ' IN EXCLUSIVE MODE';
      FOR i IN 1..${LOCKED_MS / 20} LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock') >= 10;
        PERFORM pg_sleep(0.02);
      END LOOP;
    END $$`);
  const locked = `SELECT 1 FROM pg_locks WHERE locktype = 'relation' AND mode = 'ExclusiveLock' AND granted`;
  await eventually(async () => expect(await services.postgres.query(locked)).not.toEqual([]), PATIENCE_MS);
  const [result] = await Promise.all([work(), holding]);
  return result;
}
