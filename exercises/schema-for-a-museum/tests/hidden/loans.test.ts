import { random, step } from '@touchstone/kit';
import {
  aRowOf,
  atOnce,
  CODES,
  finish,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  outcomeOf,
  settle,
  take,
  update,
  type Row,
  type Statement,
} from './museum.ts';

const CANCELLED = '2026-01-05 12:00+00';

/** A day of a year that the test has drawn, `days` from 1 June. */
function aCalendar(): (days: number) => string {
  const start = Date.UTC(random.integer(2027, 2060), 5, 1);
  return (days) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);
}

const loan = (starts_on: string, ends_on: string | null, more: Row = {}): Statement =>
  insert('loans', { starts_on, ends_on, ...more });

describe('Loans of a work', () => {
  beforeAll(prepareMuseum);

  it('may follow each other, on the day of return at the earliest', async () => {
    const museum = await openMuseum();
    const day = aCalendar();

    await step('a loan', () => take(museum, loan(day(0), day(30))));
    await step('one that begins on the day of its return', () => take(museum, loan(day(30), day(31))));
    await step('one that ends on the day it begins', () => take(museum, loan(day(-9), day(0))));
    await step('one without an end, behind them', () => take(museum, loan(day(31), null)));
    await step('another work in the same nights', () =>
      take(museum, loan(day(0), day(30), { work_id: HERE.otherWork })),
    );
  });

  it('never share a night', async () => {
    const museum = await openMuseum();
    const day = aCalendar();
    await take(museum, loan(day(0), day(30)));
    const impossible: readonly (readonly [string, Statement])[] = [
      ['the same nights', loan(day(0), day(30))],
      ['the first night', loan(day(-5), day(1))],
      ['the last night', loan(day(29), day(40))],
      ['a night in the middle', loan(day(10), day(11))],
      ['all of them and more', loan(day(-1), day(31))],
    ];

    for (const [what, statement] of impossible)
      await step(what, async () => expect(await outcomeOf(museum, statement, CODES.twice)).toBe('refused'));
  });

  it('leave no night free behind a loan without an end', async () => {
    const museum = await openMuseum();
    const day = aCalendar();
    await take(museum, loan(day(0), null));
    await take(museum, loan(day(10), day(20), { work_id: HERE.otherWork }));
    const impossible: readonly (readonly [string, Statement])[] = [
      ['a loan while the work is away until further notice', loan(day(400), day(410))],
      ['another one without an end', loan(day(100), null)],
      ['one without an end that runs into a later one', loan(day(0), null, { work_id: HERE.otherWork })],
    ];

    for (const [what, statement] of impossible)
      await step(what, async () => expect(await outcomeOf(museum, statement, CODES.twice)).toBe('refused'));
    await step('a loan before it', () => take(museum, loan(day(-10), day(0))));
  });

  it('do not count when they are cancelled', async () => {
    const museum = await openMuseum();
    const day = aCalendar();
    const cancelled = aRowOf.loans({ starts_on: day(0), ends_on: day(30) });
    await take(museum, insert('loans', cancelled));

    await take(museum, update('loans', cancelled.id, { cancelled_at: CANCELLED }));

    await step('the same nights, after the loan was cancelled', () => take(museum, loan(day(0), day(30))));
    await step('a cancelled one in nights that are taken', () =>
      take(museum, loan(day(2), day(5), { cancelled_at: CANCELLED })),
    );
  });

  it('share no night after an update either', async () => {
    const museum = await openMuseum();
    const day = aCalendar();
    const [early, late, cancelled, elsewhere] = [
      aRowOf.loans({ starts_on: day(0), ends_on: day(10) }),
      aRowOf.loans({ starts_on: day(10), ends_on: day(20) }),
      aRowOf.loans({ starts_on: day(5), ends_on: day(15), cancelled_at: CANCELLED }),
      aRowOf.loans({ starts_on: day(5), ends_on: day(15), work_id: HERE.otherWork }),
    ];
    for (const row of [early, late, cancelled, elsewhere]) await take(museum, insert('loans', row));
    const impossible: readonly (readonly [string, Statement])[] = [
      ['a loan is extended into the next one', update('loans', early.id, { ends_on: day(11) })],
      ['a loan has no end any more', update('loans', early.id, { ends_on: null })],
      ['a loan begins earlier', update('loans', late.id, { starts_on: day(9) })],
      ['a cancelled loan is not cancelled after all', update('loans', cancelled.id, { cancelled_at: null })],
      ['a loan is of another work', update('loans', elsewhere.id, { work_id: HERE.work })],
    ];

    for (const [what, statement] of impossible)
      await step(what, async () => expect(await outcomeOf(museum, statement, CODES.twice)).toBe('refused'));
    await step('a loan is cut short', () => take(museum, update('loans', early.id, { ends_on: day(3) })));
    await step('the next one begins there', () =>
      take(museum, update('loans', late.id, { starts_on: day(3) })),
    );
  });

  it('have one night at least', async () => {
    const museum = await openMuseum();
    const day = aCalendar();

    await step('back on the day it leaves', async () =>
      expect(await outcomeOf(museum, loan(day(7), day(7)))).toBe('refused'),
    );
    await step('back before it leaves', async () =>
      expect(await outcomeOf(museum, loan(day(7), day(6)))).toBe('refused'),
    );
    await step('back on the day it leaves, cancelled', async () =>
      expect(await outcomeOf(museum, loan(day(7), day(7), { cancelled_at: CANCELLED }))).toBe('refused'),
    );
    await step('one night', () => take(museum, loan(day(7), day(8))));
  });

  it('are one when two programs lend the work at the same time', async () => {
    const museum = await openMuseum();
    const day = aCalendar();

    await step('two new loans', async () =>
      expect(await atOnce(museum, loan(day(0), day(9)), loan(day(8), null))).toEqual(['refused', 'taken']),
    );
    await step('loans of two works', async () =>
      expect(
        await atOnce(museum, loan(day(-9), day(-5)), loan(day(0), day(9), { work_id: HERE.otherWork })),
      ).toEqual(['taken', 'taken']),
    );
  });

  it('are one also for a program that cannot see the other’s', async () => {
    const museum = await openMuseum();
    const day = aCalendar();
    const late = await museum.connect();
    await late.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await late.query('SELECT count(*) FROM public.loans');
    await take(museum, loan(day(0), day(9)));

    await step('a loan in a transaction that began before the other one, at REPEATABLE READ', async () =>
      expect(await finish(late, await settle(late, loan(day(8), day(12)), CODES.rival))).toBe('refused'),
    );
  });
});
