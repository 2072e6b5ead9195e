import {
  eventually,
  fakeUpstream,
  random,
  step,
  subject,
  type FakeUpstream,
  type HttpResponse,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '@touchstone/kit';

export type Line = Readonly<Record<string, unknown>>;
export type Json = Record<string, unknown>;

export interface Warehouse {
  readonly token: string;
  /** How to answer the calls of this test's orders; without it every answer is an empty 200. */
  respond(handler: Parameters<FakeUpstream['respond']>[0]): void;
  /** Calls received so far to `reservations` or `confirmations` for this test's orders. */
  listCalls(target: string): readonly UpstreamRequest[];
}

const LINE_DEADLINE_MS = 2500;

/** A warehouse of the test's own, that the service is told about. Confirmations of earlier tests may still come. */
export async function openWarehouse(): Promise<Warehouse> {
  const upstream = await fakeUpstream();
  const token = `wh-${random.word(20)}`;
  const answer = await subject.put('/upstreams/warehouse', { json: { url: upstream.url, token } });
  await step('PUT /upstreams/warehouse', () => expect(answer).toHaveStatus(204));

  const listReserved = () => upstream.requests.filter(({ path }) => path === '/reservations').map(orderIdOf);
  const isOurs = (call: UpstreamRequest) => listReserved().includes(orderIdOf(call));
  return {
    token,
    respond: (handler) => upstream.respond((call) => (isOurs(call) ? handler(call) : {})),
    listCalls: (target) => upstream.requests.filter((call) => call.path === `/${target}` && isOurs(call)),
  };
}

export const anOrder = (more: Json = {}): Json => ({
  customer: `${random.word()} ${random.word()}`,
  items: [{ sku: random.word(), quantity: random.integer(1, 9) }],
  ...more,
});

export const newId = () => `id-${random.word(12)}`;
export const withId = (id: string) => ({ 'x-correlation-id': id });

/** Orders where that has to work. */
export async function placeOrder(
  json: Json = anOrder(),
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  const answer = await subject.post('/orders', { json, headers });
  await step('POST /orders', () => expect(answer).toHaveStatus(201));
  return answer;
}

export const idOf = (answer: HttpResponse): string =>
  answer.headers['x-correlation-id'] ?? '(no X-Correlation-Id)';

export function orderIdOf({ body }: UpstreamRequest): unknown {
  try {
    return (JSON.parse(body) as Json).orderId;
  } catch {
    return undefined;
  }
}

/** Every line of the log that is whole, as text. */
export async function readLog(): Promise<string[]> {
  const text = await subject.logs();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // The log is cut at 64 KiB, in the middle of a line.
  return text.length > 60_000 ? lines.slice(1) : lines;
}

export async function readLines(): Promise<Line[]> {
  return (await readLog()).flatMap((text) => {
    try {
      return [JSON.parse(text) as Line];
    } catch {
      return []; // what is no JSON is another test's business
    }
  });
}

/** Lines with this correlation id and `msg`, once there are as many as expected; more of them fail the test as well. */
export async function findLines(correlationId: string, msg: string, count = 1): Promise<Line[]> {
  return step(`lines with "msg": "${msg}" and "correlationId": "${correlationId}"`, () =>
    eventually(async () => {
      const found = (await readLines()).filter(
        (line) => line.correlationId === correlationId && line.msg === msg,
      );
      expect(found).toHaveLength(count);
      return found;
    }, LINE_DEADLINE_MS),
  );
}

export async function findLine(correlationId: string, msg: string): Promise<Line> {
  return (await findLines(correlationId, msg))[0] ?? {};
}

/** The one `upstream call` line of this request to this target. */
export async function findCallLine(correlationId: string, target: string): Promise<Line> {
  return step(`the line "upstream call" with "target": "${target}"`, () =>
    eventually(async () => {
      const found = (await readLines()).filter(
        (line) =>
          line.correlationId === correlationId && line.msg === 'upstream call' && line.target === target,
      );
      expect(found).toHaveLength(1);
      return found[0] ?? {};
    }, LINE_DEADLINE_MS),
  );
}

/** Waits until the worker has made that many calls. */
export async function untilConfirmed(warehouse: Warehouse, count = 1): Promise<void> {
  await step('calls to /confirmations', () =>
    eventually(() => expect(warehouse.listCalls('confirmations')).toHaveLength(count), LINE_DEADLINE_MS),
  );
}

/** Begins a part of the log that is this test's alone: what was written since, as text. */
export async function watchLog(): Promise<() => Promise<string[]>> {
  const id = newId();
  await subject.get(`/${random.word()}`, { headers: withId(id) });
  await findLine(id, 'request');
  return async () => {
    const lines = await readLog();
    return lines.slice(lines.findLastIndex((line) => line.includes(id)) + 1);
  };
}

/** A warehouse that answers no confirmation before `open` is called. */
export function holdConfirmations(
  warehouse: Warehouse,
  answer: () => UpstreamAnswer = () => ({}),
): { open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  warehouse.respond(async ({ path }) => {
    if (path !== '/confirmations') return {};
    const answered = answer();
    await opened;
    return answered;
  });
  return { open };
}

/** Says which of these values the log shows, by what they are. */
export async function listLeaks(secrets: Readonly<Record<string, string>>): Promise<string[]> {
  const text = (await readLog()).join('\n');
  return Object.entries(secrets).flatMap(([what, value]) => (text.includes(value) ? [what] : []));
}
