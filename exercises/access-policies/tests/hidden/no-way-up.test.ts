import { random, step } from '@touchstone/kit';
import {
  aDeny,
  add,
  aName,
  anAllow,
  as,
  aUser,
  create,
  createIn,
  createTree,
  expectStatus,
  listRules,
  readItem,
  subjectOf,
  take,
  whatMay,
  whoMay,
  type Caller,
  type Item,
} from './store.ts';

/** The roles that the caller can give somebody on the item. */
async function listGivable(caller: Caller, { id }: Item): Promise<string[]> {
  const roles: string[] = [];
  for (const role of ['viewer', 'editor', 'auditor', 'manager', 'owner']) {
    const answer = await as(caller).post(`/items/${id}/rules`, anAllow(subjectOf(aUser()), role));
    if (answer.status !== 403) expect(answer).toHaveStatus(201);
    if (answer.status === 201) roles.push(role);
  }
  return roles;
}

describe('No way up', () => {
  it('lets nobody give a role above their own, themselves included', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const { workspace, folder } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'manager'));
    await add(ada, workspace, anAllow(subjectOf(carol), 'editor'));

    for (const to of [subjectOf(bob), subjectOf(aUser()), 'everyone']) {
      const answer = await as(bob).post(`/items/${folder.id}/rules`, anAllow(to, 'owner'));
      await expectStatus(`a manager makes ${to} an owner`, answer, 403);
    }
    await step('the rules of the folder afterwards', async () =>
      expect(await listRules(ada, folder)).toEqual([]),
    );
    await step('roles that an editor can give', async () =>
      expect(await listGivable(carol, folder)).toEqual([]),
    );
    await step('roles that a manager can give', async () =>
      expect(await listGivable(bob, folder)).toEqual(['viewer', 'editor', 'auditor', 'manager']),
    );
    await step('roles that an owner can give', async () =>
      expect(await listGivable(ada, folder)).toEqual(['viewer', 'editor', 'auditor', 'manager', 'owner']),
    );
  });

  it('lets nobody take away a role above their own', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const { workspace } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'manager'));
    const viewer = await add(ada, workspace, anAllow(subjectOf(carol), 'viewer'));
    const [owner] = (await listRules(bob, workspace)) as { id: string }[];

    await expectStatus(
      'a manager removes the rule of the owner',
      await as(bob).delete(`/items/${workspace.id}/rules/${owner?.id}`),
      403,
    );
    await take(bob, workspace, viewer);
    await step('who may still write the workspace', async () =>
      expect(await whoMay('write', workspace, { ada, bob, carol })).toEqual(['ada', 'bob']),
    );
  });

  it('lets nobody give what a deny has taken from them', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, folder } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'manager'));
    await add(ada, folder, aDeny(subjectOf(bob), ['write']));

    await step('roles that a manager can give where he is denied “write”', async () =>
      expect(await listGivable(bob, folder)).toEqual(['viewer', 'auditor']),
    );
    await step('roles that he can give above', async () =>
      expect(await listGivable(bob, workspace)).toEqual(['viewer', 'editor', 'auditor', 'manager']),
    );

    const other = await createTree(ada);
    await add(ada, other.workspace, anAllow(subjectOf(bob), 'manager'));
    await add(ada, other.folder, aDeny(subjectOf(bob), ['audit'], { status: 'draft' }));
    await step('roles that a manager can give in a draft where he is denied “audit” in drafts', async () =>
      expect(await listGivable(bob, other.folder)).toEqual(['viewer', 'editor']),
    );
  });

  it('lets nobody pass on what is only lent to them', async () => {
    const [ada, bob, carol] = [aUser(), aUser({ network: 'office' }), aUser({ network: 'office' })];
    const { workspace, folder, document } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'manager', { network: 'office' }));
    await add(ada, workspace, anAllow(subjectOf(carol), 'manager'));
    await add(ada, workspace, anAllow(subjectOf(carol), 'owner', { network: 'office', status: 'draft' }));

    await step('who may write, in the office', async () =>
      expect(await whoMay('write', document, { bob, carol })).toEqual(['bob', 'carol']),
    );
    await expectStatus(
      'a manager in the office makes himself one everywhere',
      await as(bob).post(`/items/${workspace.id}/rules`, anAllow(subjectOf(bob), 'manager')),
      403,
    );
    await step('roles that a manager for the office can give', async () =>
      expect(await listGivable(bob, folder)).toEqual([]),
    );
    await step('roles that a manager can give who is an owner in the office', async () =>
      expect(await listGivable(carol, folder)).toEqual(['viewer', 'editor', 'auditor', 'manager']),
    );
    await expectStatus(
      'an owner in the office adds a deny',
      await as(carol).post(`/items/${folder.id}/rules`, aDeny(subjectOf(ada), ['read'])),
      403,
    );
  });

  it('makes nobody an owner of what they create in other people’s workspaces', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'editor'));
    const folder = await createIn(bob, workspace);
    const document = await createIn(bob, folder);

    await step('the author of the folder', () => expect(folder.author).toBe(bob.user));
    await step('the rules of the folder', async () => expect(await listRules(ada, folder)).toEqual([]));
    await step('what an editor may do to a document that he created', async () =>
      expect(await whatMay(bob, document)).toEqual(['read', 'write']),
    );
  });

  it('takes neither author nor id nor rules from a client, and moves nothing', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, document } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'editor'));
    const own = await create(bob);
    const before = await readItem(ada, document);
    const path = `/items/${document.id}`;

    for (const more of [
      { author: bob.user },
      { id: random.uuid() },
      { parent: own.id },
      { parent: null },
      { rules: [anAllow(subjectOf(bob), 'owner')] },
    ]) {
      const answer = await as(bob).patch(path, { name: aName(), ...more });
      await expectStatus(`PATCH with ${JSON.stringify(more).slice(0, 80)}`, answer, 400);
    }
    for (const more of [{ author: ada.user }, { id: random.uuid() }, { rules: [] }]) {
      const answer = await as(bob).post('/items', { name: aName(), parent: workspace.id, ...more });
      await expectStatus(`POST with ${JSON.stringify(more)}`, answer, 400);
    }
    await step('the document afterwards', async () => expect(await readItem(ada, document)).toEqual(before));
  });
});
