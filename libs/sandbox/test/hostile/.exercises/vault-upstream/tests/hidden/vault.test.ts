import { random, subject, upstream } from '@touchstone/kit';

// CANARY_SUITE
const UNEXPECTED = 'CANARY_EXPECTED';

describe('Open', () => {
  it('doubles a number', async () => {
    const n = random.integer(1, 1_000_000);
    expect(await subject.get(`/double?n=${n}`)).toHaveJson({ double: 2 * n });
  });

  it('doubles what the program says', async () => {
    const { double } = (await subject.get('/double?n=0')).json as { double: unknown };
    expect(await subject.get(`/double?n=${double}`)).toHaveJson({ double: 0 });
  });
});

describe('Sealed', () => {
  it('asks the upstream once CANARY_TITLE', async () => {
    const price = random.integer(1, 1_000_000);
    const prices = upstream('prices');
    prices.respond(({ path }) => (path === '/price' ? { json: { price } } : { status: 404, json: { price: 0 } }));
    const response = await subject.post('/quote', { json: { url: prices.url } });
    // The first ones tell: laying thousands of lines beside one takes seconds on a crowded machine.
    const asked = prices.requests.slice(0, 5).map(({ method, path }) => `${method} ${path}`);
    expect(asked).toEqual(['GET /price']);
    expect(response).toHaveJson({ quote: 2 * price });
    expect(response.text).not.toBe(UNEXPECTED);
  });
});
