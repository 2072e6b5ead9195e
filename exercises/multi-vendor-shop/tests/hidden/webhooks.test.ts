import { load, random, step } from '@touchstone/kit';
import {
  Gate,
  Provider,
  aCapturedOrder,
  aCard,
  aName,
  anEvent,
  deal,
  either,
  expectBuy,
  expectCart,
  expectDeal,
  expectOrder,
  expectStock,
  expectTell,
  fill,
  nowSeconds,
  offer,
  orderOf,
  post,
  secret,
  showCheckout,
  sign,
  tell,
  untilAsked,
  type Order,
} from './market.ts';

const COPIES = 6;

beforeEach(secret);

const aRefund = ({ id }: Order, amount = random.integer(100, 400)) => ({
  refund: `re_${random.word(14)}`,
  reference: id,
  amount,
});

describe('Webhooks', () => {
  it('settles a pending checkout when the event comes', async () => {
    const provider = new Provider();
    const vendor = aName();
    const pending = await Promise.all(
      [1, 2].map(async (quantity) => {
        const product = await offer(vendor);
        const [customer, card, key] = [aName(), aCard(), random.uuid()];
        provider.plan('/authorizations', card, () => ({ instead: { status: 503, json: {} } }));
        await fill(customer, [[product, quantity]]);
        const checkout = await expectBuy('POST /checkouts while the provider answers 503', 202, customer, {
          card,
          key,
        });
        await expectStock('while nobody knows', product, product.stock - quantity);
        return { customer, card, key, product, checkout, order: orderOf(checkout, vendor) };
      }),
    );
    const [good, bad] = pending as [(typeof pending)[0], (typeof pending)[0]];
    const authorization = `auth_${random.word(14)}`;
    const success = { reference: good.checkout.id, authorization };

    await expectTell('authorization.succeeded', anEvent('authorization.succeeded', success));
    for (const when of ['', ', a second time'])
      await expectTell(
        `authorization.declined${when}`,
        anEvent('authorization.declined', { reference: bad.checkout.id }),
      );
    await expectTell(
      'authorization.declined of a checkout that is authorized',
      anEvent('authorization.declined', { reference: good.checkout.id }),
    );
    await expectTell(
      'authorization.succeeded of a checkout that is unknown',
      anEvent('authorization.succeeded', { reference: random.uuid(), authorization }),
    );
    await expectTell('an event of another type', anEvent('payout.paid', { amount: 1 }));

    await expectStock('after authorization.declined', bad.product, bad.product.stock);
    await expectStock('after authorization.succeeded', good.product, good.product.stock - 1);
    await expectOrder('after authorization.declined', bad.order, { status: 'cancelled' });
    await expectCart('after authorization.declined', bad.customer, [[bad.product, 2]]);
    await step('GET /checkouts/:id after authorization.succeeded', async () =>
      expect(await showCheckout(good.customer, good.checkout.id)).toHaveJson({ status: 'authorized' }),
    );
    const { card, key, customer } = good;
    await expectBuy('the key of that checkout again', 201, customer, { card, key });
    await expectDeal('POST /orders/:id/capture', 'capture', good.order, 200, { status: 'captured' });
    await step('the authorization that the provider was asked to capture', () =>
      expect(provider.works('/captures', good.order.id)[0]?.body.authorization).toBe(authorization),
    );
  });

  it('refuses what the provider has not signed', async () => {
    new Provider();
    const order = await aCapturedOrder();
    const key = await secret();
    const body = anEvent('refund.succeeded', aRefund(order, 100));
    const t = nowSeconds();
    const v1 = sign(key, t, body);
    const forged: [string, string, string | null][] = [
      ['no signature', body, null],
      ['an empty signature', body, ''],
      ['a signature without v1', body, `t=${t}`],
      ['a signature without t', body, `v1=${v1}`],
      ['an empty v1', body, `t=${t},v1=`],
      ['half of the right v1', body, `t=${t},v1=${v1.slice(0, 32)}`],
      ['a v1 that is not hexadecimal', body, `t=${t},v1=${'z'.repeat(64)}`],
      ['a v1 made with another secret', body, `t=${t},v1=${sign(random.word(24), t, body)}`],
      ['a v1 made with an empty secret', body, `t=${t},v1=${sign('', t, body)}`],
      ['a v1 of the body alone', body, `t=${t},v1=${sign(key, '', body)}`],
      ['the right v1 with another t', body, `t=${t + 1},v1=${v1}`],
      ['the right v1 with another amount', body.replace(':100}', ':900}'), `t=${t},v1=${v1}`],
      ['the right v1 with a space more in the body', body.replace('{', '{ '), `t=${t},v1=${v1}`],
    ];

    for (const [what, sent, signature] of forged)
      await step(`an event with ${what}`, async () => expect(await post(sent, signature)).toHaveStatus(400));
    await expectOrder('after forged events', order, { status: 'captured', refunded: 0 });
    await step('the event, signed by the provider', async () =>
      expect(await post(body, `t=${t},v1=${v1}`)).toHaveStatus(200),
    );
    await expectOrder('after the event', order, { status: 'captured', refunded: 100 });
  });

  it('checks the bytes as they came', async () => {
    new Provider();
    const order = await aCapturedOrder();
    const { refund, amount } = aRefund(order);
    const spellings: Record<string, string> = {
      'a signed event with spaces, tabs and line ends': `{ "type" : "refund.succeeded",\r\n\t"data": { "amount": ${amount}, "reference": "${order.id}", "refund": "${refund}a" }, "id": "evt_1" }\n`,
      'a signed event with escapes, and a number 1.50': `{"id":"evt_2","type":"refund.succeeded","fee":1.50,"note":"caf\\u00e9 \\/ bar","data":{"refund":"${refund}b","reference":"${order.id}","amount":${amount}}}`,
      'a signed event with letters beyond ASCII': `{"id":"evt_3","type":"refund.succeeded","note":"café für 2 €","data":{"refund":"${refund}c","reference":"${order.id}","amount":${amount}}}`,
    };

    for (const [index, [what, body]] of Object.entries(spellings).entries()) {
      await expectTell(what, body, { instance: either(index) });
      await expectOrder(`after ${what}`, order, { refunded: (index + 1) * amount });
    }
  });

  it('refuses events that are signed too long ago, or in the future', async () => {
    new Provider();
    const order = await aCapturedOrder();
    for (const secondsAgo of [420, 86_400, -420])
      await step(`an event that was signed ${secondsAgo} seconds ago`, async () =>
        expect(await tell(anEvent('refund.succeeded', aRefund(order)), { secondsAgo })).toHaveStatus(400),
      );
    await expectOrder('after that', order, { refunded: 0 });
    for (const secondsAgo of [200, -200])
      await expectTell(
        `an event that was signed ${secondsAgo} seconds ago`,
        anEvent('refund.succeeded', aRefund(order, 100)),
        { secondsAgo },
      );
    await expectOrder('after two good events', order, { refunded: 200 });
  });

  it('counts a refund once, however often and early its event comes', async () => {
    const provider = new Provider();
    const order = await aCapturedOrder();
    const amount = random.integer(100, 400);
    const body = anEvent('refund.succeeded', aRefund(order, amount));
    const t = nowSeconds();
    const signature = `t=${t},v1=${sign(await secret(), t, body)}`;

    const report = await load(COPIES, COPIES, (index) => post(body, signature, either(index)));
    await step(`${COPIES} copies of one event`, () =>
      expect(report.values.map(({ status }) => status)).toEqual(Array(COPIES).fill(200)),
    );
    await expectTell('the same event with a new signature', body, { secondsAgo: 100 });
    await expectOrder(`after ${COPIES + 1} copies of the event of a refund of ${amount}`, order, {
      refunded: amount,
    });
    await expectTell(
      'another refund of the same amount',
      anEvent('refund.succeeded', aRefund(order, amount)),
    );
    await expectOrder('after another refund of the same amount', order, { refunded: 2 * amount });

    const gate = new Gate();
    provider.plan('/refunds', order.id, () => ({ after: gate.opened }));
    const refunding = deal('refund', order.vendor, order);
    refunding.catch(() => undefined);
    await untilAsked(provider, '/refunds', order.id);
    const [work] = provider.works('/refunds', order.id);
    const own = anEvent('refund.succeeded', {
      refund: work?.id,
      reference: order.id,
      amount: order.total - 2 * amount,
    });
    await expectTell('the event of the own refund, before the answer to it', own).finally(gate.open);
    expect(await refunding).toHaveStatus(200);
    await expectTell('the event of the own refund, after the answer to it', own);
    await expectOrder('after the own refund and two events of it', order, {
      refunded: order.total,
      status: 'refunded',
    });
    const later = await aCapturedOrder();
    await expectDeal('POST /orders/:id/refund', 'refund', later, 200, { status: 'refunded' });
    const [done] = provider.works('/refunds', later.id);
    await expectTell(
      'the first event of an own refund, long after the answer to it',
      anEvent('refund.succeeded', { refund: done?.id, reference: later.id, amount: later.total }),
    );
    await expectOrder('after the own refund and the event of it', later, {
      refunded: later.total,
      status: 'refunded',
    });
  });
});
