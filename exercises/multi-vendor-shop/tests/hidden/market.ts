import { createHmac } from 'node:crypto';
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

const { postgres } = services;
const payments = upstream('payments');

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 5000;
/** Three attempts with their pauses take five seconds at most. */
const ANSWER_TIMEOUT_MS = 12_000;

export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];
/** Either instance, in turn. */
export const either = (index: number): SubjectInstance => (index % 2 ? second : first);

export interface Offer {
  readonly sku: string;
  readonly vendor: string;
  readonly name: string;
  readonly price: number;
  readonly stock: number;
}

export interface Order {
  readonly id: string;
  readonly vendor: string;
  readonly status: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
  readonly goods: number;
  readonly shipping: number;
  readonly total: number;
  readonly commission: number;
  readonly refunded: number;
}

export interface Checkout {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly orders: readonly Order[];
}

export type Cart = readonly (readonly [Pick<Offer, 'sku'>, number])[];

// People and products

export const aName = (): string => random.word(12);
/** In the order of their names. */
export const someVendors = (count: number): string[] =>
  ['a', 'k', 'u'].slice(0, count).map((letter) => letter + random.word(11));

const anOffer = (vendor: string, values: Partial<Offer> = {}): Offer => ({
  sku: `${random.word(10)}-${random.integer(1, 99)}`,
  vendor,
  name: random.sentence(3).slice(0, 80),
  price: random.integer(100, 900),
  stock: random.integer(20, 90),
  ...values,
});

export const put = (
  vendor: string,
  sku: string,
  json: unknown,
  instance: SubjectInstance = first,
): Promise<HttpResponse> => instance.put(`/products/${sku}`, { headers: { 'x-vendor': vendor }, json });

/** A product that is offered by a vendor, or offered anew. */
export async function offer(vendor: string, values: Partial<Offer> = {}): Promise<Offer> {
  const product = anOffer(vendor, values);
  const { sku, name, price, stock } = product;
  const answer = await put(vendor, sku, { name, price, stock });
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson(product);
  return product;
}

export const stockOf = async ({ sku }: Pick<Offer, 'sku'>): Promise<unknown> => {
  const answer = await second.get(`/products/${sku}`);
  expect(answer).toHaveStatus(200);
  return (answer.json as { stock?: unknown }).stock;
};

export const expectStock = (when: string, product: Pick<Offer, 'sku'>, stock: number): Promise<void> =>
  step(`stock of the product ${when}`, async () => expect(await stockOf(product)).toBe(stock));

// Carts

export const putIntoCart = (
  customer: string,
  sku: string,
  quantity: unknown,
  instance: SubjectInstance = first,
): Promise<HttpResponse> =>
  instance.put(`/cart/${sku}`, { headers: { 'x-customer': customer }, json: { quantity } });

export const getCart = (customer: string, instance: SubjectInstance = second): Promise<HttpResponse> =>
  instance.get('/cart', { headers: { 'x-customer': customer } });

export const fill = async (customer: string, cart: Cart): Promise<void> => {
  for (const [{ sku }, quantity] of cart)
    await step('PUT /cart/:sku', async () =>
      expect(await putIntoCart(customer, sku, quantity)).toHaveStatus(200),
    );
};

export const expectCart = (when: string, customer: string, cart: Cart): Promise<void> =>
  step(`the cart ${when}`, async () => {
    const answer = await getCart(customer);
    expect(answer).toHaveStatus(200);
    const items = cart.map(([{ sku }, quantity]) => ({ sku, quantity }));
    expect(answer.json).toEqual({ items: items.sort((one, other) => (one.sku < other.sku ? -1 : 1)) });
  });

const WEEK_SECONDS = 7 * 24 * 3600;

