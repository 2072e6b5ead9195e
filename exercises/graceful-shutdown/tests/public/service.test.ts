import { eventually, random, step, subject, upstream } from '@touchstone/kit';

const rating = upstream('rating');
const ledger = upstream('ledger');

/** What the ledger was sent for one customer. */
const eventsOf = (customer: string) =>
  ledger.requests
    .flatMap(({ json }) => (json as { events: { customer: string }[] }).events)
    .filter((event) => event.customer === customer);

beforeEach(async () => {
  rating.respond(({ path }) => {
    if (path === '/tariffs') return { json: { bike: 12, boat: 95, car: 310 } };
    return path === '/rate' ? { json: { factor: 3 } } : {};
  });
  await step('GET /readyz', () =>
    eventually(async () => expect(await subject.get('/readyz')).toHaveStatus(200), 5000),
  );
});

describe('Quotes service', () => {
  it('answers with a premium, and tells the ledger', async () => {
    const customer = random.word();

    const answer = await subject.post('/quotes', { json: { customer, product: 'bike' } });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ id: expect.any(String), customer, product: 'bike', premium: 36 });
    await step('what the ledger was sent', () =>
      eventually(() => expect(eventsOf(customer)).toEqual([answer.json]), 5000),
    );
  });

  it('is alive and not ready while the rating service is away', async () => {
    await rating.stop();

    await step('GET /readyz', () =>
      eventually(async () => expect(await subject.get('/readyz')).toHaveStatus(503), 5000),
    );
    await step('GET /livez', async () => expect(await subject.get('/livez')).toHaveStatus(200));
  });

  it('answers what is under way when SIGTERM comes, and exits with 0', async () => {
    const customer = random.word();
    let rate = (): void => undefined;
    rating.respond(async ({ path }) => {
      if (path === '/rate') await new Promise<void>((resolve) => (rate = resolve));
      return path === '/rate' ? { json: { factor: 5 } } : {};
    });

    const answer = subject.post('/quotes', { json: { customer, product: 'boat' }, timeoutMs: 10_000 });
    await step('requests at the rating service', () =>
      eventually(() => expect(rating.requests.map(({ path }) => path)).toContain('/rate'), 5000),
    );
    const ending = subject.terminate({ graceMs: 12_000 });
    await step('GET /readyz after SIGTERM', () =>
      eventually(async () => expect(await subject.get('/readyz')).toHaveStatus(503), 5000),
    );
    rate();

    expect(await answer).toHaveJson({ customer, premium: 475 });
    await step('the end after SIGTERM', async () =>
      expect(await ending).toMatchObject({ exited: true, exitCode: 0 }),
    );
    await step('events that the ledger was sent', () => expect(eventsOf(customer)).toHaveLength(1));
  });
});
