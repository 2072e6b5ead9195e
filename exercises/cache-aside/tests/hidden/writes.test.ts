import { random, step, subjects } from '@touchstone/kit';
import {
  aStoredProduct,
  atAnotherPrice,
  expectKept,
  expectProduct,
  first,
  pathOf,
  prepare,
  put,
  second,
  stallCommit,
  stallRead,
} from './shop.ts';

const GIVE_UP_MS = 12_000;

beforeEach(prepare);

describe('After a write', () => {
  it('shows the new price at both instances once PUT has answered', async () => {
    let product = await aStoredProduct();
    await expectKept('the price before any change', product);

    for (let change = 1; change <= 4; change += 1) {
      product = atAnotherPrice(product);
      const instance = change < 3 ? subjects[change % 2]! : random.pick(subjects);
      await step(`PUT at instance ${instance.index}`, async () =>
        expect(await put(instance, product)).toHaveStatus(200),
      );
      await expectKept(`the price after change ${change}`, product);
    }
  });

  it('shows the new price after a PUT during whose commit the product was read', async () => {
    const product = await aStoredProduct();
    const changed = atAnotherPrice(product);
    const commit = await stallCommit(product);

    const writing = put(first, changed, { timeoutMs: GIVE_UP_MS });
    try {
      await commit.untilReached();
      await step('a read while the PUT is under way', async () =>
        expect(await second.get(pathOf(product))).toHaveStatus(200),
      );
    } finally {
      await commit.release();
    }
    await step('the PUT', async () => expect(await writing).toHaveStatus(200));

    await expectKept('the price after the PUT was answered', changed);
  });

  it('keeps no old row that a slow read brings after the PUT', async () => {
    const product = await aStoredProduct();
    const changed = atAnotherPrice(product);
    const load = await stallRead(product);

    const reading = first.get(pathOf(product), { timeoutMs: GIVE_UP_MS });
    try {
      await load.untilReached();
      await step('PUT at the other instance while a SELECT for the product is under way', async () =>
        expect(await put(second, changed)).toHaveStatus(200),
      );
    } finally {
      await load.release();
    }
    await step('the slow read', async () => expect(await reading).toHaveStatus(200));

    await expectKept('the price after the PUT, and after a slow read of the old row', changed);
  });

  it('does not answer a read after the PUT with what is being loaded since before it', async () => {
    const product = await aStoredProduct();
    const changed = atAnotherPrice(product);
    const load = await stallRead(product);

    const slow = first.get(pathOf(product), { timeoutMs: GIVE_UP_MS });
    let late;
    try {
      await load.untilReached();
      await step('PUT at the other instance while a SELECT for the product is under way', async () =>
        expect(await put(second, changed)).toHaveStatus(200),
      );
      late = first.get(pathOf(product), { timeoutMs: GIVE_UP_MS });
      // Time to be taken in: once the old load is released, a wrong answer must not be a matter of luck.
      for (let time = 0; time < 5; time += 1) await first.get('/healthz');
    } finally {
      await load.release();
    }

    await slow;
    await step('a read that began after the PUT, at the instance with the slow SELECT', async () =>
      expectProduct(await late, changed),
    );
    await expectKept('the price after the PUT, and after both reads', changed);
  });
});
