import { step } from '@touchstone/kit';
import {
  aRowOf,
  freshId,
  HERE,
  insert,
  openMuseum,
  prepareMuseum,
  remove,
  transact,
  update,
  type Statement,
} from './museum.ts';

const { department, head, curator, headElsewhere, otherDepartment } = HERE;

/** A department whose head is its only curator: the row of each, and both as statements. */
function aDepartment(): { id: number; head_id: number; department: Statement; curator: Statement } {
  const [id, head_id] = [freshId(), freshId()];
  return {
    id,
    head_id,
    department: insert('departments', { id, head_id }),
    curator: insert('curators', { id: head_id, department_id: id }),
  };
}

describe('Departments and their heads', () => {
  beforeAll(prepareMuseum);

  it('come in one transaction, the department first', async () => {
    const museum = await openMuseum();
    const { id, head_id, ...both } = aDepartment();

    expect(await transact(museum, [both.department, both.curator])).toBe('taken');
    expect(await museum.query('SELECT head_id FROM public.departments WHERE id = $1', [id])).toEqual([
      { head_id },
    ]);
  });

  it('come in one transaction, the head first', async () => {
    const museum = await openMuseum();
    const { id, head_id, ...both } = aDepartment();

    expect(await transact(museum, [both.curator, both.department])).toBe('taken');
    expect(await museum.query('SELECT department_id FROM public.curators WHERE id = $1', [head_id])).toEqual([
      { department_id: id },
    ]);
  });

  it('belong together at the end of a transaction', async () => {
    const museum = await openMuseum();
    const elsewhere = aRowOf.departments({ head_id: headElsewhere });
    const impossible: readonly (readonly [string, Statement[]])[] = [
      ['a department with a head who is not there', [insert('departments', { head_id: freshId() })]],
      ['a department with a head from another one', [insert('departments', elsewhere)]],
      [
        'a department that gets a head from another one',
        [update('departments', department, { head_id: headElsewhere })],
      ],
      [
        'a head who goes to another department',
        [update('curators', head, { department_id: otherDepartment })],
      ],
      ['a department without its last curator', [remove('departments', otherDepartment)]],
    ];

    for (const [what, statements] of impossible)
      await step(what, async () => expect(await transact(museum, statements)).toBe('refused'));
  });

  it('may part in a transaction that gives the department another head, or none', async () => {
    const goes = update('curators', head, { department_id: otherDepartment });
    const follows = update('departments', department, { head_id: curator });
    const nobody = update('departments', department, { head_id: null });

    await step('the head goes, then another one follows', async () =>
      expect(await transact(await openMuseum(), [goes, follows])).toBe('taken'),
    );
    await step('another one follows, then the head goes', async () =>
      expect(await transact(await openMuseum(), [follows, goes])).toBe('taken'),
    );
    await step('the head goes, then there is none', async () =>
      expect(await transact(await openMuseum(), [goes, nobody])).toBe('taken'),
    );
  });

  it('go in one transaction, whichever goes first', async () => {
    const closes = remove('departments', otherDepartment);
    const leaves = remove('curators', headElsewhere);

    await step('the last curator, then the department', async () =>
      expect(await transact(await openMuseum(), [leaves, closes])).toBe('taken'),
    );
    await step('the department, then its last curator', async () =>
      expect(await transact(await openMuseum(), [closes, leaves])).toBe('taken'),
    );
  });
});