export const expectWeek = (when: string, customer: string): Promise<void> =>
  step(`TTL cart:${customer} ${when}`, async () => {
    const ttl = (await services.redis.command('TTL', `cart:${customer}`)) as number;
    expect(ttl).toBeGreaterThan(WEEK_SECONDS - 3600);
    expect(ttl).toBeLessThanOrEqual(WEEK_SECONDS);
  });

// Checkouts and orders

export interface Buying {
  readonly key?: string;
  readonly card?: unknown;
  readonly instance?: SubjectInstance;
}

export const aCard = (): string => `card_${random.word(14)}`;

export const buy = (
  customer: string,
  { key = random.uuid(), card = aCard(), instance = first }: Buying = {},
): Promise<HttpResponse> =>
  instance.post('/checkouts', {
    headers: { 'x-customer': customer, 'idempotency-key': key },
    json: { card },
    timeoutMs: ANSWER_TIMEOUT_MS,
  });

/** Sends a checkout that is to end with this status; `what` names it. */
export const expectBuy = (
  what: string,
  status: number,
  customer: string,
  buying: Buying = {},
): Promise<Checkout> =>
  step(what, async () => {
    const answer = await buy(customer, buying);
    expect(answer).toHaveStatus(status);
    if (status === 409) return answer.json as Checkout;
    const shown = { 201: 'authorized', 202: 'pending', 402: 'declined' }[status];
    expect(answer).toHaveJson({ id: expect.any(String), status: shown, orders: expect.any(Array) });
    return answer.json as Checkout;
  });

export const showCheckout = (customer: string, id: string): Promise<HttpResponse> =>
  second.get(`/checkouts/${id}`, { headers: { 'x-customer': customer } });

export const showOrder = (vendor: string, id: string): Promise<HttpResponse> =>
  second.get(`/orders/${id}`, { headers: { 'x-vendor': vendor } });

export const expectOrder = (when: string, order: Order, values: Partial<Order>): Promise<void> =>
  step(`the order ${when}`, async () => {
    const answer = await showOrder(order.vendor, order.id);
    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson(values);
  });

export async function ordersOf(vendor: string): Promise<Order[]> {
  const answer = await second.get('/orders', { headers: { 'x-vendor': vendor } });
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ orders: expect.any(Array) });
  return [...(answer.json as { orders: Order[] }).orders];
}

export const deal = (
  deed: 'capture' | 'refund',
  vendor: string,
  { id }: Pick<Order, 'id'>,
  instance: SubjectInstance = first,
): Promise<HttpResponse> =>
  instance.post(`/orders/${id}/${deed}`, {
    headers: { 'x-vendor': vendor },
    timeoutMs: ANSWER_TIMEOUT_MS,
  });

export const expectDeal = (
  what: string,
  deed: 'capture' | 'refund',
  order: Order,
  status: number,
  values: Partial<Order> = {},
): Promise<HttpResponse> =>
  step(what, async () => {
    const answer = await deal(deed, order.vendor, order);
    expect(answer).toHaveStatus(status);
    if (status === 200) expect(answer).toHaveJson({ id: order.id, ...values });
    return answer;
  });

export const orderOf = ({ orders }: Checkout, vendor: string): Order => {
  const order = orders.find((candidate) => candidate.vendor === vendor);
  if (!order) throw new Error(`the checkout has no order of the vendor ${vendor}`);
  return order;
};

/** An order of its own checkout, captured. */
export async function aCapturedOrder(): Promise<Order> {
  const [vendor, customer] = [aName(), aName()];
  await fill(customer, [[await offer(vendor, { price: random.integer(1000, 3000) }), 2]]);
  const order = orderOf(await expectBuy('POST /checkouts', 201, customer), vendor);
  await expectDeal('POST /orders/:id/capture', 'capture', order, 200, { status: 'captured' });
  return order;
}

// The provider

/** What the provider does with one request. By default it does the work and says so. */
interface Deed {
  /** Lets the answer wait, once the work is done. */
  readonly after?: Promise<unknown>;
  /** In place of the work and of the answer to it. */
  readonly instead?: UpstreamAnswer;
  /** The work is done, and the answer to it gets lost. */
  readonly lost?: 'cut' | 'stall';
  readonly decline?: boolean;
}

