import { eventually, rawConnection, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  Gate,
  Ledger,
  PATIENCE_MS,
  anOrder,
  askKept,
  exchange,
  exitOf,
  expectQuote,
  giveTimeFor,
  idleConnection,
  isAsked,
  knock,
  playRating,
  quote,
  settle,
  terminate,
  untilNotReady,
  untilReady,
  untilRefused,
  type Ending,
  type Order,
  type Quote,
} from './broker.ts';

/** Far from two seconds, and from the six after which requests are cut. */
const LONGEST_EXIT_MS = 5500;
/** Idle connections are closed together with the listening socket. */
const CLOSING_MS = 1000;

type Asked = readonly [order: Order, ending: Ending<HttpResponse>];

/** What was seen of one shutdown, from SIGTERM to the exit. */
interface Shutdown {
  /** `/readyz` once SIGTERM had come, and what a new customer met then. */
  readonly readyz: number | string;
  readonly livez: number | string;
  readonly late: Asked;
  /** The head of the answer to a customer who came back on an open connection. */
  readonly comeback: Ending<string>;
  /** What a new connection met at last, and the connections that were still open then. */
  readonly door: number | string;
  readonly open: readonly string[];
  /** Requests that had no answer yet, of those under way, when the door was shut. */
  readonly waiting: number;
  readonly slow: readonly Asked[];
  readonly exit: Awaited<ReturnType<typeof terminate>>;
  /** Events that the ledger should have, and those that it has. */
  readonly made: readonly Quote[];
  readonly taken: readonly Quote[];
}

describe('Draining', () => {
  let seen: Shutdown;

  beforeAll(async () => {
    seen = await watchShutdown();
  });

  it('turns /readyz to 503 while the program lives and listens', async () => {
    await step('GET /readyz after SIGTERM', () => expect(seen.readyz).toBe(503));
    await step('GET /livez after SIGTERM', () => expect(seen.livez).toBe(200));
  });

  it('answers a customer who comes on a new connection in the first two seconds', async () => {
    const [order, ending] = seen.late;
    await step('POST /quotes on a new connection, at once after SIGTERM', () =>
      expectAnswered(ending, order),
    );
  });

  it('answers a customer who comes back on an idle connection in the first two seconds', async () => {
    await step('GET /livez on a connection that was idle when SIGTERM came', () => {
      expect(seen.comeback.problem).toBe('');
      expect(seen.comeback.value).toMatch(/^http\/1\.1 200 /);
    });
  });

  it('says Connection: close with every answer after SIGTERM', async () => {
    await step('the answer to a request that came after SIGTERM', () => expectClose(seen.late[1]));
    for (const [, ending] of seen.slow)
      await step('the answer to a request that was under way when SIGTERM came', () => expectClose(ending));
    await step('the answer on a connection that was idle when SIGTERM came', () =>
      expect(seen.comeback.value).toMatch(/^connection: *close$/m),
    );
  });

  it('refuses new connections after two seconds, also when requests are still under way', async () => {
    await step('a new connection, seconds after SIGTERM', () => expect(seen.door).toBe('refused'));
    await step('requests under way then, of 3', () => expect(seen.waiting).toBe(3));
  });

  it('closes connections on which no request is under way, and no others', async () => {
    await step('connections without a request that are open when new ones are refused', () =>
      expect(seen.open).toEqual([]),
    );
    await step('connections with a request that are open then, of 3', () => expect(seen.waiting).toBe(3));
  });

  it('gives requests that are under way their full answers', async () => {
    for (const [order, ending] of seen.slow)
      await step('POST /quotes, under way when SIGTERM came', () => expectAnswered(ending, order));
  });

  it('exits with 0 after the last answer', async () => {
    await step('the end after SIGTERM', () =>
      expect(exitOf(seen.exit)).toEqual({ exited: true, exitCode: 0 }),
    );
    await step('milliseconds from SIGTERM to the end', () =>
      expect(seen.exit.afterMs).toBeLessThan(LONGEST_EXIT_MS),
    );
  });

  it('delivers the events that were collected, and those of the last answers, once', async () => {
    await step('events that the ledger has when the program has ended', () =>
      expect(inOrder(seen.taken)).toEqual(inOrder(seen.made)),
    );
  });
});

async function watchShutdown(): Promise<Shutdown> {
  const orders = [anOrder(), anOrder(), anOrder()];
  const gate = new Gate();
  playRating({ gates: new Map(orders.map((order) => [order, gate])) });
  await untilReady();
  // So that there are events left when the program is to stop.
  const book = new Ledger({ isWell: false });
  const early = await quote();
  const idle = {
    used: await idleConnection(),
    returning: await idleConnection(),
    silent: await rawConnection(),
  };
  const slow = orders.map((order) => settle(askKept(order)));
  let waiting = slow.length;
  for (const ending of slow) void ending.then(() => (waiting -= 1));
  await step('requests under way at the rating service', () =>
    eventually(() => expect(isAsked(orders)).toBe(true), PATIENCE_MS),
  );

  const ending = terminate();
  const readyz = await untilNotReady();
  const order = anOrder();
  const [livez, late, comeback] = await Promise.all([
    knock('/livez'),
    settle(askKept(order)),
    settle(exchange(idle.returning)),
  ]);
  const door = await untilRefused();
  const listOpen = () =>
    Object.entries(idle).flatMap(([name, connection]) => (connection.closed ? [] : [NAMES[name]!]));
  await giveTimeFor(() => listOpen().length === 0, CLOSING_MS);
  const [open, stillWaiting] = [listOpen(), waiting];
  book.isWell = true;
  gate.open();
  const answers = await Promise.all(slow);
  const exit = await ending;

  const made = [
    early,
    ...[late, ...answers].flatMap(({ value }) => (value?.status === 200 ? [value.json as Quote] : [])),
  ];
  return {
    readyz,
    livez,
    late: [order, late],
    comeback,
    door,
    open,
    waiting: stillWaiting,
    slow: answers.map((answer, index) => [orders[index]!, answer]),
    exit,
    made,
    taken: book.takenOf(made),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  used: 'one that had a request before SIGTERM',
  returning: 'one that had a request after SIGTERM',
  silent: 'one that never had a request',
};

function expectAnswered({ value, problem }: Ending<HttpResponse>, order: Order): void {
  expect(problem).toBe('');
  expectQuote(value!, order);
}

function expectClose({ value, problem }: Ending<HttpResponse>): void {
  expect(problem).toBe('');
  expect(value!).toHaveHeader('connection', /^close$/i);
}

const inOrder = (events: readonly Quote[]): Quote[] =>
  events.toSorted((one, other) => (one.id < other.id ? -1 : 1));
