import { random, step, type SqlRow } from '@touchstone/kit';
import { isBeginningOf, listIndexes, MIB, MOST_MIB, watchParcels } from './indexes.ts';
import {
  CONTAINERS,
  cursorOf,
  database,
  emailOf,
  expectPlan,
  expectSomeIndex,
  FIRST_PAGE,
  FIXED,
  LARGE_DEPOT,
  LARGE_SHOPS,
  ORIGINAL,
  plansOfProduct,
  PREPARATIONS,
  SHORT_DAY,
  SMALL_SHOPS,
  someBeginning,
  someDays,
  someNewCustomer,
  someoneWithReturns,
  somePlainParcel,
  traced,
} from './product.ts';

for (const prepare of PREPARATIONS) beforeAll(prepare);

describe('Fixed queries', () => {
  it('reads the latest events of a parcel in their order', async () => {
    const container = await database().explain(FIXED.history, [random.pick(CONTAINERS)]);
    const parcel = await database().explain(FIXED.history, [somePlainParcel()]);

    await step('history of a container', () => expectPlan(container, { sorts: false, pages: 100 }));
    await step('history of a parcel', () => expectPlan(parcel, { pages: 100 }));
  });

  it('counts the events of a depot from an index alone', async () => {
    const day = await database().explain(FIXED.board, [LARGE_DEPOT, ...someDays(1)]);
    const weeks = await database().explain(FIXED.board, [random.integer(3, 39), ...someDays(21)]);

    await step('board of the largest depot, one day', () => expectPlan(day, { indexOnly: true, pages: 100 }));
    await step('board of a small depot, three weeks', () =>
      expectPlan(weeks, { indexOnly: true, pages: 100 }),
    );
  });

  it('takes the work of a depot in the order of an index', async () => {
    const plan = await database().explain(FIXED.worklist, [LARGE_DEPOT]);

    await step('worklist of the largest depot', () => expectPlan(plan, { sorts: false, pages: 150 }));
  });

  it('finds who signs in, however the address is written', async () => {
    const email = await emailOf(somePlainParcel() % 30_000);
    const plan = await database().explain(FIXED.signIn, [email.toUpperCase()]);

    await step('sign-in', () => expectPlan(plan, { pages: 20 }));
  });

  it('finds customers by the beginning of their name', async () => {
    const plan = await database().explain(FIXED.byName, [await someBeginning()]);

    await step('customers by name', () => expectPlan(plan, { pages: 100 }));
  });
});

describe('Same answers', () => {
  it('pages through all parcels of a shop, each once', async () => {
    for (const shop of random.shuffle(SMALL_SHOPS).slice(0, 2)) {
      const all = await database().query(ORIGINAL.shop, [shop]);
      const paged: SqlRow[] = [];
      let page = await database().learner.query('queries/shop-parcels.sql', [shop, ...FIRST_PAGE]);
      while (page.length > 0 && paged.length < all.length) {
        paged.push(...page);
        page = await database().learner.query('queries/shop-parcels.sql', [shop, ...cursorOf(page.at(-1))]);
      }
      await step(`rows of the pages of shop ${shop}`, () => expect(paged).toEqual(all));
      await step(`rows behind the last page of shop ${shop}`, () => expect(page).toEqual([]));
    }
  });

  it('finds each parcel of a person once', async () => {
    const email = await emailOf(await someoneWithReturns());
    const rows = await database().query(ORIGINAL.person, [email]);
    for (const written of [email, email.toUpperCase()]) {
      await step(`parcels of ${written}`, async () =>
        expect(await database().learner.query('queries/person.sql', [written])).toEqual(rows),
      );
    }
  });

  it('counts the same events of a day in Berlin', async () => {
    const rows = await database().query(
      `SELECT (at AT TIME ZONE 'Europe/Berlin')::date AS day, kind, count(*) AS events FROM events
       WHERE at >= timestamptz '${SHORT_DAY} 00:00Z' - interval '2 days' AND at < timestamptz '${SHORT_DAY} 00:00Z' + interval '3 days'
       GROUP BY day, kind ORDER BY day, kind`,
    );
    for (const day of ['2026-03-28', SHORT_DAY, '2026-03-30']) {
      const expected = rows.filter((row) => row['day'] === day).map(({ kind, events }) => ({ kind, events }));
      await step(`report of ${day}`, async () =>
        expect(await database().learner.query('queries/day-report.sql', [day])).toEqual(expected),
      );
    }
  });
});

