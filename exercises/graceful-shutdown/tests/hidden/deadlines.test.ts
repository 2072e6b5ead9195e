import { eventually, rawConnection, sleep, step, type HttpResponse } from '@touchstone/kit';
import {
  Gate,
  KILL_AFTER_MS,
  Ledger,
  PATIENCE_MS,
  anOrder,
  askKept,
  exitOf,
  expectQuote,
  isAsked,
  ledger,
  playRating,
  quote,
  settle,
  terminate,
  untilCalm,
  untilReady,
  untilRefused,
  type Ending,
  type Order,
  type Quote,
} from './broker.ts';

/** Well before requests are cut, six seconds after SIGTERM. */
const SLOW_ANSWER_MS = 4000;
/** Later than the first delivery that can fail, and well before the last, eight seconds after SIGTERM. */
const LEDGER_BACK_MS = 4500;

interface Shutdown {
  readonly order: Order;
  /** A request that was answered four seconds after SIGTERM. */
  readonly slow: Ending<HttpResponse>;
  /** Whether the request without an end was still under way then. */
  readonly wasCut: boolean;
  readonly exit: Awaited<ReturnType<typeof terminate>>;
  readonly made: readonly Quote[];
  readonly taken: readonly Quote[];
}

describe('Deadlines', () => {
  describe('with a request that never ends', () => {
    let seen: Shutdown;

    beforeAll(async () => {
      seen = await watchShutdown();
    });

    it('waits for slow requests', async () => {
      await step(`a request whose answer can be given ${SLOW_ANSWER_MS} ms after SIGTERM`, () => {
        expect(seen.slow.problem).toBe('');
        expectQuote(seen.slow.value!, seen.order);
      });
      await step('whether another one was cut by then', () => expect(seen.wasCut).toBe(false));
    });

    it('cuts it in the end, and exits with 0', async () => {
      await step(`the end within ${KILL_AFTER_MS} ms after SIGTERM`, () =>
        expect(exitOf(seen.exit)).toEqual({ exited: true, exitCode: 0 }),
      );
    });

    it('delivers the events of those that ended', async () => {
      await step('events that the ledger has when the program has ended', () =>
        expect(seen.taken).toEqual(seen.made),
      );
    });
  });

  it('goes on sending events while there is time', async () => {
    playRating();
    await untilReady();
    const book = new Ledger({ isWell: false });
    const made = [await quote(), await quote()];

    const ending = terminate();
    await untilRefused();
    await sleep(LEDGER_BACK_MS - 2000);
    book.isWell = true;
    const exit = await ending;

    await step('events that the ledger has, which was ill for seconds after SIGTERM', () =>
      expect(book.takenOf(made)).toEqual(made),
    );
    await step('the end after SIGTERM', () => expect(exitOf(exit)).toEqual({ exited: true, exitCode: 0 }));
  });

  it('gives up on a ledger that stays away, and says so with exit code 1', async () => {
    playRating();
    await untilReady();
    await ledger.stop();
    await quote();

    const exit = await terminate();

    await step(`the end within ${KILL_AFTER_MS} ms after SIGTERM, with an event that nobody takes`, () =>
      expect(exitOf(exit)).toEqual({ exited: true, exitCode: 1 }),
    );
  });

  it('gives up on a ledger that does not answer', async () => {
    playRating();
    await untilCalm();
    const book = new Ledger({ gate: new Gate() });
    const made = await quote();
    await step('how often the ledger was sent an event', () =>
      eventually(() => expect(book.timesSent([made])[0]).toBeGreaterThan(0), PATIENCE_MS),
    );

    const exit = await terminate();

    await step(
      `the end within ${KILL_AFTER_MS} ms after SIGTERM, with an event that the ledger keeps silent about`,
      () => expect(exitOf(exit)).toEqual({ exited: true, exitCode: 1 }),
    );
  });
});

async function watchShutdown(): Promise<Shutdown> {
  const [order, endless] = [anOrder(), anOrder()];
  const gate = new Gate();
  playRating({
    gates: new Map([
      [order, gate],
      [endless, new Gate()],
    ]),
  });
  await untilReady();
  const book = new Ledger({ isWell: false });
  const early = await quote();
  const half = await rawConnection();
  await half.write(
    'POST /quotes HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
  );
  const slow = settle(askKept(order));
  let wasCut = false;
  void settle(askKept(endless)).then(() => (wasCut = true));
  await step('requests under way at the rating service', () =>
    eventually(() => expect(isAsked([order, endless])).toBe(true), PATIENCE_MS),
  );

  const ending = terminate();
  await sleep(SLOW_ANSWER_MS);
  book.isWell = true;
  gate.open();
  const answer = await slow;
  const wasCutBefore = wasCut;
  const exit = await ending;

  const made = [early, ...(answer.value?.status === 200 ? [answer.value.json as Quote] : [])];
  return { order, slow: answer, wasCut: wasCutBefore, exit, made, taken: book.takenOf(made) };
}
