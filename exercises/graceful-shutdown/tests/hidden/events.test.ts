import { eventually, random, step } from '@touchstone/kit';
import {
  Gate,
  Ledger,
  PATIENCE_MS,
  anOrder,
  ask,
  expectQuote,
  giveTimeFor,
  ledger,
  playRating,
  quote,
  untilCalm,
  type Quote,
} from './broker.ts';

/** In which a second request would come if there were one: more than two of the seconds between requests. */
const MISHAP_MS = 2500;

describe('Events', () => {
  beforeEach(async () => {
    playRating();
    await untilCalm();
  });

  it('are waited for by no quote', async () => {
    const book = new Ledger({ gate: new Gate() });
    await untilSent(book, await quote());

    const order = anOrder();
    await step('POST /quotes while the ledger has an event and does not answer', async () =>
      expectQuote(await ask(order), order),
    );
    book.gate?.open();
  });

  it('go out together, once and in order, while one request is under way at most', async () => {
    const book = new Ledger({ gate: new Gate() });
    const first = await quote();
    await untilSent(book, first);
    const others = await quotes(random.integer(5, 9));

    await giveTimeFor(() => book.batches.length > 1, MISHAP_MS);
    await step('requests that the ledger has and has not answered', () =>
      expect(book.batches).toHaveLength(1),
    );
    book.gate?.open();
    await untilTaken(book, [first, ...others]);
    await step('requests until the ledger had the events that were collected meanwhile', () =>
      expect(book.batches.length - 1).toBe(1),
    );
  });

  it('are sent again when the ledger refused them', async () => {
    const book = new Ledger({ isWell: false });
    const made = await quotes(2);
    await untilSent(book, made[1]!);
    made.push(await quote());
    book.isWell = true;

    await untilTaken(book, made);
  });

  it('are kept while the ledger is away', async () => {
    await ledger.stop();
    const made = await quotes(2);
    // Longer than until the first attempt to send them.
    await giveTimeFor(() => false, 1500);
    const book = new Ledger();
    await ledger.start();

    await untilTaken(book, made);
  });
});

async function quotes(count: number): Promise<Quote[]> {
  const made: Quote[] = [];
  for (let i = 0; i < count; i += 1) made.push(await quote());
  return made;
}

async function untilSent(book: Ledger, event: Quote): Promise<void> {
  await step('how often the ledger was sent an event', () =>
    eventually(() => expect(book.timesSent([event])[0]).toBeGreaterThan(0), PATIENCE_MS),
  );
}

/** All of them, each of them once, and in order. */
async function untilTaken(book: Ledger, made: readonly Quote[]): Promise<void> {
  await giveTimeFor(() => book.takenOf(made).length >= made.length);
  await step('events that the ledger has taken', () => expect(book.takenOf(made)).toEqual(made));
}
