import { random, step, subject } from '@touchstone/kit';
import {
  aCaller,
  anOrder,
  callAbout,
  pick,
  placeOrder,
  playBoth,
  sendParcel,
  spansOf,
  stock,
} from './checkout.ts';
import type { Span } from './otlp.ts';

/** How long the stock service takes, and what is surely more than any unit but the right one would show. */
const WORK_MS = 300;
const AT_LEAST_MS = 200;
/** Clocks of one machine may be read in different ways. */
const SLACK_MS = 100;
const NANOSECONDS = 1_000_000;

beforeEach(playBoth);

const startOf = ({ start }: Span) => Number(start / 1000n) / 1000;
const endOf = ({ end }: Span) => Number(end / 1000n) / 1000;

describe('Spans', () => {
  it('names and describes requests by their route', async () => {
    const orderId = await placeOrder();
    const requests: { method: string; path: string; route?: string; status: number; json?: unknown }[] = [
      { method: 'POST', path: '/orders', route: '/orders', status: 201, json: anOrder() },
      { method: 'POST', path: '/orders', route: '/orders', status: 400, json: {} },
      { method: 'GET', path: `/orders/${orderId}`, route: '/orders/:id', status: 200 },
      { method: 'GET', path: `/orders/${random.uuid()}`, route: '/orders/:id', status: 404 },
      { method: 'GET', path: `/${random.word()}/${random.word()}`, status: 404 },
      { method: 'DELETE', path: `/orders/${orderId}`, status: 404 },
    ];
    const traces: string[] = [];
    for (const { method, path, status, json } of requests) {
      const { traceId, headers } = aCaller();
      const options = { headers, ...(json !== undefined && { json }) };
      const answer = await subject.request(method, `${path}?page=${random.integer(1, 99)}`, options);
      expect(answer).toHaveStatus(status);
      traces.push(traceId);
    }
    for (const [index, { method, path, route, status }] of requests.entries()) {
      await step(`the SERVER span of ${method} ${path}, answered ${status}`, async () => {
        const server = await pick(await spansOf(traces[index]!, status === 201 ? 3 : 1), 'SERVER');
        expect(server.name).toBe(route === undefined ? method : `${method} ${route}`);
        expect(server.attributes).toMatchObject({
          'http.request.method': method,
          'url.path': path,
          'url.scheme': 'http',
          'http.response.status_code': status,
        });
        await step('its http.route', () => expect(server.attributes['http.route']).toBe(route));
      });
    }
  });

  it('names, describes and times the calls to the stock service', async () => {
    stock.respond(() => ({ status: 202, delayMs: WORK_MS }));
    const [caller, sender] = [aCaller(), aCaller()];
    const before = Date.now();
    const about = [await placeOrder(caller.headers), await sendParcel(sender.headers)] as const;
    const spans = [await spansOf(caller.traceId, 3), await spansOf(sender.traceId, 2)] as const;
    const after = Date.now();

    for (const [index, kind] of ['SERVER', 'CONSUMER'].entries()) {
      const client = await pick(spans[index]!, 'CLIENT');
      const around = await pick(spans[index]!, kind);
      const { path } = await callAbout(about[index]!);
      await step(`the CLIENT span of PUT ${path}`, () => {
        expect(client.name).toBe('PUT');
        expect(client.attributes).toMatchObject({
          'http.request.method': 'PUT',
          'url.full': `${stock.url}${path}`,
          'server.address': '127.0.0.1',
          'server.port': Number(new URL(stock.url).port),
          'http.response.status_code': 202,
        });
      });
      await step(`milliseconds of the CLIENT span, when the stock service takes ${WORK_MS}`, () =>
        expect(Number(client.end - client.start) / NANOSECONDS).toBeGreaterThan(AT_LEAST_MS),
      );
      await step('start of the CLIENT span, in milliseconds since 1970', () =>
        expect(startOf(client)).toBeGreaterThan(before - SLACK_MS),
      );
      await step('end of the CLIENT span, in milliseconds since 1970', () =>
        expect(endOf(client)).toBeLessThan(after + SLACK_MS),
      );
      await step(`start of the ${kind} span around it`, () =>
        expect(startOf(around)).toBeLessThan(startOf(client) + SLACK_MS),
      );
      await step(`end of the ${kind} span around it`, () =>
        expect(endOf(around)).toBeGreaterThan(endOf(client) - SLACK_MS),
      );
    }
  });
});
