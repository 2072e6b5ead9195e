import { random, step } from '@touchstone/kit';
import {
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  outcomeOf,
  take,
  update,
  type Statement,
  type Table,
} from './museum.ts';

const TEXTS: readonly (readonly [Table, string])[] = [
  ['departments', 'name'],
  ['curators', 'name'],
  ['curators', 'email'],
  ['artists', 'name'],
  ['places', 'building'],
  ['places', 'room'],
  ['places', 'shelf'],
  ['works', 'title'],
  ['pictures', 'path'],
  ['borrowers', 'name'],
  ['borrowers', 'email'],
  ['condition_reports', 'note'],
];

describe('What a row may hold', () => {
  beforeAll(prepareMuseum);

  it('is no text that is empty or spaces alone', async () => {
    const museum = await openMuseum();

    for (const [table, column] of TEXTS)
      for (const text of ['', ' ', '    '])
        await step(`${table}.${column} = '${text}'`, async () =>
          expect(await outcomeOf(museum, insert(table, { [column]: text }))).toBe('refused'),
        );
  });

  it('is an inventory number of the form that the museum has', async () => {
    const museum = await openMuseum();
    const [year, number] = [random.integer(1900, 2026), random.integer(10, 99)];
    const right = [`${year}.${number}`, `${year}.${number}b`, `${year}.7`, `${year}.${number}${number}z`];
    const wrong = [
      `${year}`,
      `${year}.`,
      `${year}.b`,
      `${year}x${number}`,
      `${year}.${number}B`,
      `${year}.${number}bc`,
      `${year}.${number}${number}1`,
      `${year % 1000}.${number}`,
      `1${year}.${number}`,
      ` ${year}.${number}`,
      `${year}.${number} `,
      `no. ${year}.${number}`,
      `${year}.${number}b and others`,
    ];

    for (const inventory_number of right)
      await step(`number '${inventory_number}'`, () => take(museum, insert('works', { inventory_number })));
    for (const inventory_number of wrong)
      await step(`number '${inventory_number}'`, async () =>
        expect(await outcomeOf(museum, insert('works', { inventory_number }))).toBe('refused'),
      );
  });

  it('is possible in itself: years, grades, mentors', async () => {
    const museum = await openMuseum();
    const born = random.integer(1400, 1900);
    const impossible: readonly (readonly [string, Statement])[] = [
      ['an artist who died before they were born', insert('artists', { born, died: born - 1 })],
      [
        'an artist who is said to have died earlier than that',
        update('artists', HERE.artist, { born, died: 1399 }),
      ],
      ['grade 0', insert('condition_reports', { grade: 0, note: 'in pieces' })],
      ['grade 6', insert('condition_reports', { grade: 6 })],
      ['a curator who is their own mentor', update('curators', HERE.curator, { mentor_id: HERE.curator })],
    ];

    for (const [what, statement] of impossible)
      await step(what, async () => expect(await outcomeOf(museum, statement)).toBe('refused'));
  });

  it('is all that is possible, however unusual', async () => {
    const museum = await openMuseum();
    const [name, long] = [random.word(), random.sentence(120)];
    const possible: readonly (readonly [string, Statement])[] = [
      ['an artist', insert('artists', { name, born: 1881, died: 1881 })],
      ['another one of that name', insert('artists', { name, born: 1910 })],
      ['an artist of whom only the year of death is known', insert('artists', { died: 1520 })],
      ['a name of one letter that is not Latin', insert('artists', { name: 'Ω' })],
      ['two works of one title', update('works', HERE.otherWork, { title: name })],
      ['the other of them', update('works', HERE.work, { title: name })],
      [`a title of ${long.length} characters`, insert('works', { title: long })],
      ['a name with an apostrophe', insert('borrowers', { name: `Musée de l'${name}` })],
      ['a borrower', insert('borrowers', { name })],
      ['another one of that name', insert('borrowers', { name })],
      ['the e-mail address of a curator', insert('borrowers', { email: '12@museum.example' })],
      ['a mentor from another department', update('curators', 12, { mentor_id: HERE.headElsewhere })],
      ['two curators who are each other’s mentors', update('curators', 21, { mentor_id: HERE.curator })],
      ['a room with the shelf of another', insert('places', { building: name, room: '2', shelf: 'a' })],
      [
        'a shelf of that name in another building',
        insert('places', { building: `${name}s`, room: '2', shelf: 'a' }),
      ],
      ['a good grade with a note', insert('condition_reports', { grade: 5, note: long })],
    ];

    for (const [what, statement] of possible) await step(what, () => take(museum, statement));
  });

  it('is an e-mail address as it was written', async () => {
    const museum = await openMuseum();
    const name = random.word().toUpperCase();
    await take(museum, insert('curators', { id: 500, email: `${name}@Museum.example` }));

    expect(await museum.query('SELECT email::text AS email FROM public.curators WHERE id = 500')).toEqual([
      { email: `${name}@Museum.example` },
    ]);
  });
});
