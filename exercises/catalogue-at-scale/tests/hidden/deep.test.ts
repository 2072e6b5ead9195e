import { eventually, services, step, subject } from '@touchstone/kit';
import {
  fillCatalogue,
  idsOf,
  inOrder,
  linkOf,
  readPage,
  someRows,
  type Page,
  type Row,
} from './catalogue.ts';

const SORTS = ['', 'name', '-name', 'price', '-price', 'updatedAt', '-updatedAt'];
const PAGE = 20;
const MOST_READ = 500;
const FIRST_ID = 1_000_000;
const EACH_SIDE = 100_000;

/** In the middle of everything that is laid around them later. */
let rows: Row[] = [];
/** The first page in each order, asked for before there was anything else. */
const firstPages = new Map<string, Page>();

/** As many products that come before all others in every order as come behind them. */
const LAY_AROUND = `
  INSERT INTO public.products (id, name, category, price, stock, updated_at)
  SELECT side * 2000000 + n, CASE side WHEN 0 THEN 'a' ELSE 'z' END || lpad(n::text, 6, '0'), 'bulk',
    side * 500000 + n, n % 3, '2020-01-01'::timestamptz + (side * 10 || ' years')::interval + n * interval '1 s'
  FROM generate_series(0, 1) AS side, generate_series(1, ${EACH_SIDE}) AS n`;

/** What PostgreSQL tells once the sessions that read have ended. */
async function countRowsRead(): Promise<number> {
  await subject.kill();
  await eventually(async () => {
    const sql = `SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE usename = 'app'`;
    expect(await services.postgres.query(sql)).toEqual([{ sessions: 0 }]);
  }, 8000);
  const [answer] = await services.postgres.query<{ read: number }>(`
    SELECT (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables)::float8
      + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes)::float8 AS read`);
  await subject.restart();
  return answer?.read ?? 0;
}

/** What was read when it was counted last: each count costs a restart. */
let readBefore = 0;

/** Since it was counted last; the sum is of all pages, so one bad order shows. */
async function expectFewRowsRead(what: string, pages: number): Promise<void> {
  const readNow = await countRowsRead();
  const read = readNow - readBefore;
  readBefore = readNow;
  await step(`rows that PostgreSQL read for ${what}, at most ${MOST_READ} for each of ${pages} pages`, () =>
    expect(read).toBeLessThanOrEqual(MOST_READ * pages),
  );
}

describe('Deep pages', () => {
  beforeAll(async () => {
    rows = someRows(2 * PAGE, (at) => ({
      id: FIRST_ID + at * 3,
      name: `m${String((at * 7) % 40).padStart(3, '0')}`,
      price: 300_000 + ((at * 11) % 40) * 9,
    }));
    await fillCatalogue(rows);
    for (const sort of SORTS) {
      const query = sort === '' ? '' : `&sort=${sort}`;
      firstPages.set(sort, await readPage(`/v2/products?limit=${PAGE}${query}`));
    }
    await services.postgres.run(`${LAY_AROUND}; ANALYZE public.products`);
    readBefore = await countRowsRead();
  });

  it('are read through an index in every order, 100 000 products from either end', async () => {
    for (const sort of SORTS) {
      const page = await step(`behind a place in the midst of 200 040 products, by ${sort || 'id'}`, () =>
        readPage(linkOf(firstPages.get(sort)!, 'next')),
      );
      expect(page.ids).toEqual(idsOf(inOrder(rows, sort)).slice(PAGE));
    }

    await expectFewRowsRead('pages in the midst of 200 040 products', SORTS.length);
  });

  it('are read through an index on the way back too', async () => {
    for (const sort of SORTS) {
      const second = await readPage(linkOf(firstPages.get(sort)!, 'next'));
      const page = await step(`before a place in the midst of 200 040 products, by ${sort || 'id'}`, () =>
        readPage(linkOf(second, 'prev')),
      );
      expect(page.ids).toEqual(idsOf(inOrder(rows, sort)).slice(0, PAGE));
    }

    await expectFewRowsRead('pages in the midst of 200 040 products, there and back', 2 * SORTS.length);
  });
});
