import { eventually, random, step, subject, upstream, type UpstreamAnswer } from '@touchstone/kit';

const SERVICES = ['flight', 'hotel', 'payment'] as const;

const aTrip = () => ({
  order: `A-${random.word(10)}`,
  flight: 'TS204',
  hotel: 'Harbour Inn',
  amount: random.integer(10_000, 90_000),
});

/** Three services that do what they are asked, and note it; `answers` says what they answer in place of that. */
function playServices(answers: Record<string, UpstreamAnswer> = {}): string[] {
  const asked: string[] = [];
  for (const service of SERVICES)
    upstream(service).respond(({ path, headers }) => {
      asked.push(`${service} ${path}`);
      if (headers['idempotency-key'] === undefined) return { status: 400 };
      const isStep = path === '/reservations' || path === '/payments';
      return (
        answers[`${service} ${path}`] ??
        (isStep ? { status: 201, json: { id: `${service}-1` } } : { status: 200, json: {} })
      );
    });
  return asked;
}

const untilStatus = (order: string, status: string) =>
  step(`GET /trips/${order}`, () =>
    eventually(async () => {
      const answer = await subject.get(`/trips/${order}`);
      expect(answer).toHaveJson({ order, status });
      return answer;
    }, 5000),
  );

describe('A trip', () => {
  it('is booked step by step', async () => {
    const asked = playServices();
    const trip = aTrip();

    expect(await subject.post('/trips', { json: trip })).toHaveStatus(202);

    const answer = await untilStatus(trip.order, 'booked');
    expect(answer).toHaveJson({
      steps: [
        { step: 'flight', status: 'done', id: 'flight-1' },
        { step: 'hotel', status: 'done', id: 'hotel-1' },
        { step: 'payment', status: 'done', id: 'payment-1' },
      ],
    });
    await step('what the services were asked', () =>
      expect(asked).toEqual(['flight /reservations', 'hotel /reservations', 'payment /payments']),
    );
  });

  it('is cancelled when the hotel is full', async () => {
    const asked = playServices({ 'hotel /reservations': { status: 409, json: { reason: 'full' } } });
    const trip = aTrip();

    await subject.post('/trips', { json: trip });

    const answer = await untilStatus(trip.order, 'cancelled');
    expect(answer).toHaveJson({
      steps: [
        { step: 'flight', status: 'undone', id: 'flight-1' },
        { step: 'hotel', status: 'refused', id: null },
        { step: 'payment', status: 'waiting', id: null },
      ],
    });
    await step('what the services were asked', () =>
      expect(asked).toEqual(['flight /reservations', 'hotel /reservations', 'flight /cancellations']),
    );
  });

  it('is ordered once', async () => {
    const asked = playServices();
    const trip = aTrip();
    await subject.post('/trips', { json: trip });
    await untilStatus(trip.order, 'booked');

    expect(await subject.post('/trips', { json: trip })).toHaveStatus(200);
    expect(await subject.post('/trips', { json: { ...trip, amount: 1 } })).toHaveStatus(409);

    await step('how often the services were asked', () => expect(asked.length).toBe(3));
  });
});