/** `attempt` counts from 1. */
type Plan = (attempt: number) => Deed;
type Path = '/authorizations' | '/captures' | '/refunds';

interface Work {
  readonly id: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const PREFIXES: Record<Path, string> = { '/authorizations': 'auth', '/captures': 'cap', '/refunds': 're' };
const bad = (status: number, error: string): UpstreamAnswer => ({ status, json: { error } });

/** The payment provider of one test. */
export class Provider {
  readonly #plans = new Map<string, Plan>();
  /** When each attempt came. */
  readonly #attempts = new Map<string, number[]>();
  readonly #answers = new Map<string, { meaning: string; answer: UpstreamAnswer }>();
  readonly #works: Work[] = [];

  constructor() {
    payments.respond((request) => this.#take(request));
  }

  /** What it does with requests for a card, or for an order. */
  plan(path: Path, cardOrOrder: string, plan: Plan): void {
    this.#plans.set(`${path} ${cardOrOrder}`, plan);
  }

  attempts(path: Path, cardOrOrder: string): number {
    return this.#times(path, cardOrOrder).length;
  }

  /** How many milliseconds lie between an attempt and the one before it. */
  pauses(path: Path, cardOrOrder: string): number[] {
    const times = this.#times(path, cardOrOrder);
    return times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  }

  #times(path: Path, cardOrOrder: string): readonly number[] {
    return this.#attempts.get(`${path} ${cardOrOrder}`) ?? [];
  }

  /** The work that was really done for a card, or for an order. */
  works(path: Path, cardOrOrder: string): Work[] {
    return this.#works.filter((work) => work.path === path && subjectOf(work) === cardOrOrder);
  }

  async #take(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { path, atMs } = request;
    const body = bodyOf(request);
    if (request.method !== 'POST' || !(path in PREFIXES)) return bad(404, `no such path: ${path}`);
    const name = `${path} ${subjectOf({ path, body })}`;
    const times = [...(this.#attempts.get(name) ?? []), atMs];
    this.#attempts.set(name, times);
    const deed = this.#plans.get(name)?.(times.length) ?? {};
    if (deed.instead) return deed.instead;
    const answer = this.#settle(
      path as Path,
      request.headers['idempotency-key'],
      body,
      deed.decline === true,
    );
    await deed.after;
    if (deed.lost === 'stall') return { stall: true };
    return deed.lost === 'cut' ? { ...answer, cut: true } : answer;
  }

