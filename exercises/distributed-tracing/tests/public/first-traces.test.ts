import { eventually, random, services, step, subject, upstream } from '@touchstone/kit';

const collector = upstream('collector');
const stock = upstream('stock');

type Span = Record<string, unknown> & { traceId: string; attributes: { key: string }[] };

beforeEach(() => stock.respond(() => ({ json: {} })));

const newId = (bytes: number) => `${Buffer.from(random.bytes(bytes - 1)).toString('hex')}a7`;

/** What the collector was sent of this trace. */
const spansOf = (traceId: string): Span[] =>
  collector.requests
    .flatMap(({ json }) => (json as any).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans as Span[])
    .filter((span) => span.traceId === traceId);

describe('First traces', () => {
  it("exports a span within the caller's trace", async () => {
    const [traceId, parentSpanId] = [newId(16), newId(8)];

    await subject.get('/orders/nobody', { headers: { traceparent: `00-${traceId}-${parentSpanId}-01` } });

    await step('spans of the trace that the collector was sent', () =>
      eventually(() =>
        expect(spansOf(traceId)).toMatchObject([{ parentSpanId, name: 'GET /orders/:id', kind: 2 }]),
      ),
    );
    await step('attributes of the span', () =>
      expect(spansOf(traceId)[0]?.attributes).toContainEqual({
        key: 'url.path',
        value: { stringValue: '/orders/nobody' },
      }),
    );
  });

  it('takes the trace along to the stock service', async () => {
    const traceId = newId(16);
    const json = { sku: random.word(), quantity: 1 };
    const answer = await subject.post('/orders', {
      json,
      headers: { traceparent: `00-${traceId}-${newId(8)}-01` },
    });

    expect(answer).toHaveStatus(201);
    await step('traceparent of the call to the stock service', () =>
      expect(stock.requests[0]?.headers.traceparent).toContain(traceId),
    );
  });

  it('puts the trace into the message', async () => {
    const traceId = newId(16);
    const json = { sku: random.word(), quantity: 1 };
    await subject.post('/orders', { json, headers: { traceparent: `00-${traceId}-${newId(8)}-01` } });

    const [text = '{}'] = (await services.redis.command('LRANGE', 'picks', -1, -1)) as string[];

    await step('the last message in "picks"', () =>
      expect(JSON.parse(text)).toEqual({
        headers: { traceparent: expect.stringContaining(traceId) },
        body: { orderId: expect.any(String), ...json },
      }),
    );
  });

  it('goes on with the trace of a message', async () => {
    const [traceId, parentSpanId] = [newId(16), newId(8)];
    const headers = { traceparent: `00-${traceId}-${parentSpanId}-01` };
    const message = { headers, body: { orderId: random.uuid(), parcel: random.word() } };
    await services.redis.command('RPUSH', 'parcels', JSON.stringify(message));

    await step('spans of the trace that the collector was sent', () =>
      eventually(() =>
        expect(spansOf(traceId)).toContainEqual(
          expect.objectContaining({ parentSpanId, name: 'process parcels', kind: 5 }),
        ),
      ),
    );
  });
});
