import { eventually, load, services, step, subjects } from '@touchstone/kit';
import {
  aProduct,
  aStoredProduct,
  atAnotherPrice,
  countStatements,
  expectKept,
  expectProduct,
  keyOf,
  pathOf,
  prepare,
  put,
  settle,
  whileNothingIsRead,
  type Product,
} from './shop.ts';

const { redis } = services;
/** The statement promises an answer within two seconds; the rest is room for a slow machine. */
const PATIENCE_MS = 4500;

let wasAway = false;

async function whileStopped(work: () => Promise<void>): Promise<void> {
  await expectKept('a product, before Redis goes away', await aStoredProduct());
  wasAway = true;
  await redis.stop();
  await work().finally(() => redis.start());
}

async function whileSilent(work: () => Promise<void>): Promise<void> {
  await expectKept('a product, before Redis goes away', await aStoredProduct());
  wasAway = true;
  await redis.pause();
  await work().finally(() => redis.resume());
}

/** Everything at once: a program that waits for Redis would otherwise be waited for time and again. */
async function expectService(product: Product): Promise<void> {
  const missing = aProduct();
  await Promise.all(
    subjects.map((instance) =>
      step(`instance ${instance.index} while Redis is away`, async () => {
        const within = { timeoutMs: PATIENCE_MS };
        const changed = atAnotherPrice(await aStoredProduct());
        await Promise.all([
          step('read of a product', async () =>
            expectProduct(await instance.get(pathOf(product), within), product),
          ),
          step('read of a product that does not exist', async () =>
            expect(await instance.get(pathOf(missing), within)).toHaveStatus(404),
          ),
          step('PUT', async () => expect(await put(instance, changed, within)).toHaveStatus(200)),
        ]);
      }),
    ),
  );
}

beforeEach(prepare);

describe('Redis is away', () => {
  afterEach(async () => {
    if (wasAway) await settle();
    wasAway = false;
  });

  it('answers from the database when Redis refuses connections', async () => {
    const product = await aStoredProduct();

    await whileStopped(async () => {
      await expectService(product);
      for (const instance of subjects) {
        const changed = atAnotherPrice(product);
        await put(instance, changed, { timeoutMs: PATIENCE_MS });
        await step(`read after a PUT at instance ${instance.index} while Redis is away`, async () =>
          expectProduct(await instance.get(pathOf(product), { timeoutMs: PATIENCE_MS }), changed),
        );
      }
    });
  });

  it('answers from the database when Redis is silent', async () => {
    const product = await aStoredProduct();

    await whileSilent(() => expectService(product));
  });

  it('sends one SELECT at a time for each product and instance meanwhile', async () => {
    const product = await aStoredProduct();

    await whileStopped(async () => {
      const waiting = await whileNothingIsRead(3, 600, async () => {
        const report = await load(40, 40, (i) =>
          subjects[i % 2]!.get(pathOf(product), { timeoutMs: PATIENCE_MS }),
        );
        await step('one of 40 reads at once while Redis is away', () => {
          expect(report.errors).toEqual([]);
          for (const answer of report.values) expectProduct(answer, product);
        });
      });

      await step('SELECTs for one product under way at the same time, at two instances, for 40 reads', () => {
        expect(waiting).toBeGreaterThan(0);
        expect(waiting).toBeLessThanOrEqual(2);
      });
    });
  });

  it('uses Redis again when it is back, empty', async () => {
    const product = await aStoredProduct();
    await whileStopped(async () => {
      for (const instance of subjects) {
        await step(`read at instance ${instance.index} while Redis is away`, async () =>
          expectProduct(await instance.get(pathOf(product), { timeoutMs: PATIENCE_MS }), product),
        );
      }
    });

    for (const instance of subjects) {
      await step(
        `statements of a second read at instance ${instance.index}, three seconds after Redis came back`,
        () =>
          eventually(async () => {
            await redis.command('DEL', keyOf(product));
            expectProduct(await instance.get(pathOf(product)), product);
            expect(await countStatements(() => instance.get(pathOf(product)))).toBe(0);
          }, 4500),
      );
    }
  });
});
