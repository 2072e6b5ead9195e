import { random, step, type TestDatabase } from '@touchstone/kit';
import {
  aRowOf,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  take,
  update,
  type Row,
  type Table,
} from './museum.ts';

const sheetOf = (museum: TestDatabase, columns = '*') =>
  museum.query(`SELECT ${columns} FROM public.loan_sheet ORDER BY loan_id`);

/** A museum in which both works are lent. */
async function openLending(more: Row = {}) {
  const museum = await openMuseum();
  const loans = [
    aRowOf.loans({ starts_on: '2027-02-20', ends_on: '2027-03-02', insured_for: 250.5, ...more }),
    aRowOf.loans({ work_id: HERE.otherWork, starts_on: '2028-02-20', ends_on: null, insured_for: 99 }),
  ] as const;
  for (const loan of loans) await take(museum, insert('loans', loan));
  return { museum, loans };
}

const nightsOf = async (museum: TestDatabase, id: number): Promise<unknown> =>
  (await museum.query('SELECT nights FROM public.loans WHERE id = $1', [id]))[0]?.['nights'];

describe('One fact in one place', () => {
  beforeAll(prepareMuseum);

  it('is listed in the sheet, with a row for each loan', async () => {
    const { museum, loans } = await openLending();
    const [title, artist, department, borrower] = Array.from({ length: 4 }, () => random.word());
    await take(museum, update('works', HERE.work, { title }));
    await take(museum, update('artists', HERE.artist, { name: artist }));
    await take(museum, update('departments', HERE.department, { name: department }));
    await take(museum, update('borrowers', HERE.borrower, { name: borrower }));

    expect((await sheetOf(museum))[0]).toEqual({
      loan_id: loans[0].id,
      inventory_number: '1923.1',
      title,
      artist,
      department,
      borrower,
      starts_on: '2027-02-20',
      ends_on: '2027-03-02',
      nights: 10,
      insured_for: 250.5,
    });
    await step('the loan without an end', async () =>
      expect((await sheetOf(museum, 'loan_id, artist, ends_on, nights'))[1]).toEqual({
        loan_id: loans[1].id,
        artist,
        ends_on: null,
        nights: null,
      }),
    );
  });

  it('has in each row what is true now', async () => {
    const { museum } = await openLending();
    const changes: readonly (readonly [Table, number, string, string])[] = [
      ['artists', HERE.artist, 'name', 'artist'],
      ['borrowers', HERE.borrower, 'name', 'borrower'],
      ['departments', HERE.department, 'name', 'department'],
    ];

    for (const [table, id, column, shown] of changes) {
      await step(`${table}.${column} is written anew`, async () => {
        const name = `${random.word()} the ${random.word()}`;
        await take(museum, update(table, id, { [column]: name }));
        expect(await sheetOf(museum, shown)).toEqual([{ [shown]: name }, { [shown]: name }]);
      });
    }
    await step('another artist is found to have made the work', async () => {
      const artist = aRowOf.artists();
      await take(museum, insert('artists', artist));
      await take(museum, update('works', HERE.work, { artist_id: artist.id }));
      expect((await sheetOf(museum, 'artist'))[0]).toEqual({ artist: artist.name });
    });
  });

  it('lists works of nobody knows whom, and no loan that is cancelled', async () => {
    const { museum, loans } = await openLending();
    await take(museum, update('works', HERE.otherWork, { artist_id: null }));
    await take(museum, update('loans', loans[0].id, { cancelled_at: '2026-01-05 12:00+00' }));

    expect(await sheetOf(museum, 'loan_id, artist')).toEqual([{ loan_id: loans[1].id, artist: null }]);
  });

  it('keeps what a loan is insured for when the work is valued anew', async () => {
    const { museum } = await openLending();

    await take(museum, update('works', HERE.work, { value: 777_000, valued_on: '2026-11-01' }));

    expect((await sheetOf(museum, 'insured_for'))[0]).toEqual({ insured_for: 250.5 });
  });

  it('counts the nights again when the days of a loan change', async () => {
    const { museum, loans } = await openLending({ starts_on: '2028-02-28', ends_on: '2028-03-01' });
    const { id } = loans[0];
    await step('a leap year', async () => expect(await nightsOf(museum, id)).toBe(2));

    await step('the loan is extended', async () => {
      await take(museum, update('loans', id, { ends_on: '2028-03-08' }));
      expect(await nightsOf(museum, id)).toBe(9);
    });
    await step('the loan begins earlier', async () => {
      await take(museum, update('loans', id, { starts_on: '2028-02-27' }));
      expect(await nightsOf(museum, id)).toBe(10);
    });
    await step('the loan has no end any more', async () => {
      await take(museum, update('loans', id, { ends_on: null }));
      expect(await nightsOf(museum, id)).toBe(null);
    });
  });

  it('lets nobody write other nights', async () => {
    const { museum, loans } = await openLending();
    const { id } = loans[0];
    const { sql, params } = update('loans', id, { nights: 999 });

    // Refused, or without effect: both are right.
    const refusal = await museum.refusal(sql, params);
    if (refusal === null) await take(museum, { sql, params });

    expect(await nightsOf(museum, id)).toBe(10);
  });
});
