import { eventually, load, random, step } from '@touchstone/kit';
import {
  Gate,
  PATIENCE_MS,
  Provider,
  aPurchase,
  begin,
  expectCharges,
  expectPay,
  expectRows,
  first,
  idOf,
  pay,
  payWell,
  requestsFor,
  second,
  show,
  untilAsked,
  whileLocked,
  type Purchase,
} from './shop.ts';

/** What a pool of connections has by default: so many wait for the provider even where each of them holds one. */
const POOL = 10;
/** Fewer than an instance is to let wait, and more than two such pools have. */
const WAITING = 25;
/** Less than three attempts that come to nothing: who waits for a connection behind all of them has none before that. */
const SHOW_TIMEOUT_MS = 4500;

describe('At the same moment', () => {
  it('charges once when ten copies arrive together at two instances', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    await payWell(aPurchase());

    const report = await whileLocked(() =>
      load(10, 10, (index) => pay(purchase, { key, instance: index % 2 ? first : second })),
    );

    await expectCharges(provider, purchase, 'after ten copies of one payment at the same moment');
    expect(report.errors).toEqual([]);
    await step('statuses of ten copies that are neither 201 nor 409', () =>
      expect(
        report.values.map(({ status }) => status).filter((status) => status !== 201 && status !== 409),
      ).toEqual([]),
    );
    await step('copies that were answered with 201', () =>
      expect(report.values.filter(({ status }) => status === 201).length).toBeGreaterThan(0),
    );
    const last = await pay(purchase, { key });
    expect(last).toHaveStatus(201);
    for (const answer of report.values.filter(({ status }) => status === 201))
      await step('a copy, beside the same payment a moment later', () =>
        expect(answer.json).toEqual(last.json),
      );
    await expectRows(purchase, 'after ten copies of one payment', [
      { status: 'paid', charge: provider.charges(purchase)[0] },
    ]);
  });

  it('answers 409 while the payment is under way, and does not wait for it', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    const gate = new Gate();
    provider.plan(purchase, () => ({ before: gate.opened }));

    const early = begin(purchase, { key });
    await untilAsked(purchase);
    const copies = await Promise.all([first, second].map((instance) => pay(purchase, { key, instance })));
    gate.open();
    const answer = await early;

    for (const copy of copies) {
      await step('the same payment again, while the first request for it is under way', () => {
        expect(copy).toHaveStatus(409);
        expect(copy).toHaveHeader('retry-after', /^[1-9]\d*$/);
        expect(copy).toHaveJson({ error: expect.any(String) });
      });
    }
    expect(answer).toHaveStatus(201);
    await expectCharges(provider, purchase, 'after three copies of one payment');
    const late = await expectPay('the same payment again, now that it is over', 201, purchase, {
      key,
      instance: second,
    });
    expect(late.json).toEqual(answer.json);
  });

  it('answers 422 to another body while the payment is under way', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    const gate = new Gate();
    provider.plan(purchase, () => ({ before: gate.opened }));

    const early = begin(purchase, { key });
    await untilAsked(purchase);
    const others = await Promise.all(
      [first, second].map((instance) => pay({ ...purchase, amount: purchase.amount + 1 }, { key, instance })),
    );
    gate.open();
    const answer = await early;

    for (const other of others)
      await step('the key of a payment that is under way, with another amount', () =>
        expect(other).toHaveStatus(422),
      );
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ amount: purchase.amount });
    await expectCharges(provider, purchase, 'afterwards');
  });

  it('goes on with everything else while many payments wait for the provider', async () => {
    const provider = new Provider();
    const gate = new Gate();
    const made = await payWell(aPurchase());
    const slow = Array.from({ length: WAITING }, aPurchase);
    for (const purchase of slow) provider.plan(purchase, () => ({ before: gate.opened }));

    const waiting = load(WAITING, WAITING, (index) => pay(slow[index]));
    try {
      await step(`payments at the provider, of ${WAITING} that were sent to one instance`, () =>
        eventually(() => expect(countAsked(slow)).toBeGreaterThanOrEqual(POOL), 2 * PATIENCE_MS),
      );
      await step(`while ${WAITING} payments wait for the provider`, async () => {
        const [shown, paid] = await Promise.all([
          show(String(idOf(made)), { timeoutMs: SHOW_TIMEOUT_MS }),
          pay(aPurchase()),
        ]);
        expect(shown).toHaveStatus(200);
        expect(shown.json).toEqual(made.json);
        expect(paid).toHaveStatus(201);
      });
    } finally {
      gate.open();
      await waiting;
    }
  });
});

const countAsked = (purchases: readonly Purchase[]): number =>
  purchases.filter((purchase) => requestsFor(purchase).length > 0).length;
