import { random, step } from '@touchstone/kit';
import {
  CODES,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  outcomeOf,
  take,
  update,
  type Row,
} from './museum.ts';

const report = (examined_at: string, more: Row = {}) => insert('condition_reports', { examined_at, ...more });

/** Loans that never meet. */
const loanFor = (insured_for: unknown, year: number) =>
  insert('loans', { insured_for, starts_on: `${year}-01-01`, ends_on: `${year}-02-01` });

describe('Money and moments', () => {
  beforeAll(prepareMuseum);

  it('add up to the cent', async () => {
    const museum = await openMuseum();
    for (let year = 2030; year < 2040; year += 1) await take(museum, loanFor('0.10', year));
    await take(museum, update('works', HERE.work, { value: '999999999999.99', valued_on: '2026-01-01' }));

    await step('ten loans insured for 0.10 each', async () =>
      expect(await museum.query('SELECT sum(insured_for) AS total FROM public.loans')).toEqual([
        { total: 1 },
      ]),
    );
    await step('the largest value, less a cent', async () =>
      expect(await museum.query('SELECT value - 0.01 AS less FROM public.works WHERE id = 51')).toEqual([
        { less: 999_999_999_999.98 },
      ]),
    );
  });

  it('have no fractions of a cent', async () => {
    const museum = await openMuseum();
    const amount = `${random.integer(1, 9000)}.${random.integer(10, 99)}${random.integer(1, 9)}`;

    await step(`a loan insured for ${amount}`, async () =>
      expect(await outcomeOf(museum, loanFor(amount, 2030))).toBe('refused'),
    );
    await step(`a work of ${amount} euros`, async () =>
      expect(
        await outcomeOf(museum, update('works', HERE.work, { value: amount, valued_on: '2026-01-01' })),
      ).toBe('refused'),
    );
  });

  it('are within their limits', async () => {
    const museum = await openMuseum();
    const amounts = ['0', '-1', '1000000000000', 'NaN', 'Infinity'];

    for (const amount of amounts) {
      await step(`a loan insured for ${amount}`, async () =>
        expect(await outcomeOf(museum, loanFor(amount, 2030))).toBe('refused'),
      );
      await step(`a work of ${amount} euros`, async () =>
        expect(await outcomeOf(museum, insert('works', { value: amount, valued_on: '2026-01-01' }))).toBe(
          'refused',
        ),
      );
    }
    await step('a loan insured for a cent', () => take(museum, loanFor('0.01', 2030)));
  });

  it('are one when two reports tell one moment in two zones', async () => {
    const museum = await openMuseum();
    await take(museum, report('2026-03-29 01:30+00'));

    await step('the same moment, in another zone', async () =>
      expect(await outcomeOf(museum, report('2026-03-29 03:30+02'), CODES.twice)).toBe('refused'),
    );
    await step('the same moment, with another grade, by somebody', async () => {
      const other = report('2026-03-29 01:30+00', { grade: 4, examiner_id: HERE.curator });
      expect(await outcomeOf(museum, other, CODES.twice)).toBe('refused');
    });
    await step('the same moment of another work', () =>
      take(
        museum,
        insert('condition_reports', { work_id: HERE.otherWork, examined_at: '2026-03-29 03:30+02' }),
      ),
    );
  });

  it('are two in the hour that a clock goes through twice', async () => {
    const museum = await openMuseum();
    const moments = ['2026-10-25 02:30+02', '2026-10-25 02:30+01'];

    for (const moment of moments) await step(`a report of ${moment}`, () => take(museum, report(moment)));

    expect(
      await museum.query(
        'SELECT extract(epoch FROM max(examined_at) - min(examined_at))::int AS seconds FROM public.condition_reports',
      ),
    ).toEqual([{ seconds: 3600 }]);
  });
});
