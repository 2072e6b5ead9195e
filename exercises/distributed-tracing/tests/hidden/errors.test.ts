import { random, step, subject } from '@touchstone/kit';
import {
  aCaller,
  anOrder,
  callAbout,
  pick,
  playBoth,
  post,
  sendParcel,
  spansOf,
  stock,
  type Caller,
} from './checkout.ts';
import type { Span } from './otlp.ts';

const ERROR = 2;
const TEXT: unknown = expect.stringMatching(/./);

beforeEach(playBoth);

const endingOf = ({ status, attributes }: Span) => ({
  status,
  'error.type': attributes['error.type'],
  'http.response.status_code': attributes['http.response.status_code'],
});

const UNANSWERED = { status: ERROR, 'error.type': TEXT, 'http.response.status_code': undefined };

const fine = (status: number) => ({
  status: 0,
  'error.type': undefined,
  'http.response.status_code': status,
});

const failed = (status: number) => ({
  status: ERROR,
  'error.type': String(status),
  'http.response.status_code': status,
});

describe('Errors', () => {
  it('marks requests that the service failed, and not those that the client got wrong', async () => {
    const [good, wrong, unknown, broken] = [aCaller(), aCaller(), aCaller(), aCaller()];
    expect(await post(anOrder(), good.headers)).toHaveStatus(201);
    expect(await post({ sku: '' }, wrong.headers)).toHaveStatus(400);
    expect(await subject.get(`/orders/${random.word()}`, { headers: unknown.headers })).toHaveStatus(404);
    stock.respond(() => ({ status: 503 }));
    expect(await post(anOrder(), broken.headers)).toHaveStatus(502);

    for (const [what, { traceId }, count, expected] of [
      ['an order, 201', good, 3, fine(201)],
      ['a wrong order, 400', wrong, 1, fine(400)],
      ['an unknown order, 404', unknown, 1, fine(404)],
      ['an order that the stock service did not reserve, 502', broken, 2, failed(502)],
    ] as const) {
      const server = await pick(await spansOf(traceId, count), 'SERVER');
      await step(`the SERVER span of ${what}`, () => expect(endingOf(server)).toEqual(expected));
    }
  });

  it('marks calls and messages that failed, with the exception where there was no answer', async () => {
    const answers: [string, number | null][] = [
      ['that answers 409', 409],
      ['that answers 500', 500],
      ['that cuts the connection', null],
    ];
    const cases: { what: string; status: number | null; request: Caller; message: Caller }[] = [];
    for (const [what, status] of answers) {
      const [request, message] = [aCaller(), aCaller()];
      stock.respond(() => (status === null ? { drop: true } : { status }));
      expect(await post(anOrder(), request.headers)).toHaveStatus(502);
      await callAbout(await sendParcel(message.headers));
      cases.push({ what, status, request, message });
    }
    // The worker has gone on, and a message that is well is well.
    stock.respond(() => ({}));
    const last = aCaller();
    await sendParcel(last.headers);

    for (const { what, status, request, message } of cases) {
      await step(`a stock service ${what}`, async () => {
        const consumer = await pick(await spansOf(message.traceId, 2), 'CONSUMER');
        await step('the CONSUMER span', () =>
          expect(endingOf(consumer)).toMatchObject({ status: ERROR, 'error.type': TEXT }),
        );
        for (const { traceId } of [request, message]) {
          const client = await pick(await spansOf(traceId, 2), 'CLIENT');
          await step('the CLIENT span', () =>
            expect(endingOf(client)).toEqual(status === null ? UNANSWERED : failed(status)),
          );
          if (status !== null) continue;
          await step('events "exception" of the CLIENT span', () =>
            expect(client.events.filter(({ name }) => name === 'exception')).toMatchObject([
              { attributes: { 'exception.type': TEXT, 'exception.message': TEXT } },
            ]),
          );
        }
      });
    }
    const consumer = await pick(await spansOf(last.traceId, 2), 'CONSUMER');
    await step('the CONSUMER span of the next parcel, which is well', () => expect(consumer.status).toBe(0));
  });
});
