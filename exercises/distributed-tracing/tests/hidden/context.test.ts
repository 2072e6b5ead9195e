import { eventually, load, random, step, subject } from '@touchstone/kit';
import {
  PATIENCE_MS,
  aCaller,
  anOrder,
  callAbout,
  hex,
  messageAbout,
  pick,
  placeOrder,
  playBoth,
  post,
  readTraceParent,
  sendParcel,
  spansOf,
  stock,
  takenOf,
} from './checkout.ts';
import { NO_PARENT } from './otlp.ts';

const TOGETHER = 8;

beforeEach(playBoth);

describe('Context', () => {
  it("goes on with the caller's trace", async () => {
    const caller = aCaller();
    await placeOrder(caller.headers);

    const spans = await spansOf(caller.traceId, 3);

    const server = await pick(spans, 'SERVER');
    await step('parent of the SERVER span, when traceparent names the caller', () =>
      expect(server.parentSpanId).toBe(caller.spanId),
    );
    for (const kind of ['CLIENT', 'PRODUCER']) {
      const { parentSpanId } = await pick(spans, kind);
      await step(`parent of the ${kind} span, which is the SERVER span`, () =>
        expect(parentSpanId).toBe(server.spanId),
      );
    }
    const ids = spans.map(({ spanId }) => spanId);
    await step('different ids among the three spans and the caller', () =>
      expect(new Set([...ids, caller.spanId]).size).toBe(4),
    );
    const versions = [
      ['01', ''],
      [random.pick(['0a', 'cc', 'fe']), `-${random.word()}-00`],
    ].map(([version, rest]) => {
      const later = aCaller();
      return { later, traceparent: `${version}-${later.traceId}-${later.spanId}-01${rest}` };
    });
    for (const { traceparent } of versions)
      await subject.get(`/orders/${random.word()}`, { headers: { traceparent } });
    for (const { later, traceparent } of versions) {
      await step(`traceparent: ${traceparent}`, async () => {
        const [span] = await spansOf(later.traceId, 1);
        expect(span?.parentSpanId).toBe(later.spanId);
      });
    }
  });

  it('begins a new trace where the caller tells none that is valid', async () => {
    const [traceId, spanId] = [hex(16), hex(8)];
    const wrong: [string, string | null][] = [
      ['no traceparent', null],
      ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
      ['a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
      ['the version ff', `ff-${traceId}-${spanId}-01`],
      ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
      ['a short trace id', `00-${traceId.slice(1)}-${spanId}-01`],
      ['a long parent id', `00-${traceId}-${spanId}0-01`],
      ['letters that are no digits', `00-${traceId}-${spanId.slice(0, -1)}g-01`],
      ['no flags', `00-${traceId}-${spanId}`],
      ['version 00 with more behind the flags', `00-${traceId}-${spanId}-01-${random.word()}`],
      ['something else', random.word(55)],
    ];
    const tracestate = `shop=${random.word()}`;
    const baggage = `basket=${random.word()}`;
    const told: { name: string; traceId: string }[] = [];
    for (const [what, traceparent] of wrong) {
      const name = traceparent === null ? what : `${what}, traceparent: ${traceparent}`;
      await step(name, async () => {
        const orderId = await placeOrder({
          ...(traceparent !== null && { traceparent }),
          tracestate,
          baggage,
        });
        const { headers } = await callAbout(orderId);
        const next = await readTraceParent('of the call to the stock service', headers);
        expect(next.isSampled).toBe(true);
        const seen = [traceId, ...told.map((other) => other.traceId)];
        await step('trace ids seen before, which are not to come again', () =>
          expect(seen).not.toContain(next.traceId),
        );
        await step('tracestate of the call, whose trace is another one', () =>
          expect(headers.tracestate).toBeUndefined(),
        );
        await step('baggage of the call', () => expect(headers.baggage).toBe(baggage));
        told.push({ name, traceId: next.traceId });
      });
    }
    for (const next of told) {
      await step(next.name, async () => {
        const server = await pick(await spansOf(next.traceId, 3), 'SERVER');
        await step('parent of the SERVER span', () => expect(server.parentSpanId).toBe(NO_PARENT));
      });
    }
  });

  it('leaves it to the caller whether a trace is sampled', async () => {
    const silent = ['00', '02', 'fe'].map((flags) => ({ flags, ...aCaller({}, flags) }));
    const loud = ['03', 'ff'].map((flags) => ({ flags, ...aCaller({}, flags) }));
    for (const { flags, traceId: theirs, headers: context } of silent) {
      await step(`flags ${flags}, where the lowest bit is not set`, async () => {
        const orderId = await placeOrder(context);
        const parcelOf = await sendParcel(context);
        const out = [
          ['of the call to the stock service', (await callAbout(orderId)).headers],
          ['of the message in "picks"', (await messageAbout(orderId)).headers],
          ['of the call about a parcel', (await callAbout(parcelOf)).headers],
        ] as const;
        for (const [where, headers] of out) {
          const { traceId, isSampled } = await readTraceParent(where, headers);
          await step(`traceparent ${where}`, () =>
            expect({ traceId, isSampled }).toEqual({ traceId: theirs, isSampled: false }),
          );
        }
      });
    }
    for (const { flags, headers: context } of loud) {
      await step(`flags ${flags}, where the lowest bit is set`, async () => {
        const { headers } = await callAbout(await placeOrder(context));
        const { isSampled } = await readTraceParent('of the call to the stock service', headers);
        expect(isSampled).toBe(true);
      });
    }
    for (const { flags, traceId } of loud)
      await step(`flags ${flags}, where the lowest bit is set`, () => spansOf(traceId, 3));
    // Spans go out in the order in which they ended: those before them would be there by now.
    for (const { flags, traceId } of silent) {
      await step(`spans that were exported with the flags ${flags}`, () =>
        expect(takenOf(traceId)).toEqual([]),
      );
    }
  });

  it('tells the stock service the span of the call, tracestate and baggage', async () => {
    const more = {
      tracestate: `congo=t61rcWkgMzE,rojo=${random.word()}`,
      baggage: `shop=${random.word()}, basket=${random.word()};ttl=3 ,note=a%20b`,
    };
    const caller = aCaller(more);
    const orderId = await placeOrder(caller.headers);

    const { headers } = await callAbout(orderId);

    const client = await pick(await spansOf(caller.traceId, 3), 'CLIENT');
    const next = await readTraceParent('of the call to the stock service', headers);
    await step('traceparent of the call: the trace, and the id of the CLIENT span', () =>
      expect(next).toEqual({ traceId: caller.traceId, spanId: client.spanId, isSampled: true }),
    );
    const { tracestate, baggage } = headers;
    await step('tracestate and baggage of the call', () => expect({ tracestate, baggage }).toEqual(more));
    const plain = await callAbout(await placeOrder(aCaller().headers));
    await step('tracestate and baggage of a call for a caller who sent none', () =>
      expect([plain.headers.tracestate, plain.headers.baggage]).toEqual([undefined, undefined]),
    );
  });

  it('keeps the contexts of many requests apart', async () => {
    // All calls wait for each other, so that every request is under way when the first goes on.
    let waiting = 0;
    stock.respond(async () => {
      waiting += 1;
      await eventually(() => expect(waiting).toBe(TOGETHER), PATIENCE_MS).catch(() => undefined);
      return {};
    });
    const callers = Array.from({ length: TOGETHER }, () => aCaller({ baggage: `basket=${random.word()}` }));

    const report = await load(TOGETHER, TOGETHER, (index) => post(anOrder(), callers[index]!.headers));

    expect(report.errors).toEqual([]);
    const expected = callers.map(({ traceId, headers }) => ({ traceId, baggage: headers.baggage }));
    const calls: unknown[] = [];
    const messages: unknown[] = [];
    for (const answer of report.values) {
      expect(answer).toHaveStatus(201);
      const { id } = answer.json as { id: string };
      const { headers } = await callAbout(id);
      const { traceId } = await readTraceParent('of a call', headers);
      calls.push({ traceId, baggage: headers.baggage });
      const message = await messageAbout(id);
      const sent = await readTraceParent('of a message in "picks"', message.headers);
      messages.push({ traceId: sent.traceId, baggage: message.headers?.baggage });
    }
    await step('the calls to the stock service, in the order of the requests', () =>
      expect(calls).toEqual(expected),
    );
    await step('the messages in "picks", in the order of the requests', () =>
      expect(messages).toEqual(expected),
    );
    for (const { traceId, spanId } of callers) {
      const spans = await spansOf(traceId, 3);
      const server = await pick(spans, 'SERVER');
      await step('parents of the SERVER, CLIENT and PRODUCER span of a request', async () =>
        expect([
          server.parentSpanId,
          (await pick(spans, 'CLIENT')).parentSpanId,
          (await pick(spans, 'PRODUCER')).parentSpanId,
        ]).toEqual([spanId, server.spanId, server.spanId]),
      );
    }
  });
});