describe('Rewritten queries', () => {
  it('reads no more for a deep page than for the first', async () => {
    const shop = random.pick(LARGE_SHOPS);
    const [deep] = await database().query(`${ORIGINAL.shop} OFFSET 4000 LIMIT 1`, [shop]);
    const pages = [
      ['first page', FIRST_PAGE],
      ['page behind 4000 parcels', cursorOf(deep)],
    ] as const;
    for (const [name, cursor] of pages) {
      const plan = await database().learner.explain('queries/shop-parcels.sql', [shop, ...cursor]);
      await step(name, () => expectPlan(plan, { pages: 150 }));
    }
  });

  it('finds the parcels of a person by indexes alone', async () => {
    const email = await emailOf(await someoneWithReturns());
    const plan = await database().learner.explain('queries/person.sql', [email]);

    await step('parcels of a person', () => expectPlan(plan, { pages: 150 }));
  });

  it('reads the events of one day only', async () => {
    const [from] = someDays(1);
    const plan = await database().learner.explain('queries/day-report.sql', [from.slice(0, 10)]);

    await step('report of a day', () => expectPlan(plan, { pages: 800 }));
  });
});

describe('Writes', () => {
  it('deletes a customer without reading all parcels', async () => {
    const { scans } = await watchParcels('DELETE FROM customers WHERE id = $1', [someNewCustomer()]);

    await step('how often parcels is read from end to end for the delete of one customer', () =>
      expect(scans).toBe(0),
    );
  });

  it('writes to no index when a parcel is seen', async () => {
    await expectSomeIndex();
    const first = somePlainParcel() % 1000;

    const seen = await watchParcels(
      'UPDATE parcels SET seen_at = now() WHERE id IN (SELECT $1::int + 2000 * g FROM generate_series(1, 40) AS g)',
      [first],
    );

    await step('updates of seen_at, and those of them that wrote to no index', () =>
      expect(seen).toMatchObject({ updates: 40, hot_updates: 40 }),
    );
  });

  it('has no index that no query uses', async () => {
    const used = new Set((await plansOfProduct()).flatMap((plan) => plan.indexes));
    const idle = (await listIndexes()).filter(({ name, is_key }) => !is_key && !used.has(name));

    await step('indexes that no query uses', () => expect(idle.map(({ name }) => name)).toEqual([]));
  });

  it('has no index that another one stands in for', async () => {
    const indexes = await listIndexes();
    const spare = indexes
      .filter(({ is_unique }) => !is_unique)
      .flatMap((index) => {
        const other = indexes.find((each) => each.name !== index.name && isBeginningOf(index, each));
        return other ? [`${index.name}: ${other.name} begins with the same columns`] : [];
      });

    await step('indexes that can go', () => expect(spare).toEqual([]));
  });

  it('keeps to the number and the size of indexes', async () => {
    await expectSomeIndex();
    const indexes = await listIndexes();
    const ofEvents = indexes.filter(({ on }) => on === 'events').map(({ name }) => name);
    await step(`indexes on events: ${ofEvents.join(', ')}`, () =>
      expect(ofEvents.length).toBeLessThanOrEqual(3),
    );
    for (const [table, most] of Object.entries(MOST_MIB)) {
      const bytes = indexes.filter(({ on }) => on === table).reduce((sum, index) => sum + index.bytes, 0);
      await step(`MiB of all indexes on ${table}`, () =>
        expect(Math.round((bytes / MIB) * 10) / 10).toBeLessThanOrEqual(most),
      );
    }
  });
});

describe('Roll-out', () => {
  it('builds every index while others write', async () => {
    await expectSomeIndex();
    const blocking = traced().filter((statement) =>
      ['customers', 'parcels', 'events'].some(
        (table) => statement.goesThrough(table) && statement.blocksWrites(table),
      ),
    );

    await step('statements that keep writers out while they read a table', () =>
      expect(blocking.map(({ line, sql }) => `line ${line}: ${sql}`)).toEqual([]),
    );
  });
});
