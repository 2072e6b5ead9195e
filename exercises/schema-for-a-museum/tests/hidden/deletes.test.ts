import { step, type SqlRow, type TestDatabase } from '@touchstone/kit';
import {
  CODES,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  outcomeOf,
  remove,
  take,
  update,
  type Statement,
} from './museum.ts';

const { artist, borrower, curator, department, head, otherDepartment, otherWork, place, work } = HERE;

const countOf = async (museum: TestDatabase, table: string): Promise<SqlRow[]> =>
  museum.query(`SELECT count(*) AS rows FROM public.${table}`);

describe('What goes and what stays', () => {
  beforeAll(prepareMuseum);

  it('stays while others need it', async () => {
    const museum = await openMuseum();
    await take(museum, update('works', otherWork, { place_id: place }));
    await take(museum, insert('loans', { cancelled_at: '2026-01-05 12:00+00' }));
    const needed: readonly (readonly [string, Statement])[] = [
      ['a borrower with a loan', remove('borrowers', borrower)],
      ['a work with a cancelled loan', remove('works', work)],
      ['a place with a work', remove('places', place)],
      ['a department with curators', remove('departments', otherDepartment)],
      ['a department with curators and works', remove('departments', department)],
    ];

    for (const [what, statement] of needed)
      await step(what, async () =>
        expect(await outcomeOf(museum, statement, CODES.reference)).toBe('refused'),
      );
  });

  it('goes with its work: pictures and reports', async () => {
    const museum = await openMuseum();
    await take(museum, insert('pictures'));
    await take(museum, insert('pictures', { work_id: otherWork, is_cover: true }));
    await take(museum, insert('condition_reports'));
    await take(museum, insert('condition_reports', { work_id: otherWork }));

    await take(museum, remove('works', work));

    await step('pictures that are left', async () =>
      expect(await museum.query('SELECT work_id FROM public.pictures')).toEqual([{ work_id: otherWork }]),
    );
    await step('reports that are left', async () =>
      expect(await museum.query('SELECT work_id FROM public.condition_reports')).toEqual([
        { work_id: otherWork },
      ]),
    );
  });

  it('is a work whose artist is deleted', async () => {
    const museum = await openMuseum();

    await take(museum, remove('artists', artist));

    expect(await museum.query('SELECT id, artist_id FROM public.works ORDER BY id')).toEqual([
      { id: work, artist_id: null },
      { id: otherWork, artist_id: null },
    ]);
  });

  it('is all that a curator did, when they leave', async () => {
    const museum = await openMuseum();
    await take(museum, update('works', work, { keeper_id: curator }));
    await take(museum, update('curators', HERE.headElsewhere, { mentor_id: curator }));
    await take(museum, insert('condition_reports', { examiner_id: curator }));

    await step('a keeper, mentor and examiner leaves', async () => {
      await take(museum, remove('curators', curator));
      expect(
        await museum.query('SELECT department_id, keeper_id FROM public.works WHERE id = $1', [work]),
      ).toEqual([{ department_id: department, keeper_id: null }]);
      expect(
        await museum.query('SELECT mentor_id FROM public.curators WHERE id = $1', [HERE.headElsewhere]),
      ).toEqual([{ mentor_id: null }]);
      expect(await museum.query('SELECT examiner_id FROM public.condition_reports')).toEqual([
        { examiner_id: null },
      ]);
    });
    await step('a head leaves', async () => {
      await take(museum, remove('curators', head));
      expect(
        await museum.query('SELECT id, head_id FROM public.departments WHERE id = $1', [department]),
      ).toEqual([{ id: department, head_id: null }]);
      expect(await countOf(museum, 'works')).toEqual([{ rows: 2 }]);
    });
  });
});
