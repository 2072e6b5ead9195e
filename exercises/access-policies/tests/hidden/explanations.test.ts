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
  subjectOf,
  take,
  type Caller,
  type Item,
} from './store.ts';

async function explain(caller: Caller, { id }: Item, question: object): Promise<unknown> {
  const answer = await as(caller).post(`/items/${id}/explain`, question);
  expect(answer).toHaveStatus(200);
  return answer.json;
}

const allowed = (rule: string) => ({ allowed: true, reason: 'allow', rule });
const denied = (rule: string) => ({ allowed: false, reason: 'deny', rule });
const NOBODY_SAID = { allowed: false, reason: 'default', rule: null };

describe('Explanations', () => {
  it('name the rule that decided, or none', async () => {
    const [ada, bob, carol] = [aUser(), aUser(), aUser()];
    const { workspace, folder, document } = await createTree(ada);
    const allow = await add(ada, workspace, anAllow(subjectOf(bob), 'manager'));
    await add(ada, document, anAllow(subjectOf(bob), 'viewer', { network: 'office' }));
    const deny = await add(ada, folder, aDeny('everyone', ['write', 'share']));
    const ask = (caller: Caller, { user }: Caller, action: string) =>
      explain(caller, document, { user, action });

    await step('“read” for a manager', async () =>
      expect(await ask(ada, bob, 'read')).toEqual(allowed(allow.id)),
    );
    await step('“write” for a manager, with a deny for everyone', async () =>
      expect(await ask(bob, bob, 'write')).toEqual(denied(deny.id)),
    );
    await step('“delete” for a manager', async () =>
      expect(await ask(ada, bob, 'delete')).toEqual(NOBODY_SAID),
    );
    await step('“read” for somebody without a rule', async () =>
      expect(await ask(bob, carol, 'read')).toEqual(NOBODY_SAID),
    );
    await step('“share” for somebody without a rule, with a deny for everyone', async () =>
      expect(await ask(bob, carol, 'share')).toEqual(denied(deny.id)),
    );
    await take(ada, folder, deny);
    await step('“write” for a manager when the deny is gone', async () =>
      expect(await ask(ada, bob, 'write')).toEqual(allowed(allow.id)),
    );
  });

  it('name the nearest of several rules, and of one item the oldest', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, folder, document } = await createTree(ada);
    const addBoth = async (item: Item) => ({
      allow: (await add(ada, item, anAllow('everyone', 'viewer'))).id,
      deny: (await add(ada, item, aDeny(subjectOf(bob), ['write']))).id,
    });
    await addBoth(workspace);
    const near = await addBoth(folder);
    await addBoth(folder);
    await addBoth(workspace);
    const ask = (action: string) => explain(ada, document, { user: bob.user, action });

    await step('“read”, with two allows on the folder and two above', async () =>
      expect(await ask('read')).toEqual(allowed(near.allow)),
    );
    await step('“write”, with two denies on the folder and two above', async () =>
      expect(await ask('write')).toEqual(denied(near.deny)),
    );
    const nearest = await add(ada, document, anAllow('everyone', 'auditor'));
    await step('“read”, with a new allow on the document', async () =>
      expect(await ask('read')).toEqual(allowed(nearest.id)),
    );
    await step('“write”, with a new allow on the document', async () =>
      expect(await ask('write')).toEqual(denied(near.deny)),
    );
  });

  it('are about the one in the question, not the one who asks', async () => {
    const group = random.word();
    const ada = aUser({ groups: [group], network: 'office' });
    const bob = aUser();
    const workspace = await create(ada);
    const document = await createIn(ada, workspace);
    const forGroup = await add(ada, document, anAllow(`group:${group}`, 'viewer'));
    const inOffice = await add(ada, document, anAllow(subjectOf(bob), 'editor', { network: 'office' }));
    const ofAuthors = await add(ada, document, anAllow('everyone', 'auditor', { author: true }));
    const { user } = bob;

    for (const [question, decision] of [
      [{ user, action: 'read' }, NOBODY_SAID],
      [{ user, action: 'read', groups: [random.word(), group] }, allowed(forGroup.id)],
      [{ user, action: 'write' }, NOBODY_SAID],
      [{ user, action: 'write', network: 'outside' }, NOBODY_SAID],
      [{ user, action: 'write', network: 'office' }, allowed(inOffice.id)],
      [{ user, action: 'audit' }, NOBODY_SAID],
      [{ user: ada.user, action: 'audit' }, allowed(ofAuthors.id)],
    ] as const) {
      await step(`the explanation for ${JSON.stringify(question)}`, async () =>
        expect(await explain(ada, document, question)).toEqual(decision),
      );
    }
  });
});
