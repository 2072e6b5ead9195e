import { random, step, subject } from '@touchstone/kit';
import {
  aCaller,
  anOrder,
  listExports,
  pick,
  placeOrder,
  playBoth,
  post,
  sendParcel,
  spansOf,
  stock,
} from './checkout.ts';

beforeEach(playBoth);

const aSecret = () => `s3cr3t-${random.word(16)}`;

/** Says which of these values were exported, by what they are. */
async function expectNoLeaks(secrets: Readonly<Record<string, string>>): Promise<void> {
  const text = listExports()
    .map(({ body }) => body)
    .join('\n');
  const leaks = Object.entries(secrets).flatMap(([what, value]) => (text.includes(value) ? [what] : []));
  await step('what of the requests was exported and must not be', () => expect(leaks).toEqual([]));
}

describe('Secrets', () => {
  it('keeps headers, queries, bodies and answers out of the spans', async () => {
    const secrets = {
      'header Authorization': aSecret(),
      'header Cookie': aSecret(),
      'header X-Forwarded-For': aSecret(),
      'the query': aSecret(),
      'the body': aSecret(),
      'the answer of the stock service': aSecret(),
    };
    const headers = {
      authorization: `Bearer ${secrets['header Authorization']}`,
      cookie: `session=${secrets['header Cookie']}`,
      'x-forwarded-for': secrets['header X-Forwarded-For'],
    };
    const order = { ...anOrder(), card: secrets['the body'] };
    const query = `token=${secrets['the query']}`;
    const text = secrets['the answer of the stock service'];
    const send = (method: string, path: string, caller: Record<string, string>, more: object = {}) =>
      subject.request(method, `${path}?${query}`, { headers: { ...headers, ...caller }, ...more });
    const callers = [aCaller(), aCaller(), aCaller(), aCaller(), aCaller()] as const;
    const [good, refused, unread, unknown, lost] = callers;

    stock.respond(() => ({ text }));
    expect(await send('POST', '/orders', good.headers, { json: order })).toHaveStatus(201);
    stock.respond(() => ({ status: 409, json: { error: text } }));
    expect(await send('POST', '/orders', refused.headers, { json: order })).toHaveStatus(502);
    const body = `{"sku": "${secrets['the body']}`;
    expect(
      await subject.post(`/orders?${query}`, {
        body,
        headers: { ...headers, ...unread.headers, 'content-type': 'application/json' },
      }),
    ).toHaveStatus(400);
    await send('GET', `/orders/${random.word()}`, unknown.headers);
    await send('GET', `/${random.word()}`, lost.headers);

    for (const [index, count] of [3, 2, 1, 1, 1].entries()) await spansOf(callers[index]!.traceId, count);
    await expectNoLeaks(secrets);
  });

  it('records the shop and nothing else of the baggage', async () => {
    const secrets = {
      'the member user': aSecret(),
      'the member shopper': aSecret(),
      'a property': aSecret(),
    };
    const plain = random.word();
    const cases = [
      ['K%C3%B6ln%20S%C3%BCd', 'Köln Süd'],
      [plain, plain],
      ['a%2Cb%3Bc%3Dd=e', 'a,b;c=d=e'],
    ] as const;
    const told: { baggage: string; shop: string | undefined; traceId: string }[] = [];
    for (const [written, shop] of cases) {
      const members = [
        `user=${secrets['the member user']}`,
        ` shop=${written};region=${secrets['a property']} `,
        `shopper=${secrets['the member shopper']}`,
      ];
      const baggage = random.shuffle(members).join(',');
      const caller = aCaller({ baggage });
      await placeOrder(caller.headers);
      await sendParcel(caller.headers);
      told.push({ baggage, shop, traceId: caller.traceId });
    }
    const nobody = aCaller({ baggage: `user=${secrets['the member user']}` });
    await placeOrder(nobody.headers);
    for (const baggage of ['shop=%E0%A4%A', 'shop', '=,;;,=']) {
      await step(`POST /orders with the broken baggage ${baggage}`, async () =>
        expect(await post(anOrder(), { baggage })).toHaveStatus(201),
      );
    }

    for (const { baggage, shop, traceId } of told) {
      await step(`baggage: ${baggage}`, async () => {
        const spans = await spansOf(traceId, 5);
        for (const kind of ['SERVER', 'CONSUMER']) {
          const { attributes } = await pick(spans, kind);
          await step(`app.shop of the ${kind} span`, () => expect(attributes['app.shop']).toBe(shop));
        }
      });
    }
    const { attributes } = await pick(await spansOf(nobody.traceId, 3), 'SERVER');
    await step('app.shop of a request without the member shop', () =>
      expect(attributes['app.shop']).toBeUndefined(),
    );
    await expectNoLeaks(secrets);
  });
});
