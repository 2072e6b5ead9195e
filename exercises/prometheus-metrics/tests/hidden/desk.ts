import {
  eventually,
  random,
  rawConnection,
  readMetrics,
  sleep,
  step,
  subject,
  upstream,
  type Histogram,
  type HttpResponse,
  type Metrics,
} from '@touchstone/kit';

export const REQUESTS = 'http_requests_total';
export const DURATIONS = 'http_request_duration_seconds';
export const IN_FLIGHT = 'http_requests_in_flight';
export const HUB_CALLS = 'hub_calls_total';

/** What the statement allows between an answer and the scrape that shows it, and as much again for a busy machine. */
export const PATIENCE_MS = 2000;

export const hub = upstream('hub');

/** Requests of the test that have to be in the metrics before the next one may look at them. */
let sent = 0;
let before: Counts | null = null;

/** For every group: so that nothing of one test is counted in the next. */
export function keepTestsApart(): void {
  beforeEach(async () => {
    hub.respond(() => ({ status: 201 }));
    sent = 0;
    before = await countSoFar();
  });
  afterEach(async () => {
    const [start, number] = [before, sent];
    if (!start) return;
    await eventually(async () => {
      const now = await countSoFar();
      expect((now?.counted ?? 0) - start.counted).toBeGreaterThanOrEqual(number);
      expect((now?.measured ?? 0) - start.measured).toBeGreaterThanOrEqual(number);
    }, 1000).catch(() => undefined);
  });
}

/** A program that nothing has happened to yet: for what a test must not find, or must not leave behind. */
export async function startOver(): Promise<void> {
  await subject.restart();
  sent = 0;
  before = await countSoFar();
}

interface Counts {
  readonly counted: number;
  readonly measured: number;
}

/** Null where the metrics cannot be read or are not there: that is for the tests to say. */
async function countSoFar(): Promise<Counts | null> {
  try {
    const metrics = readMetrics(await subject.get('/metrics'));
    const families = [metrics.family(REQUESTS), metrics.family(DURATIONS)];
    const sum = (name: string) =>
      families
        .flatMap(({ samples }) => samples)
        .filter((sample) => sample.name === name)
        .reduce((total, { value }) => total + value, 0);
    return { counted: sum(REQUESTS), measured: sum(`${DURATIONS}_count`) };
  } catch {
    return null;
  }
}

export async function scrape(): Promise<Metrics> {
  const answer = await subject.get('/metrics');
  await step('GET /metrics', () => expect(answer).toHaveStatus(200));
  return readMetrics(answer);
}

export async function send(method: string, path: string, json?: unknown): Promise<HttpResponse> {
  sent += 1;
  return subject.request(method, path, json === undefined ? {} : { json });
}

export async function sendText(method: string, path: string, body: string): Promise<HttpResponse> {
  sent += 1;
  return subject.request(method, path, { body, headers: { 'content-type': 'application/json' } });
}

/** Sends the body so much later than what stands before it; gives the answer as it came. */
export async function sendSlowly(path: string, body: string, delayMs: number): Promise<string> {
  sent += 1;
  const connection = await rawConnection();
  const length = Buffer.byteLength(body);
  await connection.write(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
  );
  await sleep(delayMs);
  await connection.write(body);
  return connection.until((received) => received.includes('\r\n\r\n'), 5000);
}

export async function useCarriers(...names: string[]): Promise<void> {
  const answer = await send('PUT', '/carriers', { names });
  await step('PUT /carriers', () => expect(answer).toHaveStatus(204));
}

/** A carrier that is in the list, of this test alone. */
export async function aCarrier(): Promise<string> {
  const name = `Post ${random.word(10)}`;
  await useCarriers(name);
  return name;
}

export const anAddress = () => `${random.sentence()}, ${random.word()}`;

/** Sends a parcel where that has to work, and tells its id. */
export async function sendParcel(carrier: string, to = anAddress()): Promise<string> {
  const answer = await send('POST', '/parcels', { carrier, to });
  await step('POST /parcels', () => expect(answer).toHaveStatus(201));
  return (answer.json as { id: string }).id;
}

