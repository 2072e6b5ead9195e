import { load, random, step, subjects, type HttpResponse } from '@touchstone/kit';
import {
  aStoredProduct,
  countStatements,
  expectKept,
  expectProduct,
  first,
  pathOf,
  prepare,
  second,
  settle,
  stallRead,
  whileNothingIsRead,
  type Product,
} from './shop.ts';

const GIVE_UP_MS = 12_000;
/** Of a SELECT, of the two seconds that it may take. */
const SLOW_MS = 1500;
const SLOWEST_MS = 2000;
/** The statement promises five seconds after the death. */
const AFTER_DEATH_MS = 8000;

beforeEach(prepare);

describe('Many at once', () => {
  it('send one SELECT for forty reads of a product, at both instances together', async () => {
    let statements = 0;
    // What a busy machine has made longer than a SELECT may take says nothing of the program: then it is done once more.
    for (let round = 1; round <= 4; round += 1) {
      const product = await aStoredProduct();
      let answers: readonly HttpResponse[] = [];
      let tookMs = 0;
      statements = await countStatements(() =>
        whileNothingIsRead(3, SLOW_MS, async () => {
          const startedAt = performance.now();
          const report = await load(40, 40, (i) =>
            subjects[i % 2]!.get(pathOf(product), { timeoutMs: GIVE_UP_MS }),
          );
          tookMs = performance.now() - startedAt;
          expect(report.errors).toEqual([]);
          answers = report.values;
        }),
      );
      await step('one of 40 reads that arrived while there was no copy', () => {
        for (const answer of answers) expectProduct(answer, product);
      });
      if (statements === 1 || tookMs < SLOWEST_MS) break;
    }

    await step('statements that 40 reads of a product without a copy, at once, cost the database', () =>
      expect(statements).toBe(1),
    );
  });

  it('do not wait for loads of other products', async () => {
    const products: Product[] = [];
    for (let i = 0; i < 10; i += 1) products.push(await aStoredProduct());

    const waiting = await whileNothingIsRead(10, 3000, async () => {
      const report = await load(10, 10, (i) =>
        subjects[i % 2]!.get(pathOf(products[i]!), { timeoutMs: GIVE_UP_MS }),
      );
      await step('reads of ten products, none of which has a copy', () => {
        expect(report.errors).toEqual([]);
        for (const [i, answer] of report.values.entries()) expectProduct(answer, products[i]!);
      });
    });

    await step('SELECTs under way at the same time for ten products, five at each instance', () =>
      expect(waiting).toBe(10),
    );
    await expectKept('one of the ten products', random.pick(products));
  });

  it('are answered when the instance that loads is killed', async () => {
    const product = await aStoredProduct();
    const select = await stallRead(product);

    const lost = first.get(pathOf(product), { timeoutMs: GIVE_UP_MS }).catch(() => undefined);
    try {
      await select.untilReached();
      await first.kill();
    } finally {
      await select.release();
    }
    await lost;

    let isAnswered = false;
    try {
      await step('a read at instance 1 after instance 0 was killed in the middle of its SELECT', async () =>
        expectProduct(await second.get(pathOf(product), { timeoutMs: AFTER_DEATH_MS }), product),
      );
      isAnswered = true;
    } finally {
      await first.restart();
      // What waits for ever would go on in the next test.
      if (!isAnswered) await second.restart();
    }
    await expectKept('the product after the restart', product);
    await settle();
  });
});
