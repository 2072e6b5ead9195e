import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  eventually,
  random,
  rawConnection,
  step,
  subject,
  upstream,
  type HttpResponse,
  type RawConnection,
  type UpstreamAnswer,
} from '@touchstone/kit';

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 6000;
/** When the platform kills. */
export const KILL_AFTER_MS = 12_000;
/** Beyond the last deadline of a shutdown: whoever waits for an answer gets one, or loses the connection. */
const ANSWER_TIMEOUT_MS = 15_000;

export const TARIFFS: Readonly<Record<string, number>> = { bike: 12, boat: 95, car: 310 };

const rating = upstream('rating');
export const ledger = upstream('ledger');

export interface Order {
  readonly customer: string;
  readonly product: string;
}

export interface Quote extends Order {
  readonly id: string;
  readonly premium: number;
}

/** Something that waits until a test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** The factor of each customer that a test has made up. */
const factors = new Map<string, number>();

export function anOrder(product = random.pick(Object.keys(TARIFFS))): Order {
  const customer = random.word(12);
  factors.set(customer, random.integer(2, 9));
  return { customer, product };
}

export const premiumOf = ({ customer, product }: Order, tariffs = TARIFFS): number =>
  (tariffs[product] ?? 0) * (factors.get(customer) ?? 0);

export interface Rating {
  /** How the n-th request for the tariffs is answered. */
  readonly tariffs?: (attempt: number) => UpstreamAnswer | Promise<UpstreamAnswer>;
  readonly health?: () => UpstreamAnswer;
  /** Orders that are rated when their gate opens; the others are rated at once. */
  readonly gates?: ReadonlyMap<Order, Gate>;
}

/** The rating service of this test, which is well unless told otherwise. */
export function playRating({ tariffs = sendTariffs, health = () => ({}), gates }: Rating = {}): void {
  let attempts = 0;
  rating.respond(async (request) => {
    const { path } = request;
    if (path === '/health') return health();
    if (path === '/tariffs') return tariffs((attempts += 1));
    if (path !== '/rate') return { status: 404 };
    const { json } = request;
    expect(json).toEqual({ customer: expect.any(String), product: expect.any(String) });
    const { customer } = json as Order;
    const order = [...(gates?.keys() ?? [])].find((gated) => gated.customer === customer);
    if (order) await gates?.get(order)?.opened;
    return { json: { factor: factors.get(customer) ?? 1 } };
  });
}

const sendTariffs = (): UpstreamAnswer => ({ json: TARIFFS });

/** Far more often than whoever waits for the next piece only would give up. */
const PIECE_EVERY_MS = 100;

/** Puts a server in the place of the rating service whose first answer with tariffs never ends, though some of it comes all the time. */
export async function dribbleTariffsOnce(
  tariffs: Readonly<Record<string, number>>,
): Promise<{ readonly requests: number; readonly end: () => Promise<void> }> {
  let requests = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/tariffs') return response.end();
    requests += 1;
    const text = JSON.stringify(tariffs);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (requests > 1) return response.end(text);
    response.write('{');
    const dribbling = setInterval(() => response.write(' '), PIECE_EVERY_MS);
    return response.once('close', () => clearInterval(dribbling));
  });
  await stopRating();
  server.listen(Number(new URL(rating.url).port), '127.0.0.1');
  await once(server, 'listening');
  return {
    get requests() {
      return requests;
    },
    end: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await startRating();
    },
  };
}

export const stopRating = (): Promise<void> => rating.stop();
export const startRating = (): Promise<void> => rating.start();

/** Whether the rating service has been asked about all of them. */
export function isAsked(orders: readonly Order[]): boolean {
  const asked = rating.requests.filter(({ path }) => path === '/rate').map(({ body }) => body);
  return orders.every(({ customer }) => asked.some((body) => body.includes(customer)));
}

/** The ledger of this test. */
export class Ledger {
  /** Otherwise it takes nothing and answers 503. */
  isWell = true;
  /** What holds back its answers. */
  gate: Gate | null = null;
  /** The events of each request, in the order in which they came. */
  readonly batches: Quote[][] = [];
  readonly #taken: Quote[] = [];

  constructor({ isWell = true, gate = null }: { isWell?: boolean; gate?: Gate | null } = {}) {
    this.isWell = isWell;
    this.gate = gate;
    ledger.respond(async (request) => {
      if (request.method !== 'POST' || request.path !== '/events') return { status: 404 };
      const { json } = request;
      expect(json).toEqual({ events: expect.any(Array) });
      const { events } = json as { events: Quote[] };
      for (const event of events)
        expect(event).toEqual({
          id: expect.any(String),
          customer: expect.any(String),
          product: expect.any(String),
          premium: expect.any(Number),
        });
      this.batches.push(events);
      await this.gate?.opened;
      if (!this.isWell) return { status: 503 };
      this.#taken.push(...events);
      return { status: random.pick([200, 201, 202, 204]) };
    });
  }

