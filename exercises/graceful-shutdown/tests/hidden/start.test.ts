import { eventually, random, step, subject, type UpstreamAnswer } from '@touchstone/kit';
import {
  Gate,
  Ledger,
  PATIENCE_MS,
  anOrder,
  ask,
  dribbleTariffsOnce,
  expectQuote,
  playRating,
  untilReady,
} from './broker.ts';

describe('Start', () => {
  beforeEach(async () => {
    // It has been started already, and what it asked for would be taken for the first request of the one that is judged.
    await subject.kill();
    new Ledger();
  });
  // It has tariffs by now that no other test knows.
  afterEach(() => subject.kill());

  it('is alive and not ready while it waits for the tariffs', async () => {
    const tariffs = someTariffs();
    const gate = new Gate();
    playRating({ tariffs: () => gate.opened.then(() => ({ json: tariffs })) });

    await subject.restart();
    await step('GET /livez of a program that waits for the tariffs', async () =>
      expect(await subject.get('/livez')).toHaveStatus(200),
    );
    await step('GET /readyz of a program that waits for the tariffs', async () =>
      expect(await subject.get('/readyz')).toHaveStatus(503),
    );
    await step('POST /quotes of a program that waits for the tariffs', async () =>
      expect(await ask(anOrder())).toHaveStatus(503),
    );

    gate.open();
    await untilReady();
    const order = anOrder();
    await step('POST /quotes with the tariffs of today', async () =>
      expectQuote(await ask(order), order, tariffs),
    );
  });

  it('tries again until it has the tariffs, and is not ready before', async () => {
    const tariffs = someTariffs();
    const bad: UpstreamAnswer[] = random.shuffle([
      { status: random.pick([429, 500, 502, 503]), json: { error: 'later' } },
      { text: '' },
      { json: ['bike', 'boat', 'car'] },
      { json: tariffs, cut: true },
      { drop: true },
    ]);
    const gate = new Gate();
    let requests = 0;
    playRating({
      tariffs: async (attempt) => {
        requests = attempt;
        if (attempt <= bad.length) return bad[attempt - 1]!;
        await gate.opened;
        return { json: tariffs };
      },
    });

    await subject.restart();
    await step(`requests for the tariffs, after ${bad.length} that failed`, () =>
      eventually(() => expect(requests).toBeGreaterThan(bad.length), 2 * PATIENCE_MS),
    );
    await step(`GET /livez after ${bad.length} failed attempts`, async () =>
      expect(await subject.get('/livez')).toHaveStatus(200),
    );
    await step(`GET /readyz after ${bad.length} failed attempts`, async () =>
      expect(await subject.get('/readyz')).toHaveStatus(503),
    );
    gate.open();
    await untilReady();
  });

  it('gives up an attempt that nobody answers', async () => {
    let requests = 0;
    playRating({
      tariffs: (attempt) => {
        requests = attempt;
        return attempt === 1 ? { stall: true } : { json: someTariffs() };
      },
    });

    await subject.restart();

    await step('requests for the tariffs, of which the first is never answered', () =>
      eventually(() => expect(requests).toBeGreaterThan(1), PATIENCE_MS + 2000),
    );
    await untilReady();
  });

  it('gives up an attempt whose answer never comes to its end', async () => {
    const tariffs = someTariffs();
    const playing = await dribbleTariffsOnce(tariffs);
    try {
      await subject.restart();

      await step('requests for the tariffs, of which the first comes in pieces without an end', () =>
        eventually(() => expect(playing.requests).toBeGreaterThan(1), PATIENCE_MS + 2000),
      );
    } finally {
      await playing.end();
    }
  });
});

const someTariffs = () => ({
  bike: random.integer(10, 49),
  boat: random.integer(50, 199),
  car: random.integer(200, 999),
});
