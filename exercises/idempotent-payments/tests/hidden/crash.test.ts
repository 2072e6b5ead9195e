import { eventually, random, step, subjects, type HttpResponse } from '@touchstone/kit';
import {
  Gate,
  Provider,
  aPurchase,
  begin,
  expectCharges,
  expectRows,
  first,
  idOf,
  pay,
  payWell,
  providerKeys,
  requestsFor,
  second,
  untilAsked,
  type Purchase,
  type Sending,
} from './shop.ts';

/** Eight seconds until a payment is free again, the request that is then sent, and room for a busy machine. */
const FREE_MS = 14_000;

const crash = async (): Promise<void> => {
  await Promise.all(subjects.map((instance) => instance.kill()));
  await Promise.all(subjects.map((instance) => instance.restart()));
};

/** Sends a payment again until it is no longer answered with 409. */
const payUntilFree = (purchase: Purchase, sending: Sending): Promise<HttpResponse> =>
  step('the same payment again and again, until it is free', () =>
    eventually(async () => {
      const answer = await pay(purchase, sending);
      expect(answer).not.toHaveStatus(409);
      return answer;
    }, FREE_MS),
  );

describe('Crash', () => {
  it('gives its old answers after kill -9, and does not ask the provider', async () => {
    const provider = new Provider();
    const [paid, declined] = [aPurchase(), aPurchase()];
    const [key, otherKey] = [random.uuid(), random.uuid()];
    provider.plan(declined, () => ({ decline: 'stolen_card' }));
    const made = await payWell(paid, { key });
    const refused = await pay(declined, { key: otherKey });
    expect(refused).toHaveStatus(402);

    await crash();
    provider.forgetKeys();
    const again = await pay(paid, { key });
    const refusedAgain = await pay(declined, { key: otherKey, instance: second });

    await expectCharges(provider, paid, 'after the same payment before and after kill -9');
    await step('a payment that was answered 201 before kill -9', () => {
      expect(again).toHaveStatus(201);
      expect(again.json).toEqual(made.json);
    });
    await step('a payment that was answered 402 before kill -9', () => {
      expect(refusedAgain).toHaveStatus(402);
      expect(refusedAgain.json).toEqual(refused.json);
    });
  });

  it('charges once what was under way when both instances were killed', async () => {
    const provider = new Provider();
    const [charged, uncharged] = [aPurchase(), aPurchase()];
    const [key, otherKey] = [random.uuid(), random.uuid()];
    const gate = new Gate();
    provider.plan(charged, () => ({ after: gate.opened }));
    provider.plan(uncharged, () => ({ before: gate.opened }));
    void begin(charged, { key });
    void begin(uncharged, { key: otherKey, instance: second });
    await Promise.all([untilAsked(charged), untilAsked(uncharged)]);

    await crash();
    gate.open();
    const answer = await payUntilFree(charged, { key, instance: second });
    const other = await payUntilFree(uncharged, { key: otherKey, instance: first });

    await expectCharges(provider, charged, 'that was charged when kill -9 came');
    await expectCharges(provider, uncharged, 'that was to be charged when kill -9 came');
    for (const [purchase, late] of [
      [charged, answer],
      [uncharged, other],
    ] as const) {
      await step('a payment that was under way when kill -9 came', () => {
        expect(late).toHaveStatus(201);
        expect(late).toHaveJson({ status: 'paid', charge: provider.charges(purchase)[0] });
      });
      await step('keys at the provider', () => expect(providerKeys(purchase).length).toBe(1));
      await expectRows(purchase, 'afterwards', [{ status: 'paid', charge: provider.charges(purchase)[0] }]);
    }
  });

  it('takes over from the other instance when that one died', async () => {
    const provider = new Provider();
    const purchase = aPurchase();
    const key = random.uuid();
    let isDead = false;
    provider.plan(purchase, () => (isDead ? {} : { answer: { stall: true } }));
    void begin(purchase, { key, instance: first });
    await untilAsked(purchase);

    await first.kill();
    isDead = true;
    const answer = await payUntilFree(purchase, { key, instance: second });
    await first.restart();
    const last = await pay(purchase, { key, instance: first });

    await expectCharges(provider, purchase, 'that the other instance had under way when it died');
    await step('a payment that the other instance had under way', () => expect(answer).toHaveStatus(201));
    await step('the same payment at the instance that was started again', () => {
      expect(last).toHaveStatus(201);
      expect(last.json).toEqual(answer.json);
    });
    await step('requests at the provider', () =>
      expect(requestsFor(purchase).length).toBeGreaterThanOrEqual(2),
    );
    await step('id of the payment', () => expect(idOf(last)).toEqual(expect.any(String)));
  });
});