  /** What it has taken of these quotes, in order and as often as it came. What earlier tests left behind is not among it. */
  takenOf(quotes: readonly Quote[]): Quote[] {
    return this.#taken.filter(({ id }) => quotes.some((quote) => quote.id === id));
  }

  /** How often it was sent each of them, whatever it answered. */
  timesSent(quotes: readonly Quote[]): number[] {
    return quotes.map(({ id }) => this.batches.flat().filter((event) => event.id === id).length);
  }
}

export async function untilReady(): Promise<void> {
  await step('GET /readyz while the tariffs can be had and the rating service is well', () =>
    eventually(
      async () => expect(await subject.get('/readyz', { timeoutMs: PATIENCE_MS })).toHaveStatus(200),
      PATIENCE_MS,
    ),
  );
  // Who is ready too early is found out in one place, and not wherever a quote is needed.
  await giveTimeFor(async () => (await ask(anOrder('no such product'))).status === 400);
}

/** Ready, and without events of earlier tests: they go out first, and would be in the way of those that a test holds back. */
export async function untilCalm(): Promise<void> {
  await untilReady();
  const book = new Ledger();
  const last = await quote();
  await giveTimeFor(() => book.takenOf([last]).length > 0);
}

export const ask = (order: Order): Promise<HttpResponse> =>
  subject.post('/quotes', { json: order, timeoutMs: PATIENCE_MS });

/** On a connection that would be kept if the program let it. */
export const askKept = (order: Order): Promise<HttpResponse> =>
  subject.post('/quotes', {
    json: order,
    headers: { connection: 'keep-alive' },
    timeoutMs: ANSWER_TIMEOUT_MS,
  });

/** Asks where there must be an answer, and tells the quote. */
export async function quote(order = anOrder()): Promise<Quote> {
  const answer = await ask(order);
  await step('POST /quotes', () => expectQuote(answer, order));
  return answer.json as Quote;
}

export function expectQuote(answer: HttpResponse, order: Order, tariffs = TARIFFS): void {
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ ...order, premium: premiumOf(order, tariffs), id: expect.any(String) });
}

/** How something ended that may end badly. */
export interface Ending<T> {
  readonly value: T | null;
  readonly problem: string;
}

export const settle = <T>(work: Promise<T>): Promise<Ending<T>> =>
  work.then(
    (value) => ({ value, problem: '' }),
    (error: Error) => ({ value: null, problem: error.message }),
  );

/** Gives something time to happen, and goes on when it has, or when the time is over. @returns whether it has */
export const giveTimeFor = (
  hasHappened: () => boolean | Promise<boolean>,
  ms = PATIENCE_MS,
): Promise<boolean> =>
  eventually(async () => {
    expect(await hasHappened()).toBe(true);
    return true;
  }, ms).catch(() => false);

/** A connection on which one request was answered, and which is idle now. */
export async function idleConnection(): Promise<RawConnection> {
  const connection = await rawConnection();
  await exchange(connection);
  return connection;
}

/** Asks /livez on an open connection. @returns the head of the answer, in lower case */
export async function exchange(connection: RawConnection): Promise<string> {
  const before = connection.received.length;
  await connection.write('GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n');
  const received = await connection.until((text) => isWhole(text.slice(before)), PATIENCE_MS);
  return received.slice(before).split('\r\n\r\n')[0]!.toLowerCase();
}

function isWhole(answer: string): boolean {
  const [head, body] = splitOnce(answer, '\r\n\r\n');
  if (body === null) return false;
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
}

function splitOnce(text: string, by: string): [string, string | null] {
  const at = text.indexOf(by);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + by.length)];
}

type Termination = Awaited<ReturnType<typeof subject.terminate>>;

/** Sends SIGTERM as the platform does, and has the program gone at the end, come what may. */
export async function terminate(): Promise<Termination> {
  const ended = await subject.terminate({ graceMs: KILL_AFTER_MS });
  if (!ended.exited) await subject.kill();
  return ended;
}

/** What a new connection meets: a status, or `refused`. */
export async function knock(path: string): Promise<number | 'refused' | 'cut'> {
  const { value, problem } = await settle(subject.get(path));
  return value?.status ?? (problem.includes('refused') ? 'refused' : 'cut');
}

/** Waits until SIGTERM shows: /readyz says no, or nobody is there any more. @returns what /readyz said at last */
export async function untilNotReady(): Promise<number | 'refused' | 'cut'> {
  let seen: number | 'refused' | 'cut' = 200;
  await giveTimeFor(async () => {
    seen = await knock('/readyz');
    return seen !== 200 && seen !== 'cut';
  });
  return seen;
}

/** Waits until new connections are refused. @returns what the last one met */
export async function untilRefused(ms = 4000): Promise<number | 'refused' | 'cut'> {
  let seen: number | 'refused' | 'cut' = 200;
  await giveTimeFor(async () => {
    seen = await knock('/livez');
    return seen === 'refused';
  }, ms);
  return seen;
}

export const exitOf = ({ exited, exitCode }: Termination) => ({ exited, exitCode });
