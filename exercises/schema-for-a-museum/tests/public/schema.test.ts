import { random, services, step, type TestDatabase } from '@touchstone/kit';

let museum: TestDatabase;

beforeEach(async () => {
  museum = await services.postgres.createDatabase({ owner: 'learner', extensions: ['btree_gist', 'citext'] });
  await museum.learner.run('schema.sql');
});

/** A department with its head, a borrower, and two works, the first of them by Ada. */
async function furnish(): Promise<void> {
  await museum.run(`
    INSERT INTO public.departments (id, name) VALUES (1, 'Prints');
    INSERT INTO public.curators (id, name, email, department_id) VALUES (1, 'Bo', 'Bo@museum.example', 1);
    UPDATE public.departments SET head_id = 1 WHERE id = 1;
    INSERT INTO public.artists (id, name) VALUES (1, 'Ada');
    INSERT INTO public.works (id, inventory_number, title, artist_id, department_id) VALUES
      (1, '1923.17', 'Rain', 1, 1), (2, '1923.18b', 'Snow', NULL, 1);
    INSERT INTO public.borrowers (id, name) VALUES (1, 'Turin');`);
}

const lend = (id: number, work: number, startsOn: string, endsOn: string | null) =>
  [
    `INSERT INTO public.loans (id, work_id, borrower_id, starts_on, ends_on, insured_for) VALUES ($1, $2, 1, $3, $4, 1200.50)`,
    [id, work, startsOn, endsOn],
  ] as const;

describe('Schema', () => {
  it('takes an artist, and no other one with that id', async () => {
    const name = random.word();
    await museum.query('INSERT INTO public.artists (id, name, born) VALUES (7, $1, 1903)', [name]);

    const refusal = await museum.refusal("INSERT INTO public.artists (id, name) VALUES (7, 'another one')");

    expect(refusal?.code).toBe('23505');
    expect(await museum.query('SELECT id, name, born, died FROM public.artists')).toEqual([
      { id: 7, name, born: 1903, died: null },
    ]);
  });

  it('refuses a work of a department that is not there', async () => {
    await furnish();

    const refusal = await museum.refusal(
      "INSERT INTO public.works (id, inventory_number, title, department_id) VALUES (3, '1923.19', 'Hail', 2)",
    );

    expect(refusal?.code).toBe('23503');
  });

  it('refuses the same e-mail address in small letters', async () => {
    await furnish();

    const refusal = await museum.refusal(
      "INSERT INTO public.curators (id, name, email, department_id) VALUES (2, 'Bob', 'bo@museum.example', 1)",
    );

    expect(refusal?.code).toBe('23505');
  });

  it('takes a department and its head in one transaction', async () => {
    const connection = await museum.connect();

    await connection.query('BEGIN');
    await connection.query("INSERT INTO public.departments (id, name, head_id) VALUES (5, 'Maps', 6)");
    await connection.query(
      "INSERT INTO public.curators (id, name, email, department_id) VALUES (6, 'Cy', 'cy@museum.example', 5)",
    );
    await connection.query('COMMIT');

    expect(await museum.query('SELECT head_id FROM public.departments')).toEqual([{ head_id: 6 }]);
  });

  it('lends a work once at a time', async () => {
    await furnish();
    await museum.query(...lend(1, 1, '2027-03-01', '2027-05-01'));

    await step('from the day of its return', () => museum.query(...lend(2, 1, '2027-05-01', null)));
    await step('while it is away', async () => {
      const refusal = await museum.refusal(...lend(3, 1, '2027-04-30', '2027-05-01'));
      expect(['23P01', '23505']).toContain(refusal?.code);
    });
  });

  it('shows loans in the sheet', async () => {
    await furnish();
    await museum.query(...lend(1, 1, '2027-03-01', '2027-03-04'));

    await museum.query("UPDATE public.artists SET name = 'Ada N.'");

    expect(await museum.query('SELECT * FROM public.loan_sheet')).toEqual([
      {
        loan_id: 1,
        inventory_number: '1923.17',
        title: 'Rain',
        artist: 'Ada N.',
        department: 'Prints',
        borrower: 'Turin',
        starts_on: '2027-03-01',
        ends_on: '2027-03-04',
        nights: 3,
        insured_for: 1200.5,
      },
    ]);
  });
});
