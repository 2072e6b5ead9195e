import { eventually, sleep, step, subject } from '@touchstone/kit';
import {
  Gate,
  KILL_AFTER_MS,
  Ledger,
  PATIENCE_MS,
  anOrder,
  askKept,
  exitOf,
  expectQuote,
  giveTimeFor,
  isAsked,
  playRating,
  quote,
  settle,
  terminate,
  untilCalm,
  untilNotReady,
  untilReady,
  untilRefused,
  type Quote,
} from './broker.ts';

/** A signal takes a moment to arrive, and nothing shows that a second one has. */
const SIGNAL_MS = 500;
/** In which an event would be sent again, or the program end, if it did not wait for the ledger. */
const MISHAP_MS = 1000;

describe('Bad moments', () => {
  it('goes on as before when SIGTERM comes a second time', async () => {
    const order = anOrder();
    const gate = new Gate();
    playRating({ gates: new Map([[order, gate]]) });
    await untilReady();
    const book = new Ledger({ isWell: false });
    const early = await quote();
    const slow = settle(askKept(order));
    await untilUnderWay(order);

    const ending = terminate();
    // Who is gone after the first one needs no second.
    const again = (await untilNotReady()) === 503 ? subject.terminate({ graceMs: KILL_AFTER_MS }) : null;
    await sleep(SIGNAL_MS);
    await untilRefused();
    book.isWell = true;
    gate.open();
    const answer = await slow;
    const exit = await ending;
    await again;

    await step('POST /quotes, under way when SIGTERM came twice', () => {
      expect(answer.problem).toBe('');
      expectQuote(answer.value!, order);
    });
    await step('the end after SIGTERM', () => expect(exitOf(exit)).toEqual({ exited: true, exitCode: 0 }));
    const made = [early, answer.value?.json as Quote];
    await step('events that the ledger has when the program has ended', () =>
      expect(book.takenOf(made)).toEqual(made),
    );
  });

  it('stops in order when SIGTERM comes before the tariffs', async () => {
    await subject.kill();
    let requests = 0;
    playRating({
      tariffs: (attempt) => {
        requests = attempt;
        return { stall: true };
      },
    });
    await subject.restart();
    await step('requests for the tariffs', () =>
      eventually(() => expect(requests).toBeGreaterThan(0), PATIENCE_MS),
    );

    const exit = await terminate();

    await step(
      `the end within ${KILL_AFTER_MS} ms after SIGTERM, which came while the tariffs were missing`,
      () => expect(exitOf(exit)).toEqual({ exited: true, exitCode: 0 }),
    );
  });

  it('waits for a delivery that is under way, and then delivers what is left', async () => {
    playRating();
    await untilCalm();
    const book = new Ledger({ gate: new Gate() });
    const inHand = await quote();
    await step('how often the ledger was sent an event', () =>
      eventually(() => expect(book.timesSent([inHand])[0]).toBeGreaterThan(0), PATIENCE_MS),
    );
    const left = await quote();

    const ending = terminate();
    await untilRefused();
    await giveTimeFor(() => book.batches.length > 1, MISHAP_MS);
    book.gate?.open();
    const exit = await ending;

    await step('events that the ledger has, which was busy with the first when SIGTERM came', () =>
      expect(book.takenOf([inHand, left])).toEqual([inHand, left]),
    );
    await step('the end after SIGTERM', () => expect(exitOf(exit)).toEqual({ exited: true, exitCode: 0 }));
  });
});

async function untilUnderWay(order: Parameters<typeof isAsked>[0][number]): Promise<void> {
  await step('a request under way at the rating service', () =>
    eventually(() => expect(isAsked([order])).toBe(true), PATIENCE_MS),
  );
}
