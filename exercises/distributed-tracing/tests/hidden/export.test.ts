import { eventually, load, random, sleep, step, subject, type UpstreamAnswer } from '@touchstone/kit';
import {
  Gate,
  PATIENCE_MS,
  aCaller,
  anOrder,
  collector,
  hex,
  listExports,
  placeOrder,
  playBoth,
  playCollector,
  post,
  spansOf,
  takenOf,
  untilExported,
} from './checkout.ts';
import type { Span } from './otlp.ts';

const MOST_IN_A_BATCH = 32;
const MOST_KEPT = 128;
const ORDERS = 10;
/** Twice the five seconds of the statement and more. */
const KILL_AFTER_MS = 12_000;
/** Exports of a program that gathers spans would need far fewer; of one that does not, one for each span. */
const FEW_EXPORTS = 4;
/** For what may take three seconds or four by the statement. */
const LONG_MS = 9000;
/** In which a second export would come from a program that does not wait for the answer to the first. */
const MISHAP_MS = 250;

beforeEach(playBoth);

const idsOf = (spans: readonly Span[]) => spans.map(({ spanId }) => spanId);

/** A collector that answers nothing until the gate is open, and that has an export in hand when this resolves. */
async function holdCollector({ headers } = aCaller()): Promise<Gate> {
  const gate = new Gate();
  playCollector(async () => {
    await gate.opened;
    return {};
  });
  await step('an order while the collector does not answer', () => placeOrder(headers));
  await untilUnderWay();
  return gate;
}

const untilUnderWay = () =>
  step('exports under way', () => untilExported(() => expect(listExports().length).toBeGreaterThan(0)));