  #settle(path: Path, key: string | undefined, body: Work['body'], isDeclined: boolean): UpstreamAnswer {
    if (key === undefined || !/^[\w-]{1,64}$/.test(key))
      return bad(400, 'Idempotency-Key: 1–64 of A–Z a–z 0–9 - _');
    const meaning = JSON.stringify([path, Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const early = this.#answers.get(key);
    if (early)
      return early.meaning === meaning ? early.answer : bad(422, 'this key came with something else');
    const answer = isDeclined ? { status: 402, json: { reason: 'declined' } } : this.#work(path, body);
    this.#answers.set(key, { meaning, answer });
    return answer;
  }

  #work(path: Path, body: Work['body']): UpstreamAnswer {
    const id = `${PREFIXES[path]}_${random.word(14)}`;
    this.#works.push({ id, path, body });
    return { status: 201, json: { id } };
  }
}

const subjectOf = ({ path, body }: Pick<Work, 'path' | 'body'>): string =>
  String(path === '/authorizations' ? body.card : body.reference);

function bodyOf({ body }: UpstreamRequest): Record<string, unknown> {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

export const expectWorks = (
  what: string,
  provider: Provider,
  path: Path,
  cardOrOrder: string,
  bodies: readonly Record<string, unknown>[],
): Promise<void> =>
  step(`what the provider has done, POST ${path}, ${what}`, () =>
    expect(provider.works(path, cardOrOrder).map(({ body }) => body)).toEqual(bodies),
  );

export const untilAsked = (provider: Provider, path: Path, cardOrOrder: string): Promise<void> =>
  step(`requests POST ${path} that the provider has had`, () =>
    eventually(() => expect(provider.attempts(path, cardOrOrder)).toBeGreaterThan(0), PATIENCE_MS),
  );

/** Something that waits until a test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

// Webhooks

/** What the operators have put into the table `secrets`. */
export async function secret(): Promise<string> {
  const find = () =>
    postgres.query<{ value: string }>(`SELECT value FROM public.secrets WHERE name = 'webhook'`);
  const isThere = await postgres.query(`SELECT 1 FROM pg_tables WHERE tablename = 'secrets'`);
  if (isThere.length === 0)
    await postgres.run(`
      CREATE TABLE public.secrets (name text PRIMARY KEY, value text NOT NULL);
      INSERT INTO public.secrets VALUES ('webhook', 'whsec_${random.word(12)}é${random.word(12)}');
      GRANT SELECT ON public.secrets TO app;`);
  const [row] = await find();
  return row?.value ?? '';
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const sign = (key: string, t: number | string, body: string): string =>
  createHmac('sha256', key).update(`${t}.${body}`, 'utf8').digest('hex');

export const anEvent = (type: string, data: Record<string, unknown>): string =>
  JSON.stringify({ id: `evt_${random.word(12)}`, type, data });

/** `signature` is the whole header; null for none. */
export const post = (
  body: string,
  signature: string | null,
  instance: SubjectInstance = second,
): Promise<HttpResponse> =>
  instance.post('/webhooks', {
    headers: {
      'content-type': 'application/json',
      ...(signature === null ? {} : { 'payment-signature': signature }),
    },
    body,
  });

/** Posts an event as the provider does. */
export async function tell(
  body: string,
  { secondsAgo = 0, instance = second }: { secondsAgo?: number; instance?: SubjectInstance } = {},
): Promise<HttpResponse> {
  const t = nowSeconds() - secondsAgo;
  return post(body, `t=${t},v1=${sign(await secret(), t, body)}`, instance);
}

export const expectTell = (
  what: string,
  body: string,
  sending: { secondsAgo?: number; instance?: SubjectInstance } = {},
): Promise<void> => step(what, async () => expect(await tell(body, sending)).toHaveStatus(200));

// Backups

/**
 * Holds all tables locked against writing while `work` is done: until `count` statements of the program wait there, or for some time after
 * the first one.
 */
export async function whileLocked<T>(count: number, work: () => Promise<T>): Promise<T> {
  const holding = postgres.query(`
    DO $$
    DECLARE
      names text;
      waiting int := 0;
      ends timestamptz := clock_timestamp() + interval '3 s';
      is_first boolean := true;
    BEGIN
      SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names
      FROM pg_tables WHERE schemaname = 'public';
      EXECUTE 'LOCK TABLE ' || names || ' IN EXCLUSIVE MODE';
      WHILE waiting < ${count} AND clock_timestamp() < ends LOOP
        PERFORM pg_sleep(0.02);
        PERFORM pg_stat_clear_snapshot();
        SELECT count(*) INTO waiting FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock';
        IF is_first AND waiting > 0 THEN
          ends := clock_timestamp() + interval '1500 ms';
          is_first := false;
        END IF;
      END LOOP;
    END $$`);
  const locked = `SELECT 1 FROM pg_locks WHERE locktype = 'relation' AND mode = 'ExclusiveLock' AND granted`;
  await eventually(async () => expect(await postgres.query(locked)).not.toEqual([]), PATIENCE_MS);
  const [result] = await Promise.all([work(), holding]);
  return result;
}
