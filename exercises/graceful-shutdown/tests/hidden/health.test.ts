import { eventually, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  Ledger,
  PATIENCE_MS,
  anOrder,
  ask,
  expectQuote,
  ledger,
  playRating,
  quote,
  startRating,
  stopRating,
  untilReady,
} from './broker.ts';

/** Two seconds are allowed; the rest is for a busy machine. */
const look = (path: string): Promise<HttpResponse> => subject.get(path, { timeoutMs: PATIENCE_MS });
/** One second is allowed. */
const TOO_LATE_MS = 2000;

describe('Health', () => {
  beforeEach(async () => {
    new Ledger();
    playRating();
    await untilReady();
  });

  it('is not ready while the rating service is away, lives on, and is ready again', async () => {
    await stopRating();
    await step('GET /readyz while the rating service refuses connections', () =>
      eventually(async () => expect(await look('/readyz')).toHaveStatus(503), PATIENCE_MS),
    );
    await step('GET /livez while the rating service refuses connections', async () =>
      expect(await look('/livez')).toHaveStatus(200),
    );

    await startRating();
    await untilReady();
    await quote();
  });

  it('answers in time while the rating service is silent', async () => {
    playRating({ health: () => ({ stall: true }) });

    await step('GET /readyz while the rating service says nothing', () =>
      eventually(async () => expect(await look('/readyz')).toHaveStatus(503), PATIENCE_MS),
    );
    await step('GET /livez while the rating service says nothing', async () =>
      expect(await look('/livez')).toHaveStatus(200),
    );
  });

  it('is not ready while the rating service takes too long to say that it is well', async () => {
    playRating({ health: () => ({ delayMs: TOO_LATE_MS }) });

    await step(
      `GET /readyz while the rating service answers GET /health with 200 after ${TOO_LATE_MS} ms`,
      () => eventually(async () => expect(await look('/readyz')).toHaveStatus(503), PATIENCE_MS),
    );
  });

  it('is not ready while the rating service says that it is ill', async () => {
    playRating({ health: () => ({ status: 500 }) });

    await step('GET /readyz while the rating service answers GET /health with 500', () =>
      eventually(async () => expect(await look('/readyz')).toHaveStatus(503), PATIENCE_MS),
    );
    await step('GET /livez then', async () => expect(await look('/livez')).toHaveStatus(200));
  });

  it('outlives quotes that the rating service cannot answer', async () => {
    await stopRating();
    await step('POST /quotes while the rating service refuses connections', async () =>
      expect(await ask(anOrder())).toHaveStatus(502),
    );
    await step('GET /livez after that', async () => expect(await look('/livez')).toHaveStatus(200));

    await startRating();
    const order = anOrder();
    await step('POST /quotes when the rating service is back', async () =>
      expectQuote(await ask(order), order),
    );
  });

  it('is ready without the ledger', async () => {
    await ledger.stop();

    await step('GET /readyz while the ledger refuses connections', async () =>
      expect(await look('/readyz')).toHaveStatus(200),
    );
    await quote();
  });
});
