import { eventually, random, readMetrics, step, subject, upstream, type Metrics } from '@touchstone/kit';

async function scrape(): Promise<Metrics> {
  const answer = await subject.get('/metrics');
  await step('GET /metrics', () => expect(answer).toHaveStatus(200));
  return readMetrics(answer);
}

beforeEach(async () => {
  upstream('hub').respond(() => ({ status: 201 }));
  const answer = await subject.put('/carriers', { json: { names: ['Nordpost', 'Kurier 24'] } });
  await step('PUT /carriers', () => expect(answer).toHaveStatus(204));
});

describe('First scrape', () => {
  it('has the content type of the text format', async () => {
    const answer = await subject.get('/metrics');

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveHeader('content-type', /^text\/plain; ?version=0\.0\.4/);
  });

  it('shows how many requests are in flight', async () => {
    const metrics = await scrape();

    await step('the type of http_requests_in_flight', () =>
      expect(metrics.family('http_requests_in_flight').type).toBe('gauge'),
    );
    await step('http_requests_in_flight, when nothing else runs', () =>
      eventually(async () => expect((await scrape()).value('http_requests_in_flight')).toBe(0)),
    );
  });

  it('counts a request by its method, its route and its status', async () => {
    const labels = { method: 'GET', route: '/parcels/:id', status: '404' };
    const before = (await scrape()).value('http_requests_total', labels) ?? 0;

    await subject.get(`/parcels/${random.word()}`);

    await step('http_requests_total{method="GET",route="/parcels/:id",status="404"}', () =>
      eventually(async () => expect((await scrape()).value('http_requests_total', labels)).toBe(before + 1)),
    );
  });

  it('puts the duration of a request into buckets', async () => {
    await subject.post('/parcels', { json: { carrier: 'Nordpost', to: random.sentence() } });

    const histogram = await step('http_request_duration_seconds{method="POST",route="/parcels"}', () =>
      eventually(async () => {
        const found = (await scrape())
          .histograms('http_request_duration_seconds')
          .find(({ labels }) => labels.method === 'POST' && labels.route === '/parcels');
        expect(found?.count).toBeGreaterThan(0);
        return found!;
      }),
    );
    await step('its bounds', () =>
      expect(histogram.buckets.map(({ le }) => le)).toEqual([0.05, 0.1, 0.25, 0.5, 1, 2.5, Infinity]),
    );
  });
});
