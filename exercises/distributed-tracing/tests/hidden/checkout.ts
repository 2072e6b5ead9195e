import {
  eventually,
  random,
  services,
  sleep,
  step,
  subject,
  upstream,
  type HttpResponse,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '@touchstone/kit';
import { readOtlp, type Span } from './otlp.ts';

/** The statement allows a second; the rest is for a busy machine. */
export const PATIENCE_MS = 5000;
const PAUSE_MS = 30;
/** Of a program that has never exported a span, although there was time for one. */
const IMPATIENCE_MS = 200;

export const collector = upstream('collector');
export const stock = upstream('stock');

export type Headers = Record<string, string>;

/** One request to the collector. */
export interface Export {
  readonly spans: readonly Span[];
  readonly body: string;
}

let exports: Export[] = [];
let taken: Span[] = [];
let problems: readonly string[] = [];
/** Of the whole run: whether there has been a span that could be taken. */
let hasTakenAny = false;
let isHopeless = false;

/** Begins a test: a collector that takes everything at once, and a stock service that agrees. */
export function playBoth(): void {
  exports = [];
  taken = [];
  problems = [];
  playCollector();
  stock.respond(() => ({ json: {} }));
}

/** How the collector answers from now on. What cannot be read it does not take, whatever the answer would be. */
export function playCollector(
  answer: (batch: Export) => UpstreamAnswer | Promise<UpstreamAnswer> = () => ({ json: {} }),
): void {
  const [ours, theirs] = [exports, taken];
  collector.respond(async (request) => {
    const { spans, isBroken, problems: found } = readOtlp(request);
    if (problems.length === 0) problems = found;
    if (isBroken) return { status: 400, text: found.join('\n') };
    const batch = { spans, body: request.body };
    if (spans.length > 0) ours.push(batch);
    const given = await answer(batch);
    if ((given.status ?? 200) < 300 && given.drop !== true) {
      theirs.push(...spans);
      hasTakenAny ||= spans.length > 0;
    }
    return given;
  });
}

/** Everything that was sent to the collector in this test, taken or not. */
export const listExports = (): readonly Export[] => exports;

/** What the collector has of a trace, as often as it came. */
export const takenOf = (traceId: string): Span[] => taken.filter((span) => span.traceId === traceId);

/** Waits until the collector has so many spans of a trace, and not more. */
export async function spansOf(traceId: string, count: number): Promise<Span[]> {
  return step(`the spans of trace ${traceId} that the collector has`, () =>
    untilExported(() => {
      const spans = takenOf(traceId);
      expect(spans.map(({ kind, name }) => `${kind} ${name}`)).toHaveLength(count);
      return spans;
    }),
  );
}

/** Waits for something that only an export can bring about: not for long where no export ever brought a span. */
export async function untilExported<T>(check: () => T | Promise<T>, deadlineMs = PATIENCE_MS): Promise<T> {
  const giveUpAt = performance.now() + (isHopeless && !hasTakenAny ? IMPATIENCE_MS : deadlineMs);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      const isOver = performance.now() > giveUpAt;
      // What the collector could not read may be of an earlier test; when the wait was in vain it is the likely cause.
      if (problems.length > 0 && (isOver || !hasTakenAny))
        await step('what the collector says about your spans', () => expect(problems).toEqual([]));
      if (isOver) {
        isHopeless = true;
        throw error;
      }
    }
    await sleep(PAUSE_MS);
  }
}

export interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  readonly headers: Headers;
}

export const hex = (bytes: number): string => `${Buffer.from(random.bytes(bytes - 1)).toString('hex')}a7`;

/** Somebody who calls, or sends a message, within a trace of their own. */
export function aCaller(more: Headers = {}, flags = '01'): Caller {
  const [traceId, spanId] = [hex(16), hex(8)];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-${flags}`, ...more } };
}

export const anOrder = () => ({ sku: `sku-${random.word(10)}`, quantity: random.integer(1, 9) });

export const post = (json: unknown, headers: Headers = {}): Promise<HttpResponse> =>
  subject.post('/orders', { json, headers });

/** Orders where that has to work. @returns the order's id */
export async function placeOrder(headers: Headers = {}, order = anOrder()): Promise<string> {
  const answer = await post(order, headers);
  await step('POST /orders', () => expect(answer).toHaveStatus(201));
  return (answer.json as { id: string }).id;
}

/** The call to the stock service that is about an order. */
export async function callAbout(orderId: string): Promise<UpstreamRequest> {
  return step(`the call to the stock service about order ${orderId}`, () =>
    eventually(() => {
      const found = stock.requests.filter(({ path }) => path.endsWith(`/${orderId}`));
      expect(found.map(({ method, path }) => `${method} ${path}`)).toHaveLength(1);
      return found[0]!;
    }, PATIENCE_MS),
  );
}

export interface Message {
  readonly headers?: Headers;
  readonly body: Record<string, unknown>;
}

/** The message in `picks` that is about an order. */
export async function messageAbout(orderId: string): Promise<Message> {
  return step(`the message in "picks" about order ${orderId}`, async () => {
    const texts = (await services.redis.command('LRANGE', 'picks', 0, -1)) as string[];
    const found = texts.map(readMessage).filter(({ body }) => body.orderId === orderId);
    expect(found).toHaveLength(1);
    return found[0]!;
  });
}

function readMessage(text: string): Message {
  try {
    const message = JSON.parse(text) as Partial<Message>;
    return { ...message, body: message.body ?? {} };
  } catch {
    return { body: {} };
  }
}

/** The warehouse sends a parcel. @returns the id of its order, which the checkout may have forgotten */
export async function sendParcel(headers?: Headers, orderId = random.uuid()): Promise<string> {
  const body = { orderId, parcel: `parcel-${random.word(10)}` };
  await services.redis.command('RPUSH', 'parcels', JSON.stringify(headers ? { headers, body } : { body }));
  return orderId;
}

/** What a `traceparent` says, or what it is instead. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

export async function readTraceParent(where: string, headers: Headers | undefined): Promise<TraceParent> {
  const text = headers?.traceparent;
  return step(`traceparent ${where}`, () => {
    expect(text ?? '(none)').toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    const [, traceId = '', spanId = '', flags] = (text ?? '').split('-');
    return { traceId, spanId, isSampled: flags === '01' };
  });
}

/** The one span of this kind. */
export async function pick(spans: readonly Span[], kind: string): Promise<Span> {
  return step(
    `the ${kind} span among ${spans.map((span) => `${span.kind} "${span.name}"`).join(', ')}`,
    () => {
      const found = spans.filter((span) => span.kind === kind);
      expect(found).toHaveLength(1);
      return found[0]!;
    },
  );
}

/** Something that waits until a test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}
