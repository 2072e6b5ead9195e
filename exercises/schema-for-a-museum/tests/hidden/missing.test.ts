import { random, step } from '@touchstone/kit';
import {
  aRowOf,
  CODES,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  outcomeOf,
  TABLES,
  take,
  update,
  type Statement,
} from './museum.ts';

/** Rows of these builders have nothing that may be missing, but for the end of a loan. */
const mayBeMissing = (column: string): boolean => column === 'ends_on';

async function readOnly(museum: Awaited<ReturnType<typeof openMuseum>>, sql: string): Promise<unknown> {
  return Object.values((await museum.query(sql))[0] ?? {})[0];
}

describe('What is missing', () => {
  beforeAll(prepareMuseum);

  it('is refused wherever every row has something', async () => {
    const museum = await openMuseum();

    for (const table of TABLES)
      for (const column of Object.keys(aRowOf[table]()).filter((name) => !mayBeMissing(name)))
        await step(`null in ${table}.${column}`, async () =>
          expect(await outcomeOf(museum, insert(table, { [column]: null }))).toBe('refused'),
        );
    await step('null in pictures.is_cover', async () =>
      expect(await outcomeOf(museum, insert('pictures', { is_cover: null }))).toBe('refused'),
    );
  });

  it('is taken wherever it may be missing', async () => {
    const museum = await openMuseum();

    for (const table of TABLES) {
      const more = table === 'loans' ? { ends_on: null } : {};
      await step(`a row in ${table} with nothing that may be missing`, () =>
        take(museum, insert(table, more)),
      );
    }
    await step('a picture that nobody called a cover', async () =>
      expect(await readOnly(museum, 'SELECT is_cover FROM public.pictures')).toBe(false),
    );
  });

  it('is a value together with its day, or neither', async () => {
    const museum = await openMuseum();
    const value = random.integer(1, 90_000);
    const impossible: readonly (readonly [string, Statement])[] = [
      ['a new work with a value and no day', insert('works', { value })],
      ['a new work with a day and no value', insert('works', { valued_on: '2026-02-01' })],
      ['a work that loses its day', update('works', HERE.work, { valued_on: null })],
      ['a work that loses its value', update('works', HERE.work, { value: null })],
    ];
    await step('both', () => take(museum, update('works', HERE.work, { value, valued_on: '2026-02-01' })));

    for (const [what, statement] of impossible)
      await step(what, async () => expect(await outcomeOf(museum, statement)).toBe('refused'));
    await step('neither', () => take(museum, update('works', HERE.work, { value: null, valued_on: null })));
  });

  it('is no note to a bad grade', async () => {
    const museum = await openMuseum();

    for (const grade of [1, 2])
      await step(`grade ${grade} without a note`, async () =>
        expect(await outcomeOf(museum, insert('condition_reports', { grade }))).toBe('refused'),
      );
    await step('grade 2 with a note', () =>
      take(museum, insert('condition_reports', { grade: 2, note: random.word() })),
    );
    await step('grade 3 without one', () =>
      take(museum, insert('condition_reports', { grade: 3, work_id: HERE.otherWork })),
    );
  });

  it('is the shelf of a room that is there once', async () => {
    const museum = await openMuseum();
    const place = { building: random.word(), room: String(random.integer(1, 99)) };
    await step('a room and two shelves in it', async () => {
      await take(museum, insert('places', place));
      await take(museum, insert('places', { ...place, shelf: 'a' }));
      await take(museum, insert('places', { ...place, shelf: 'b' }));
    });

    await step('one of the shelves again', async () =>
      expect(await outcomeOf(museum, insert('places', { ...place, shelf: 'a' }), CODES.twice)).toBe(
        'refused',
      ),
    );
    await step('the room without a shelf again', async () =>
      expect(await outcomeOf(museum, insert('places', place), CODES.twice)).toBe('refused'),
    );
  });

  it('is the e-mail address of any number of borrowers', async () => {
    const museum = await openMuseum();

    for (const which of ['one', 'another', 'a third'])
      await step(`${which} borrower without an address`, () =>
        take(museum, insert('borrowers', { email: null })),
      );
  });
});
