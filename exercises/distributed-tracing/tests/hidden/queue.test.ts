import { eventually, random, step, subject } from '@touchstone/kit';
import {
  Gate,
  PATIENCE_MS,
  aCaller,
  anOrder,
  callAbout,
  hex,
  messageAbout,
  pick,
  placeOrder,
  playBoth,
  readTraceParent,
  sendParcel,
  spansOf,
  stock,
} from './checkout.ts';
import { NO_PARENT } from './otlp.ts';

/** In which a second call would come from a worker that does not wait for the answer to the first. */
const MISHAP_MS = 600;

beforeEach(playBoth);

describe('Queue', () => {
  it('sends the context of the sending span with the message', async () => {
    const more = {
      tracestate: `rojo=${random.word()}`,
      baggage: `basket=${random.word()},shop=${random.word()}`,
    };
    const caller = aCaller(more);
    const order = anOrder();
    const orderId = await placeOrder(caller.headers, order);

    const { headers, body } = await messageAbout(orderId);

    await step('body of the message', () => expect(body).toEqual({ orderId, ...order }));
    const producer = await pick(await spansOf(caller.traceId, 3), 'PRODUCER');
    await step('the PRODUCER span', () =>
      expect({ name: producer.name, attributes: producer.attributes }).toMatchObject({
        name: 'send picks',
        attributes: { 'messaging.system': 'redis', 'messaging.destination.name': 'picks' },
      }),
    );
    const next = await readTraceParent('in headers of the message', headers);
    await step('traceparent of the message: the trace, and the id of the PRODUCER span', () =>
      expect(next).toEqual({ traceId: caller.traceId, spanId: producer.spanId, isSampled: true }),
    );
    await step('tracestate and baggage of the message', () => expect(headers).toMatchObject(more));
  });

  it("goes on with a message's trace, to the stock service", async () => {
    const [first, more] = [
      aCaller(),
      { tracestate: `rojo=${random.word()}`, baggage: `basket=${random.word()}` },
    ];
    const orderId = await placeOrder(first.headers);
    // The warehouse has a span of its own between the two messages.
    const { traceId } = await readTraceParent(
      'of the message in "picks"',
      (await messageAbout(orderId)).headers,
    );
    const warehouse = hex(8);
    await spansOf(traceId, 3);
    const packed = random.uuid();
    await sendParcel({ traceparent: `00-${traceId}-${warehouse}-01`, ...more }, packed);

    const spans = (await spansOf(traceId, 5)).slice(3);

    const consumer = await pick(spans, 'CONSUMER');
    const client = await pick(spans, 'CLIENT');
    await step('the CONSUMER span, whose parent is the span that the message names', () =>
      expect({
        name: consumer.name,
        parentSpanId: consumer.parentSpanId,
        attributes: consumer.attributes,
        status: consumer.status,
      }).toMatchObject({
        name: 'process parcels',
        parentSpanId: warehouse,
        attributes: { 'messaging.system': 'redis', 'messaging.destination.name': 'parcels' },
        status: 0,
      }),
    );
    await step('parent of the CLIENT span, which is the CONSUMER span', () =>
      expect(client.parentSpanId).toBe(consumer.spanId),
    );
    const { headers } = await callAbout(packed);
    const next = await readTraceParent('of the call about the parcel', headers);
    await step('traceparent of the call: the trace, and the id of the CLIENT span', () =>
      expect(next).toEqual({ traceId, spanId: client.spanId, isSampled: true }),
    );
    await step('tracestate and baggage of the call', () => expect(headers).toMatchObject(more));
    await sendParcel(aCaller().headers, orderId);
    await step('GET /orders/:id of an order whose parcel has left', () =>
      eventually(
        async () =>
          expect(await subject.get(`/orders/${orderId}`)).toHaveJson({ id: orderId, status: 'shipped' }),
        PATIENCE_MS,
      ),
    );
  });

  it('takes one message after the other', async () => {
    const gate = new Gate();
    stock.respond(async () => {
      await gate.opened;
      return { json: {} };
    });
    const callers = [aCaller(), aCaller()] as const;
    const [first, second] = [await sendParcel(callers[0].headers), await sendParcel(callers[1].headers)];
    await callAbout(first);

    const callsAboutSecond = () => stock.requests.filter(({ path }) => path.endsWith(`/${second}`));
    await eventually(() => expect(callsAboutSecond()).not.toEqual([]), MISHAP_MS).catch(() => undefined);
    const early = callsAboutSecond();
    gate.open();
    await step('calls about the second of two parcels, while the one about the first has no answer', () =>
      expect(early.map(({ method, path }) => `${method} ${path}`)).toEqual([]),
    );

    await callAbout(second);
    for (const { traceId } of callers) await pick(await spansOf(traceId, 2), 'CONSUMER');
  });

  it('begins a new trace for a message that names none', async () => {
    const last = aCaller({ tracestate: `rojo=${random.word()}`, baggage: `basket=${random.word()}` });
    await placeOrder(last.headers);
    await callAbout(await sendParcel(last.headers));
    const messages = [
      ['without headers', undefined],
      ['with empty headers', {}],
      ['whose traceparent is not valid', { traceparent: `00-${last.traceId}-${'0'.repeat(16)}-01` }],
      ['whose traceparent is something else', { traceparent: random.word() }],
    ] as const;
    const told: { name: string; traceId: string }[] = [];
    for (const [what, headers] of messages) {
      const name = `a message ${what}, after one of trace ${last.traceId}`;
      await step(name, async () => {
        const call = await callAbout(await sendParcel(headers));
        const next = await readTraceParent('of the call about the parcel', call.headers);
        const seen = [last.traceId, ...told.map(({ traceId }) => traceId)];
        await step('trace ids seen before, which are not to come again', () =>
          expect(seen).not.toContain(next.traceId),
        );
        expect(next.isSampled).toBe(true);
        await step('tracestate and baggage of the call', () =>
          expect([call.headers.tracestate, call.headers.baggage]).toEqual([undefined, undefined]),
        );
        told.push({ name, traceId: next.traceId });
      });
    }
    for (const { name, traceId } of told) {
      await step(name, async () => {
        const consumer = await pick(await spansOf(traceId, 2), 'CONSUMER');
        await step('parent of the CONSUMER span', () => expect(consumer.parentSpanId).toBe(NO_PARENT));
      });
    }
  });
});
