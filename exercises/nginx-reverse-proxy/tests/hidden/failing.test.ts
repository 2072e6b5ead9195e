import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import { aPath, harms, heals, images, listAsked, openShops, shop1, shop2 } from './back-ends.ts';

/** Beyond what the statement allows, for a slow machine. */
const PATIENCE_MS = 9000;

beforeEach(openShops);

describe('Failing back ends', () => {
  it('answers every GET and POST while a shop refuses connections', async () => {
    harms();
    await shop1.stop();

    for (const method of ['GET', 'POST', 'GET', 'POST', 'POST']) {
      const path = aPath();
      await step(`${method} while one shop is down`, async () => {
        expect(await subject.request(method, path, { timeoutMs: PATIENCE_MS })).toHaveStatus(200);
      });
      await step(`${method} ${path}: how often it came to the other shop`, () =>
        expect(listAsked(path).length).toBe(1),
      );
    }
  });

  it('asks the other shop when one says nothing for 2 seconds', async () => {
    harms();
    shop1.stall();

    // All at once, so that some come to the silent shop before the proxy can know.
    await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const path = aPath();
        await step(`GET ${number} of 4 at once while one shop is silent`, async () => {
          expect(await subject.get(path, { timeoutMs: PATIENCE_MS })).toHaveStatus(200);
          expect(listAsked(path, [shop2]).length).toBe(1);
        });
      }),
    );
  });

  it('asks the other shop when one answers a GET with 503', async () => {
    harms();
    shop1.respond(() => ({ status: 503, text: 'starting' }));

    for (let i = 0; i < 4; i += 1) {
      await step(`GET ${i + 1} of 4 while one shop answers 503`, async () => {
        expect(await subject.get(aPath(), { timeoutMs: PATIENCE_MS })).toHaveStatus(200);
      });
    }
  });

  it('passes a 500 of a shop on and does not ask the other', async () => {
    harms();
    const path = aPath();
    const text = random.sentence();
    for (const shop of [shop1, shop2]) shop.respond(() => ({ status: 500, text }));

    const answer = await subject.get(path);

    expect(answer).toHaveStatus(500);
    expect(answer.text).toBe(text);
    await step('how often the GET came to a shop', () => expect(listAsked(path).length).toBe(1));
    // Who takes a 500 for an answer has given nobody up.
    heals();
  });

  it('never sends a POST again that a shop did not answer', async () => {
    harms();
    const path = aPath();
    for (const shop of [shop1, shop2]) shop.stall();

    const answer = await subject.post(path, { json: { amount: 5 }, timeoutMs: PATIENCE_MS });

    await step('how often the POST came to a shop', () => expect(listAsked(path).length).toBe(1));
    expectSorry(answer);
  });

  it('never sends a POST again that a shop answered with 503', async () => {
    harms();
    const path = aPath();
    for (const shop of [shop1, shop2]) shop.respond(() => ({ status: 503, text: 'busy' }));

    await subject.post(path, { json: { amount: 5 }, timeoutMs: PATIENCE_MS });

    await step('how often the POST came to a shop', () => expect(listAsked(path).length).toBe(1));
  });

  it('says in JSON that nobody answers', async () => {
    harms();
    await Promise.all([shop1.stop(), shop2.stop()]);
    expectSorry(await subject.get(aPath(), { timeoutMs: PATIENCE_MS }));
  });

  it('answers /healthz while every back end is down', async () => {
    harms();
    await Promise.all([shop1.stop(), shop2.stop(), images.stop()]);

    expect(await subject.get('/healthz')).toHaveStatus(200);
    // Nobody was asked, so nobody was given up.
    heals();
  });
});

function expectSorry(answer: HttpResponse): void {
  expect([502, 504]).toContain(answer.status);
  expect(answer).toHaveHeader('content-type', /^application\/json/);
  expect(answer).toHaveJson({ error: expect.any(String) });
}