/** A hub that keeps calls until so many wait, lets them all go, and so on; or until `open` is called. */
export function gatherCalls(size: number): { readonly waiting: number; open(): void } {
  let waiting: (() => void)[] = [];
  const open = () => {
    for (const go of waiting) go();
    waiting = [];
  };
  hub.respond(async () => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length >= size) open();
    });
    return { status: 201 };
  });
  return {
    get waiting() {
      return waiting.length;
    },
    open,
  };
}

/** How often each method, route and status was counted: `{ 'GET /parcels/:id 200': 3 }`. */
export function readCounts(metrics: Metrics): Record<string, number> {
  const counts = new Map<string, number>();
  const family = metrics.families.find(({ name }) => name === REQUESTS);
  for (const { labels, value } of family?.samples ?? []) {
    const { method = '(no method)', route = '(no route)', status = '(no status)' } = labels;
    const key = `${method} ${route} ${status}`;
    counts.set(key, (counts.get(key) ?? 0) + value);
  }
  return Object.fromEntries(counts);
}

/** What is now more than it was, or less. */
export function subtract(now: Record<string, number>, then: Record<string, number>): Record<string, number> {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(then)])];
  const differences = keys.map((key) => [key, (now[key] ?? 0) - (then[key] ?? 0)] as const);
  return Object.fromEntries(differences.filter(([, value]) => value !== 0));
}

/** Fails soon where there is nothing to wait for. */
async function untilThere(name: string): Promise<void> {
  await eventually(async () => (await scrape()).family(name), 1000);
}

/** Waits until exactly these requests have been counted since. */
export async function expectCounted(since: Metrics, expected: Record<string, number>): Promise<Metrics> {
  await untilThere(REQUESTS);
  return step(`what ${REQUESTS} counted in this test, by method, route and status`, () =>
    eventually(async () => {
      const now = await scrape();
      expect(subtract(readCounts(now), readCounts(since))).toEqual(expected);
      return now;
    }, PATIENCE_MS),
  );
}

/** How many requests were measured: `{ 'GET /parcels/:id': 3 }`. */
export function readMeasured(metrics: Metrics): Record<string, number> {
  const counts = new Map<string, number>();
  const isThere = metrics.families.some(({ name }) => name === DURATIONS);
  for (const { labels, count } of isThere ? metrics.histograms(DURATIONS) : []) {
    const { method = '(no method)', route = '(no route)' } = labels;
    counts.set(`${method} ${route}`, (counts.get(`${method} ${route}`) ?? 0) + count);
  }
  return Object.fromEntries(counts);
}

/** Waits until at least so many requests have been measured since. */
export async function untilMeasured(since: Metrics, number: number): Promise<Metrics> {
  await untilThere(DURATIONS);
  const total = (metrics: Metrics) =>
    Object.values(readMeasured(metrics)).reduce((sum, count) => sum + count, 0);
  return step(`requests that ${DURATIONS} measured since`, () =>
    eventually(async () => {
      const now = await scrape();
      expect(total(now) - total(since)).toBeGreaterThanOrEqual(number);
      return now;
    }, PATIENCE_MS),
  );
}

export function findHistogram(metrics: Metrics, method: string, route: string): Histogram | undefined {
  return metrics
    .histograms(DURATIONS)
    .find(({ labels }) => labels.method === method && labels.route === route);
}

export async function expectInFlight(expected: number, when: string): Promise<void> {
  await step(`${IN_FLIGHT} ${when}`, () =>
    eventually(async () => expect((await scrape()).value(IN_FLIGHT)).toBe(expected), PATIENCE_MS),
  );
}

/** Values of labels, of whatever metric, that have something of a request in them. */
export function findLabelValues(metrics: Metrics, part: string): string[] {
  const values = metrics.families.flatMap(({ samples }) =>
    samples.flatMap(({ labels }) => Object.values(labels)),
  );
  return [...new Set(values.filter((value) => value.toLowerCase().includes(part.toLowerCase())))];
}
