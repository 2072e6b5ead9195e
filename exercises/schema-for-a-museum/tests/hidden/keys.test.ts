import { random, step } from '@touchstone/kit';
import {
  aRowOf,
  atOnce,
  CODES,
  freshId,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  outcomeOf,
  TABLES,
  take,
  update,
  type Row,
  type Statement,
  type Table,
} from './museum.ts';

/** Whichever of them it is. */
const ONE_OF_TWO = ['refused', 'taken'];

/** Columns that refer to a row elsewhere. */
const REFERENCES: readonly (readonly [Table, string])[] = [
  ['curators', 'department_id'],
  ['curators', 'mentor_id'],
  ['works', 'artist_id'],
  ['works', 'department_id'],
  ['works', 'keeper_id'],
  ['works', 'place_id'],
  ['pictures', 'work_id'],
  ['loans', 'work_id'],
  ['loans', 'borrower_id'],
  ['condition_reports', 'work_id'],
  ['condition_reports', 'examiner_id'],
];

/** An address that has letters, in another case. */
function anAddress(): { written: string; otherwise: string } {
  const [name, host] = [random.word(), random.word()];
  const first = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return { written: `${first}@${host}.example`, otherwise: `${name}@${host.toUpperCase()}.example` };
}

describe('Keys and references', () => {
  beforeAll(prepareMuseum);

  it('refuse a second row with the id of the first, in every table', async () => {
    const museum = await openMuseum();

    for (const table of TABLES.filter((name) => name !== 'condition_reports')) {
      await step(`two rows with one id in ${table}`, async () => {
        const id = freshId();
        // Pictures and loans of one work could be in each other's way otherwise.
        await take(museum, insert(table, { id }));
        const second: Row = table === 'loans' ? { id, work_id: HERE.otherWork } : { id };
        expect(await outcomeOf(museum, insert(table, second), CODES.twice)).toBe('refused');
      });
    }
  });

  it('refuse what refers to a row that is not there', async () => {
    const museum = await openMuseum();

    for (const [table, column] of REFERENCES) {
      await step(`${table}.${column} of a row that is not there`, async () =>
        expect(await outcomeOf(museum, insert(table, { [column]: freshId() }), CODES.reference)).toBe(
          'refused',
        ),
      );
    }
  });

  it('refuse the name of a department and an inventory number that are there', async () => {
    const museum = await openMuseum();
    const [name, number] = [random.word(), `1950.${random.integer(1, 9999)}`];
    await take(museum, insert('departments', { name }));
    await take(museum, insert('works', { inventory_number: number }));

    await step('two departments of one name', async () =>
      expect(await outcomeOf(museum, insert('departments', { name }), CODES.twice)).toBe('refused'),
    );
    await step('two works with one inventory number', async () =>
      expect(await outcomeOf(museum, insert('works', { inventory_number: number }), CODES.twice)).toBe(
        'refused',
      ),
    );
  });

  it('refuse an e-mail address that is there in other capitals', async () => {
    const museum = await openMuseum();

    for (const table of ['curators', 'borrowers'] as const) {
      await step(`one address of two ${table}, written in two ways`, async () => {
        const { written, otherwise } = anAddress();
        await take(museum, insert(table, { email: written }));
        expect(await outcomeOf(museum, insert(table, { email: otherwise }), CODES.twice)).toBe('refused');
      });
    }
  });

  it('let one of two in who come with one address at the same time', async () => {
    const museum = await openMuseum();
    const { written, otherwise } = anAddress();

    expect(
      await atOnce(museum, insert('curators', { email: written }), insert('curators', { email: otherwise })),
    ).toEqual(ONE_OF_TWO);
  });

  it('refuse a keeper from another department', async () => {
    const museum = await openMuseum();
    const { work, curator, headElsewhere, otherDepartment } = HERE;
    const impossible: readonly (readonly [string, Statement])[] = [
      ['a new work', insert('works', { keeper_id: headElsewhere })],
      ['a work that has a keeper', update('works', work, { keeper_id: headElsewhere })],
      ['a work that goes to another department', update('works', work, { department_id: otherDepartment })],
      [
        'a keeper who goes to another department',
        update('curators', curator, { department_id: otherDepartment }),
      ],
    ];
    await take(museum, update('works', work, { keeper_id: curator }));

    for (const [what, statement] of impossible)
      await step(what, async () => expect(await outcomeOf(museum, statement)).toBe('refused'));
    await step('the work and its keeper go elsewhere, one by one', async () => {
      await take(museum, update('works', work, { keeper_id: null }));
      await take(museum, update('curators', curator, { department_id: otherDepartment }));
      await take(museum, update('works', work, { department_id: otherDepartment, keeper_id: curator }));
    });
  });

  it('do not let a curator go elsewhere while another program gives them a work', async () => {
    const { work, curator, otherDepartment } = HERE;
    const goes = update('curators', curator, { department_id: otherDepartment });
    const gets = update('works', work, { keeper_id: curator });

    await step('first goes, then gets', async () =>
      expect(await atOnce(await openMuseum(), goes, gets)).toEqual(ONE_OF_TWO),
    );
    await step('first gets, then goes', async () =>
      expect(await atOnce(await openMuseum(), gets, goes)).toEqual(ONE_OF_TWO),
    );
  });

  it('take any number of pictures of a work, and one cover', async () => {
    const museum = await openMuseum();
    const other = aRowOf.pictures();
    const { work, otherWork } = HERE;

    await step('pictures that are no covers', async () => {
      await take(museum, insert('pictures', other));
      await take(museum, insert('pictures', { is_cover: false }));
      await take(museum, insert('pictures', { is_cover: false }));
    });
    await step('a cover of each of two works', async () => {
      await take(museum, insert('pictures', { is_cover: true }));
      await take(museum, insert('pictures', { is_cover: true, work_id: otherWork }));
    });
    await step('a second cover', async () =>
      expect(
        await outcomeOf(museum, insert('pictures', { is_cover: true, work_id: work }), CODES.twice),
      ).toBe('refused'),
    );
    await step('a picture that becomes a second cover', async () =>
      expect(await outcomeOf(museum, update('pictures', other.id, { is_cover: true }), CODES.twice)).toBe(
        'refused',
      ),
    );
  });

  it('let one of two covers in that come at the same time', async () => {
    const museum = await openMuseum();

    expect(
      await atOnce(museum, insert('pictures', { is_cover: true }), insert('pictures', { is_cover: true })),
    ).toEqual(ONE_OF_TWO);
  });
});
