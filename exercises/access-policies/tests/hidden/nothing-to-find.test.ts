import { random, step, subject } from '@touchstone/kit';
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
  whoMay,
  type Caller,
  type Item,
} from './store.ts';

type Attempt = readonly [method: string, path: string, json?: unknown];

/** Everything that can be asked about an item by its id. */
const attemptsOn = (id: string, ruleId: string): Attempt[] => [
  ['GET', `/items/${id}`],
  ['PATCH', `/items/${id}`, { name: aName() }],
  ['DELETE', `/items/${id}`],
  ['GET', `/items/${id}/rules`],
  ['POST', `/items/${id}/rules`, anAllow('everyone', 'viewer')],
  ['DELETE', `/items/${id}/rules/${ruleId}`],
  ['POST', `/items/${id}/explain`, { user: random.word(), action: 'read' }],
  ['POST', '/items', { name: aName(), parent: id }],
  ['GET', `/items?parent=${id}`],
];

async function list(caller: Caller, query = ''): Promise<{ items: Item[]; total: number }> {
  const answer = await as(caller).get(`/items${query}`);
  expect(answer).toHaveStatus(200);
  return answer.json as { items: Item[]; total: number };
}

const namesOf = (items: readonly Item[]) => items.map(({ name }) => name);

describe('Nothing to find', () => {
  it('answers for a hidden item as for one that never was', async () => {
    const [ada, eve] = [aUser(), aUser()];
    const { document } = await createTree(ada);
    const rule = await add(ada, document, anAllow(subjectOf(aUser()), 'viewer'));
    const never = random.uuid();
    const forNone = attemptsOn(never, rule.id);

    for (const [index, [method, path, json]] of attemptsOn(document.id, rule.id).entries()) {
      const [, nonePath, noneJson] = forNone[index] as Attempt;
      const none = await as(eve).send(method, nonePath, noneJson);
      const hidden = await as(eve).send(method, path, json);
      await step(`${method} ${nonePath.replace(never, '<id>').replace(rule.id, '<rule>')}`, async () => {
        await expectStatus('for an item that never was', none, 404);
        expect(none).toHaveJson({ error: expect.any(String) });
        await step('for a hidden item, compared with one that never was', () =>
          expect({ status: hidden.status, body: hidden.text }).toEqual({ status: 404, body: none.text }),
        );
      });
    }
    await step('the document afterwards', async () =>
      expect(await readItem(ada, document)).toEqual(document),
    );
  });

  it('hides an item from callers who may not read it, whatever else they may do', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { folder, document } = await createTree(ada);
    await add(ada, folder, anAllow(subjectOf(bob), 'owner'));
    const deny = await add(ada, folder, aDeny(subjectOf(bob), ['read']));

    for (const { id } of [document, folder])
      for (const [method, path, json] of attemptsOn(id, deny.id)) {
        const answer = await as(bob).send(method, path, json);
        await expectStatus('an owner who is denied “read”', answer, 404);
      }
    await step('the document afterwards', async () =>
      expect(await readItem(ada, document)).toEqual(document),
    );
  });

  it('answers 403 to a reader who may do nothing else, and changes nothing', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { document } = await createTree(ada);
    const rule = await add(ada, document, anAllow(subjectOf(bob), 'viewer'));
    const before = [await readItem(ada, document), await listRules(ada, document)];

    for (const [method, path, json] of attemptsOn(document.id, rule.id)) {
      if (method === 'GET' && !path.endsWith('/rules')) continue;
      await expectStatus('a viewer', await as(bob).send(method, path, json), 403);
    }
    await step('the document and its rules afterwards', async () =>
      expect([await readItem(ada, document), await listRules(ada, document)]).toEqual(before),
    );
    await step('what lies in the document afterwards', async () =>
      expect(await list(ada, `?parent=${document.id}`)).toEqual({ items: [], total: 0 }),
    );
  });

  it('lists what the caller may read, and nothing else', async () => {
    await subject.restart();
    const [ada, bob, eve] = [aUser(), aUser(), aUser()];
    const { workspace, folder } = await createTree(ada);
    const open = await createIn(ada, folder, { name: 'open' });
    const mine = await create(bob, { name: 'mine' });
    const inside = await createIn(ada, open, { name: 'inside' });
    const denied = await createIn(ada, open, { name: 'denied' });
    await createIn(bob, mine, { name: 'my own' });
    await add(ada, open, anAllow(subjectOf(bob), 'viewer'));
    await add(ada, denied, aDeny(subjectOf(bob), ['read']));

    const all = await list(bob);
    await step('the names in the list of a caller who may read some', () =>
      expect(namesOf(all.items)).toEqual(['open', 'mine', 'inside', 'my own']),
    );
    await step('its total', () => expect(all.total).toBe(4));
    await step('one of the items in the list', async () =>
      expect(all.items[2]).toEqual(await readItem(bob, inside)),
    );
    await step('the names of what lies directly in an item', async () =>
      expect(namesOf((await list(bob, `?parent=${open.id}`)).items)).toEqual(['inside']),
    );
    await step('the same for the owner', async () =>
      expect(namesOf((await list(ada, `?parent=${open.id}`)).items)).toEqual(['inside', 'denied']),
    );
    await step('the total of the owner of the workspace', async () =>
      expect((await list(ada, `?parent=${workspace.id}`)).total).toBe(1),
    );
    await step('the list of somebody else', async () =>
      expect(await list(eve)).toEqual({ items: [], total: 0 }),
    );
  });

  it('pages through what the caller may read', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { folder } = await createTree(ada);
    const shelf = await createIn(ada, folder);
    await add(ada, shelf, anAllow(subjectOf(bob), 'viewer'));
    const readable: string[] = [];
    for (const hidden of [true, ...random.shuffle([true, true, true, false, false, false, false]), false]) {
      const item = await createIn(ada, shelf);
      if (hidden) await add(ada, item, aDeny(subjectOf(bob), ['read']));
      else readable.push(item.name);
    }

    for (const [limit, offset] of [
      [2, 0],
      [2, 2],
      [2, 4],
      [3, 1],
      [100, 0],
      [2, 40],
    ] as const) {
      const page = await list(bob, `?parent=${shelf.id}&limit=${limit}&offset=${offset}`);
      await step(`limit=${limit}&offset=${offset} of five that the caller may read`, () =>
        expect({ names: namesOf(page.items), total: page.total }).toEqual({
          names: readable.slice(offset, offset + limit),
          total: 5,
        }),
      );
    }
  });

  it('names no parent that the caller may not read', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, folder, document } = await createTree(ada);
    await add(ada, folder, anAllow(subjectOf(bob), 'editor'));

    const changed = await as(bob).patch(`/items/${folder.id}`, { name: aName() });
    expect(changed).toHaveStatus(200);
    await step('the parent in the answer to PATCH', () => expect(changed).toHaveJson({ parent: null }));
    await step('the parent of the folder', async () =>
      expect((await readItem(bob, folder)).parent).toBe(null),
    );
    await step('the parent of the document in the list of the folder', async () =>
      expect((await list(bob, `?parent=${folder.id}`)).items.map(({ parent }) => parent)).toEqual([
        folder.id,
      ]),
    );
    await step('the parent of the document', async () =>
      expect((await readItem(bob, document)).parent).toBe(folder.id),
    );
    await step('the parent of the folder for the owner', async () =>
      expect((await readItem(ada, folder)).parent).toBe(workspace.id),
    );
  });

  it('finds a rule on its own item alone', async () => {
    const [ada, bob, eve] = [aUser(), aUser(), aUser()];
    const { folder, document } = await createTree(ada);
    const rule = await add(ada, document, anAllow(subjectOf(bob), 'viewer'));
    const own = await create(eve);

    await expectStatus(
      'a rule of somebody else, by way of an item of one’s own',
      await as(eve).delete(`/items/${own.id}/rules/${rule.id}`),
      404,
    );
    await expectStatus(
      'a rule of the item below',
      await as(ada).delete(`/items/${folder.id}/rules/${rule.id}`),
      404,
    );
    await step('who may still read by that rule', async () =>
      expect(await whoMay('read', document, { bob, eve })).toEqual(['bob']),
    );
  });
});
