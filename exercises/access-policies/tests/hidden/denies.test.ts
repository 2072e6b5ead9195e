import { random, step } from '@touchstone/kit';
import {
  aDeny,
  add,
  anAllow,
  as,
  aUser,
  create,
  createIn,
  createTree,
  expectStatus,
  readItem,
  subjectOf,
  take,
  whatMay,
  whereMay,
  whoMay,
} from './store.ts';

describe('Denies', () => {
  it('win over any allow, wherever they lie', async () => {
    const group = random.word();
    const [ada, bob] = [aUser(), aUser({ groups: [group] })];
    for (const place of ['workspace', 'folder', 'document'] as const) {
      const tree = await createTree(ada);
      await add(ada, tree.workspace, anAllow(subjectOf(bob), 'manager'));
      await add(ada, tree.document, anAllow(subjectOf(bob), 'editor'));
      const deny = await add(ada, tree[place], aDeny(`group:${group}`, ['write']));
      await add(ada, tree.document, anAllow(subjectOf(bob), 'editor'));
      const writers = () => whoMay('write', tree.document, { ada, bob });

      await step(`who may write the document with a deny on the ${place}`, async () =>
        expect(await writers()).toEqual(['ada']),
      );
      await take(ada, tree[place], deny);
      await step('who may when the deny is gone', async () =>
        expect(await writers()).toEqual(['ada', 'bob']),
      );
    }
  });

  it('hit owners, too', async () => {
    const ada = aUser();
    const { workspace, folder, document } = await createTree(ada);
    const deny = await add(ada, folder, aDeny('everyone', ['write', 'delete']));

    await step('where an owner may write', async () =>
      expect(await whereMay('write', ada, { workspace, folder, document })).toEqual(['workspace']),
    );
    await expectStatus(
      'an owner deletes what everyone is denied to delete',
      await as(ada).delete(`/items/${document.id}`),
      403,
    );
    await take(ada, folder, deny);
    await step('where an owner may write when the deny is gone', async () =>
      expect(await whereMay('write', ada, { workspace, folder, document })).toEqual([
        'workspace',
        'folder',
        'document',
      ]),
    );
  });

  it('take what they name from those they name, and nothing else', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const { workspace, folder, document } = await createTree(ada);
    const aside = await createIn(ada, workspace);
    for (const caller of [bob, carol]) await add(ada, workspace, anAllow(subjectOf(caller), 'manager'));
    await add(ada, folder, aDeny(subjectOf(bob), ['write', 'delete']));

    await step('what a manager may do who is denied “write” and “delete”', async () =>
      expect(await whatMay(bob, document)).toEqual(['read', 'audit', 'share']),
    );
    await step('where he may write', async () =>
      expect(await whereMay('write', bob, { workspace, aside, folder, document })).toEqual([
        'workspace',
        'aside',
      ]),
    );
    await step('who may write the document', async () =>
      expect(await whoMay('write', document, { ada, bob, carol })).toEqual(['ada', 'carol']),
    );
  });

  it('are made and taken away only by callers who may forbid there', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const { workspace, folder, document } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'manager'));
    await add(ada, folder, anAllow(subjectOf(carol), 'owner'));
    const above = await add(ada, workspace, aDeny(subjectOf(bob), ['write']));
    await add(ada, workspace, anAllow(subjectOf(carol), 'manager'));

    const rules = `/items/${workspace.id}/rules`;
    await expectStatus(
      'a manager adds a deny',
      await as(bob).post(rules, aDeny(subjectOf(ada), ['read'])),
      403,
    );
    await expectStatus(
      'the manager whom a deny hits removes it',
      await as(bob).delete(`${rules}/${above.id}`),
      403,
    );
    await expectStatus(
      'the owner of a folder removes a deny above it',
      await as(carol).delete(`${rules}/${above.id}`),
      403,
    );
    const below = await add(carol, folder, aDeny(subjectOf(ada), ['audit']));
    await step('who may audit the document', async () =>
      expect(await whoMay('audit', document, { ada, bob, carol })).toEqual(['bob', 'carol']),
    );
    await take(ada, folder, below);
    await take(ada, workspace, above);
    await step('who may write the document', async () =>
      expect(await whoMay('write', document, { ada, bob, carol })).toEqual(['ada', 'bob', 'carol']),
    );
  });

  it('keep a folder when something in it must not be deleted', async () => {
    const ada = aUser();
    const { workspace, folder, document } = await createTree(ada);
    const kept = await createIn(ada, await createIn(ada, folder));
    const deny = await add(ada, kept, aDeny('everyone', ['delete']));

    for (const item of [folder, workspace])
      await expectStatus(
        'somebody deletes what has a deny below',
        await as(ada).delete(`/items/${item.id}`),
        403,
      );
    await step('the document beside', async () => expect(await readItem(ada, document)).toEqual(document));
    await take(ada, kept, deny);
    await expectStatus(
      'somebody deletes what has no deny below any more',
      await as(ada).delete(`/items/${folder.id}`),
      204,
    );
    await step('what may still be read', async () =>
      expect(await whereMay('read', ada, { workspace, folder, document, kept })).toEqual(['workspace']),
    );
    const next = await create(ada);
    await step('the id of a new item, which is none of those that are gone', () =>
      expect([folder.id, document.id, kept.id]).not.toContain(next.id),
    );
  });
});
