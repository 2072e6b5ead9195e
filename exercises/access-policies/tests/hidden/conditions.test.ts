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
  readItem,
  subjectOf,
  take,
  whereMay,
  whoMay,
} from './store.ts';

describe('Conditions', () => {
  it('look at the status of the item that is asked about', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const workspace = await create(ada);
    const folder = await createIn(ada, workspace, { status: 'final' });
    const draft = await createIn(ada, folder, { status: 'draft' });
    const final = await createIn(ada, folder, { status: 'final' });
    await add(ada, workspace, anAllow(subjectOf(bob), 'viewer'));
    await add(ada, folder, anAllow(subjectOf(bob), 'editor', { status: 'draft' }));
    await add(ada, workspace, anAllow(subjectOf(carol), 'editor'));
    await add(ada, workspace, aDeny(subjectOf(carol), ['write'], { status: 'final' }));

    await step('where an editor of what is draft may write', async () =>
      expect(await whereMay('write', bob, { workspace, folder, draft, final })).toEqual(['draft']),
    );
    await step('where an editor may write who is denied what is final', async () =>
      expect(await whereMay('write', carol, { workspace, folder, draft, final })).toEqual([
        'workspace',
        'draft',
      ]),
    );
    await as(ada).patch(`/items/${final.id}`, { status: 'draft' });
    await step('who may write what was final and is draft now', async () =>
      expect(await whoMay('write', final, { bob, carol })).toEqual(['bob', 'carol']),
    );
  });

  it('are decided by what is there before the change', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, document: draft } = await createTree(ada);
    const final = await createIn(ada, workspace, { status: 'final' });
    await add(ada, workspace, anAllow(subjectOf(bob), 'viewer'));
    await add(ada, workspace, anAllow(subjectOf(bob), 'editor', { status: 'draft' }));

    await expectStatus(
      'an editor of what is draft makes a draft of what is final',
      await as(bob).patch(`/items/${final.id}`, { status: 'draft', name: aName() }),
      403,
    );
    await step('the final item', async () => expect(await readItem(ada, final)).toEqual(final));
    const name = aName();
    const closing = await as(bob).patch(`/items/${draft.id}`, { status: 'final', name });
    await expectStatus('an editor of what is draft makes a draft final', closing, 200);
    await step('the item that is final now', () =>
      expect(closing).toHaveJson({ ...draft, status: 'final', name }),
    );
    await expectStatus(
      'the same editor changes it again',
      await as(bob).patch(`/items/${draft.id}`, { name: aName() }),
      403,
    );
  });

  it('take a request that names no network for one from outside', async () => {
    const bob = aUser();
    const callers = {
      office: { ...bob, network: 'office' },
      outside: { ...bob, network: 'outside' },
      silent: bob,
    };
    const ada = aUser();
    const { workspace, document } = await createTree(ada);
    const inside = await createIn(ada, workspace);
    await add(ada, document, anAllow(subjectOf(bob), 'editor'));
    await add(ada, document, aDeny('everyone', ['write'], { network: 'outside' }));
    await add(ada, inside, anAllow(subjectOf(bob), 'viewer', { network: 'office' }));

    await step('from where a document may be written that is denied outside', async () =>
      expect(await whoMay('write', document, callers)).toEqual(['office']),
    );
    await step('from where a document may be read that is allowed in the office', async () =>
      expect(await whoMay('read', inside, callers)).toEqual(['office']),
    );
  });

  it('know the author of the item that is asked about', async () => {
    const group = random.word();
    const [ada, bob, carol] = [aUser(), aUser({ groups: [group] }), aUser({ groups: [group] })];
    const { workspace, folder } = await createTree(ada);
    const forNow = await add(ada, folder, anAllow(`group:${group}`, 'editor'));
    const [ofBob, ofCarol] = [await createIn(bob, folder), await createIn(carol, folder)];
    const below = await createIn(carol, ofBob);
    await take(ada, folder, forNow);
    await add(ada, workspace, anAllow(`group:${group}`, 'viewer'));
    await add(ada, folder, anAllow(`group:${group}`, 'editor', { author: true }));

    const items = { workspace, folder, ofBob, below, ofCarol };
    await step('where bob may write, an editor of his own', async () =>
      expect(await whereMay('write', bob, items)).toEqual(['ofBob']),
    );
    await step('where carol may write, an editor of her own', async () =>
      expect(await whereMay('write', carol, items)).toEqual(['below', 'ofCarol']),
    );
  });

  it('want everything in a rule’s “when” to be true', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const { workspace, document: draft } = await createTree(ada);
    const final = await createIn(ada, workspace, { status: 'final' });
    const when = { status: 'draft', network: 'office' };
    await add(ada, workspace, anAllow(subjectOf(bob), 'viewer', when));
    await add(ada, workspace, anAllow(subjectOf(carol), 'viewer'));
    await add(ada, workspace, aDeny(subjectOf(carol), ['read'], when));

    for (const [network, allowed, kept] of [
      ['office', ['draft'], ['final']],
      ['outside', [], ['draft', 'final']],
    ] as const) {
      await step(`from ${network}: what may be read that is allowed when ${JSON.stringify(when)}`, async () =>
        expect(await whereMay('read', { ...bob, network }, { draft, final })).toEqual(allowed),
      );
      await step(`from ${network}: what may be read that is denied when ${JSON.stringify(when)}`, async () =>
        expect(await whereMay('read', { ...carol, network }, { draft, final })).toEqual(kept),
      );
    }
  });
});
