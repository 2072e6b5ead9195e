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
/** The statement promises five seconds after the death. */
const AFTER_DEATH_MS = 8000;

beforeEach(prepare);

describe('Many at once', () => {
  it('send one SELECT for forty reads of a product, at both instances together', async () => {
    const product = await aStoredProduct();
    let answers: readonly HttpResponse[] = [];

    const statements = await countStatements(() =>
      whileNothingIsRead(3, 400, async () => {
        const report = await load(40, 40, (i) =>
          subjects[i % 2]!.get(pathOf(product), { timeoutMs: GIVE_UP_MS }),
        );
        expect(report.errors).toEqual([]);
        answers = report.values;
      }),
    );

    await step('one of 40 reads that arrived while there was no copy', () => {
      for (const answer of answers) expectProduct(answer, product);
    });
    await step('statements that 40 reads of a product without a copy, at once, cost the database', () =>
      expect(statements).toBe(1),
    );
  });

  it('do not wait for loads of other products', async () => {
    const products: Product[] = [];
    for (let i = 0; i < 8; i += 1) products.push(await aStoredProduct());

    const waiting = await whileNothingIsRead(8, 3000, async () => {
      const report = await load(8, 8, (i) =>
        subjects[i % 2]!.get(pathOf(products[i]!), { timeoutMs: GIVE_UP_MS }),
      );
      await step('reads of eight products, none of which has a copy', () => {
        expect(report.errors).toEqual([]);
        for (const [i, answer] of report.values.entries()) expectProduct(answer, products[i]!);
      });
    });

    await step('SELECTs under way at the same time for eight products, four at each instance', () =>
      expect(waiting).toBe(8),
    );
    await expectKept('one of the eight products', random.pick(products));
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