describe('Export', () => {
  it('lets no answer wait for the collector, and sends what has gathered together', async () => {
    const gate = await holdCollector();
    const traceId = hex(16);

    await step(`${ORDERS} orders while the collector does not answer`, async () => {
      const report = await load(ORDERS, 5, () =>
        post(anOrder(), { traceparent: `00-${traceId}-${hex(8)}-01` }),
      );
      expect(report.errors).toEqual([]);
      expect(report.values.map(({ status }) => status)).toEqual(Array.from({ length: ORDERS }, () => 201));
    });
    await sleep(MISHAP_MS);
    await step('exports at the same time, when the first has no answer', () =>
      expect(listExports()).toHaveLength(1),
    );
    gate.open();
    const spans = await spansOf(traceId, 3 * ORDERS);

    await step('different spans', () => expect(new Set(idsOf(spans)).size).toBe(3 * ORDERS));
    const more = listExports().slice(1);
    await step(`exports that it took to send ${3 * ORDERS} spans that had gathered`, () =>
      expect(more.length).toBeLessThanOrEqual(FEW_EXPORTS),
    );
  });

  it('sends again what the collector could not take, and throws away what it refuses', async () => {
    const status = random.pick([429, 502, 503, 504]);
    const troubles: UpstreamAnswer[] = random.shuffle([{ status }, { drop: true }]);
    const caller = aCaller();
    const said: string[] = [];
    playCollector(({ spans }) => {
      if (!spans.some(({ traceId }) => traceId === caller.traceId)) return {};
      const answer = troubles.shift() ?? {};
      said.push(answer.drop === true ? 'nothing' : String(answer.status ?? 200));
      return answer;
    });
    await subject.get(`/orders/${random.word()}`, { headers: caller.headers });
    await step('answers of a collector that cannot take an export twice, and then can', () =>
      untilExported(() => expect(said.slice(2)).toEqual(['200']), LONG_MS),
    );
    await spansOf(caller.traceId, 1);
    const [bad, good] = [aCaller(), aCaller()];
    playCollector(({ spans }) =>
      spans.some(({ traceId }) => traceId === bad.traceId) ? { status: 400 } : {},
    );
    const sent = () =>
      listExports().filter(({ spans }) => spans.some(({ traceId }) => traceId === bad.traceId)).length;
    await subject.get(`/orders/${random.word()}`, { headers: bad.headers });
    await step('exports that the collector answered with 400', () =>
      untilExported(() => expect(sent()).toBeGreaterThan(0)),
    );
    await step('behind an export that was answered with 400', async () => {
      await subject.get(`/orders/${random.word()}`, { headers: good.headers });
      await spansOf(good.traceId, 1);
    });
    await step('how often those spans were sent', () => expect(sent()).toBe(1));
  });

  it('keeps a limited number of spans while the collector is away', async () => {
    const first = aCaller();
    const gate = await holdCollector(first);
    const underWay = listExports()[0]!.spans;
    const traceId = hex(16);
    const ask = (trace = traceId) =>
      subject.get(`/orders/${random.word()}`, {
        headers: { traceparent: `00-${trace}-${hex(8)}-01` },
        timeoutMs: PATIENCE_MS,
      });
    expect(await ask()).toHaveStatus(404);
    const report = await load(MOST_KEPT + 3 * MOST_IN_A_BATCH, 8, () => ask());
    expect(report.errors).toEqual([]);
    // A span may end a little behind its answer.
    await sleep(MISHAP_MS);
    gate.open();

    // It may throw away what is new, so this one may have to be sent more than once until there is room.
    const after = aCaller();
    await step('a span that ends when the collector is well again', () =>
      untilExported(async () => {
        await ask(after.traceId);
        expect(takenOf(after.traceId).length).toBeGreaterThan(0);
      }, LONG_MS),
    );

    const spans = takenOf(traceId);
    const number = new Set(idsOf(spans)).size;
    await step('how often spans were taken', () => expect(spans).toHaveLength(number));
    const kept = new Set(idsOf([...underWay, ...takenOf(first.traceId), ...spans]));
    await step(`spans kept, with those that were under way, when at most ${MOST_KEPT} may be`, () =>
      expect(kept.size).toBeLessThanOrEqual(MOST_KEPT),
    );
    await step(`spans kept of ${report.values.length + 1}, when ${MOST_KEPT} have room`, () =>
      expect(number).toBeGreaterThanOrEqual(MOST_KEPT - MOST_IN_A_BATCH),
    );
    const largest = Math.max(...listExports().map(({ spans: sent }) => sent.length));
    await step('spans in the largest export', () => expect(largest).toBeLessThanOrEqual(MOST_IN_A_BATCH));
  });

  it('exports what it has kept before it ends on SIGTERM', async () => {
    const gate = await holdCollector();
    const caller = aCaller();
    await placeOrder(caller.headers);

    const ending = subject.terminate({ graceMs: KILL_AFTER_MS });
    await untilRefused();
    gate.open();
    const { exited, exitCode } = await ending;
    await subject.restart();

    await step(
      'spans of an order that was answered before SIGTERM, while an earlier export was under way',
      () => expect(takenOf(caller.traceId).map(({ kind }) => kind)).toHaveLength(3),
    );
    await step('the end after SIGTERM', () =>
      expect({ exited, exitCode }).toEqual({ exited: true, exitCode: 0 }),
    );
  });

  it('ends on SIGTERM also when the collector does not answer', async () => {
    await holdCollector();
    await placeOrder(aCaller().headers);
    collector.stall();

    const { exited, exitCode } = await subject.terminate({ graceMs: KILL_AFTER_MS });
    await subject.restart();

    await step('the end after SIGTERM, with a collector that says nothing', () =>
      expect({ exited, exitCode }).toEqual({ exited: true, exitCode: 0 }),
    );
  });
});

/** SIGTERM has arrived when nobody listens any more. Programs that go on listening get their second chance later. */
async function untilRefused(): Promise<void> {
  await eventually(async () => {
    const problem = await subject.get('/orders/nobody').then(
      () => 'none',
      (error: Error) => error.message,
    );
    expect(problem).toContain('refused');
  }, 3000).catch(() => undefined);
}
