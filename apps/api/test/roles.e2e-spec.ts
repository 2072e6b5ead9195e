import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountSummary, Role } from '#contracts';
import { AuditRepository } from '#persistence';
import { ApiWorld, PASSWORD, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';

let world: ApiWorld;
let admin: Account;

beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  admin = await inPerson('admin');
});
afterAll(() => world.close());

/** An account that has logged in, as opposed to one that comes with a personal token. */
async function inPerson(role: Role = 'learner'): Promise<Account> {
  const account = await world.account(role);
  const { body } = await world.http
    .post('/api/v1/auth/login')
    .send({ email: account.email, password: PASSWORD })
    .expect(200);
  return { ...account, bearer: `Bearer ${body.accessToken}` };
}

const list = async (query: string) => {
  const { body } = await world.http
    .get(`/api/v1/accounts?${query}`)
    .set('authorization', admin.bearer)
    .expect(200);
  return body as { items: AccountSummary[]; nextCursor: string | null };
};

const setRole = (id: string, role: string, by = admin) =>
  world.http.put(`/api/v1/accounts/${id}/role`).set('authorization', by.bearer).send({ role });

describe('the list of accounts', () => {
  it('is found by part of an address, in any case, and narrowed to a role', async () => {
    const ada = await world.account('instructor');

    const { items } = await list(`search=${ada.email.slice(2, 20).toUpperCase()}`);

    expect(items).toEqual([
      {
        id: ada.id,
        email: ada.email,
        displayName: 'Somebody',
        alias: expect.any(String),
        role: 'instructor',
        createdAt: expect.any(String),
      },
    ]);
    expect((await list(`search=${ada.email}&role=learner`)).items).toEqual([]);
  });

  it('has everybody once, newest first, a page at a time', async () => {
    const made = [await world.account(), await world.account(), await world.account()];

    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);

    expect([...first.items, ...second.items].slice(0, 3).map(({ id }) => id)).toEqual(
      made.toReversed().map(({ id }) => id),
    );
  });

  it('takes what is searched for as it is, and finds nobody by a pattern', async () => {
    expect((await list('search=%25')).items).toEqual([]);
  });
});

describe('a role', () => {
  it('is given by an admin, holds at once, and stands in the audit log', async () => {
    const ada = await inPerson();
    await world.http.get('/api/v1/desk/exercises').set('authorization', ada.bearer).expect(403);

    const { body } = await setRole(ada.id, 'instructor').expect(200);

    expect(body).toMatchObject({ id: ada.id, role: 'instructor' });
    await world.http.get('/api/v1/desk/exercises').set('authorization', ada.bearer).expect(200);
    const [entry] = await world.app.get(AuditRepository).listOf(`account:${ada.id}`);
    expect(entry).toMatchObject({
      actorId: admin.id,
      action: 'account.role-changed',
      detail: { before: 'learner', after: 'instructor' },
    });
  });

  it('that somebody has already changes nothing and leaves no entry', async () => {
    const ada = await world.account();

    await setRole(ada.id, 'learner').expect(200);

    expect(await world.app.get(AuditRepository).listOf(`account:${ada.id}`)).toEqual([]);
  });

  it('is given by nobody else, and not with a personal token (P02)', async () => {
    const [ada, teacher] = [await world.account(), await inPerson('instructor')];
    const token = await world.account('admin');

    await setRole(ada.id, 'admin', teacher).expect(403);
    await setRole(ada.id, 'admin', token).expect(403);

    expect((await list(`search=${ada.email}`)).items[0]?.role).toBe('learner');
    // Only those of this test are admins beside the first one.
    await setRole(token.id, 'learner').expect(200);
  });

  it('stays with the last admin, also when two give up theirs at once', async () => {
    const other = await inPerson('admin');

    const [mine, theirs] = await Promise.all([
      setRole(admin.id, 'learner'),
      setRole(other.id, 'learner', other),
    ]);

    expect([mine.status, theirs.status].sort()).toEqual([200, 409]);
    expect(mine.status === 409 ? mine.body.code : theirs.body.code).toBe('last-admin');
    admin = mine.status === 409 ? admin : other;
  });

  it('stays with whoever teaches a cohort, and names it', async () => {
    const teacher = await inPerson('instructor');
    await new CohortWorld(world).create(teacher, { name: 'Night school' });

    const { body } = await setRole(teacher.id, 'learner').expect(409);

    expect(body).toMatchObject({ code: 'still-teaches', detail: expect.stringContaining('“Night school”') });
    await setRole(teacher.id, 'admin').expect(200);
    await setRole(teacher.id, 'instructor').expect(200);
  });

  it('is one of three, of somebody who is there', async () => {
    await setRole(randomUUID(), 'instructor').expect(404);
    const { body } = await setRole(admin.id, 'emperor').expect(400);

    expect(body.errors[0].path).toBe('role');
  });
});
