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
  take,
  whatMay,
  whereMay,
  whoMay,
} from './store.ts';

const MAY = {
  viewer: ['read'],
  editor: ['read', 'write'],
  auditor: ['read', 'audit'],
  manager: ['read', 'write', 'audit', 'share'],
  owner: ['read', 'write', 'audit', 'share', 'forbid', 'delete'],
};

describe('Roles', () => {
  it('asks every caller for a name', async () => {
    const item = await create(aUser());

    for (const headers of [{}, { 'x-user': '' }, { 'x-groups': random.word(), 'x-network': 'office' }]) {
      const answers = [
        await subject.get('/items', { headers }),
        await subject.get(`/items/${item.id}`, { headers }),
        await subject.post('/items', { headers, json: { name: aName() } }),
      ];
      for (const answer of answers) expect(answer).toHaveStatus(401);
      expect(answers[0]).toHaveJson({ error: expect.any(String) });
    }
  });

  it('opens nothing to a caller of whom no rule speaks', async () => {
    const [ada, eve] = [aUser(), aUser()];
    const { workspace, document } = await createTree(ada);
    await create(eve);

    await step('who may read the workspace', async () =>
      expect(await whoMay('read', workspace, { ada, eve })).toEqual(['ada']),
    );
    await step('who may read the document', async () =>
      expect(await whoMay('read', document, { ada, eve })).toEqual(['ada']),
    );
    await step('who may change the document', async () =>
      expect(await whoMay('write', document, { ada, eve })).toEqual(['ada']),
    );
  });

  it('lets each role do what it may and nothing else', async () => {
    const ada = aUser();
    for (const [role, actions] of Object.entries(MAY)) {
      const caller = aUser();
      const { workspace, document } = await createTree(ada);
      await add(ada, workspace, anAllow(subjectOf(caller), role));

      await step(`what the role ${role} may do`, async () =>
        expect(await whatMay(caller, document)).toEqual(actions),
      );
    }
  });

  it('carries a role down the tree, not up and not aside', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const workspace = await create(ada);
    const [folder, aside] = [await createIn(ada, workspace), await createIn(ada, workspace)];
    await add(ada, folder, anAllow(subjectOf(bob), 'editor'));
    const below = await createIn(ada, folder);
    const document = await createIn(ada, below);

    await step('where an editor of the folder may write', async () =>
      expect(await whereMay('write', bob, { workspace, aside, folder, below, document })).toEqual([
        'folder',
        'below',
        'document',
      ]),
    );
  });

  it('reaches what was there before the rule and what comes after it', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, folder, document: before } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'viewer'));
    const after = await createIn(ada, folder);

    await step('where a viewer of the workspace may read', async () =>
      expect(await whereMay('read', bob, { before, after })).toEqual(['before', 'after']),
    );
  });

  it('adds up what several rules allow', async () => {
    const group = random.word();
    const [ada, bob] = [aUser(), aUser({ groups: [group] })];
    const { workspace, folder, document } = await createTree(ada);
    await add(ada, workspace, anAllow(subjectOf(bob), 'editor'));
    await add(ada, folder, anAllow(`group:${group}`, 'auditor'));
    await add(ada, document, anAllow(subjectOf(bob), 'viewer'));

    await step('what an editor, auditor and viewer may do', async () =>
      expect(await whatMay(bob, document)).toEqual(['read', 'write', 'audit']),
    );
  });

  it('gives roles to every member of a group, and to everyone', async () => {
    const group = random.word();
    const ada = aUser();
    const [first, second] = [aUser({ groups: [group] }), aUser({ groups: [random.word(), group] })];
    const [other, none] = [aUser({ groups: [`${group}-2`, random.word()] }), aUser()];
    const { folder, document } = await createTree(ada);
    await add(ada, folder, anAllow(`group:${group}`, 'viewer'));

    const callers = { first, second, other, none };
    await step('who may read what the group may', async () =>
      expect(await whoMay('read', document, callers)).toEqual(['first', 'second']),
    );
    await add(ada, document, anAllow('everyone', 'viewer'));
    await step('who may read what everyone may', async () =>
      expect(await whoMay('read', document, callers)).toEqual(Object.keys(callers)),
    );
  });

  it('tells a group from a user of the same name', async () => {
    const name = random.word();
    const ada = aUser();
    const [user, member] = [{ user: name }, aUser({ groups: [name] })];
    const workspace = await create(ada);
    const [forGroup, forUser] = [await createIn(ada, workspace), await createIn(ada, workspace)];
    await add(ada, forGroup, anAllow(`group:${name}`, 'viewer'));
    await add(ada, forUser, anAllow(`user:${name}`, 'viewer'));

    await step('who may read what the group of this name may', async () =>
      expect(await whoMay('read', forGroup, { user, member })).toEqual(['member']),
    );
    await step('who may read what the user of this name may', async () =>
      expect(await whoMay('read', forUser, { user, member })).toEqual(['user']),
    );
  });

  it('ends a right at once when its rule or the group is gone', async () => {
    const group = random.word();
    const [ada, bob] = [aUser(), aUser()];
    const { folder, document } = await createTree(ada);
    const rule = await add(ada, folder, anAllow(subjectOf(bob), 'viewer'));
    await add(ada, folder, anAllow(`group:${group}`, 'viewer'));
    const readers = () => whoMay('read', document, { alone: bob, inTheGroup: { ...bob, groups: [group] } });

    await step('how somebody with a rule of his own may read', async () =>
      expect(await readers()).toEqual(['alone', 'inTheGroup']),
    );
    await take(ada, folder, rule);
    await step('how he may read when that rule is gone', async () =>
      expect(await readers()).toEqual(['inTheGroup']),
    );
    await add(ada, document, anAllow(subjectOf(bob), 'viewer'));
    await step('how he may read with a new rule', async () =>
      expect(await readers()).toEqual(['alone', 'inTheGroup']),
    );
  });

  it('shows the rules of an item, the oldest first', async () => {
    const [ada, bob] = [aUser(), aUser()];
    const { workspace, folder } = await createTree(ada);
    const rules = [
      anAllow(subjectOf(bob), 'auditor'),
      aDeny('everyone', ['delete'], { network: 'outside', author: true }),
      anAllow(`group:${random.word()}`, 'editor', { status: 'draft' }),
    ];
    const added: unknown[] = [];
    for (const rule of rules) added.push(await add(ada, workspace, rule));
    const asAdded = rules.map((rule) => ({ id: expect.any(String), when: {}, ...rule }));

    await step('the answers to POST', () => expect(added).toEqual(asAdded));
    const listed = await listRules(bob, workspace);
    await step('the rule of a new workspace', () =>
      expect(listed[0]).toEqual({ id: expect.any(String), when: {}, ...anAllow(subjectOf(ada), 'owner') }),
    );
    await step('the rules that were added', () => expect(listed.slice(1)).toEqual(added));
    await step('the rules of the folder in it', async () => expect(await listRules(bob, folder)).toEqual([]));
  });

  it('refuses what is not as described, and keeps what it had', async () => {
    const ada = aUser();
    const { workspace, document } = await createTree(ada);
    const before = [await readItem(ada, document), await listRules(ada, workspace)];
    const [to, rules] = [`user:${random.word()}`, `/items/${workspace.id}/rules`];
    const wrong: [method: string, path: string, json?: unknown][] = [
      ['POST', '/items', []],
      ['POST', '/items', {}],
      ['POST', '/items', { name: '' }],
      ['POST', '/items', { name: random.word(101) }],
      ['POST', '/items', { name: aName(), parent: 7 }],
      ['PATCH', `/items/${document.id}`, { name: 7 }],
      ['PATCH', `/items/${document.id}`, { status: 'open' }],
      ['POST', rules, { subject: to, role: 'viewer' }],
      ['POST', rules, { effect: 'allow', role: 'viewer' }],
      ['POST', rules, { effect: 'allow', subject: to }],
      ['POST', rules, anAllow(to, 'admin')],
      ['POST', rules, anAllow(to, 'constructor')],
      ['POST', rules, anAllow(random.word(), 'viewer')],
      ['POST', rules, anAllow('user:', 'viewer')],
      ['POST', rules, anAllow('group:Legal Board', 'viewer')],
      ['POST', rules, aDeny(to, [])],
      ['POST', rules, { ...aDeny(to, ['read']), actions: ['read', 'see'] }],
      ['POST', rules, { ...aDeny(to, ['read']), role: 'viewer' }],
      ['POST', rules, anAllow(to, 'viewer', { status: 'open' })],
      ['POST', rules, anAllow(to, 'viewer', { author: false })],
      ['POST', rules, anAllow(to, 'viewer', { weekday: 'monday' })],
      ['POST', `/items/${document.id}/explain`, { user: random.word() }],
      ['POST', `/items/${document.id}/explain`, { user: random.word(), action: 'see' }],
      ['POST', `/items/${random.word()}/rules`, anAllow(to, 'admin')],
      ['PATCH', `/items/${random.word()}`, { status: 'open' }],
      ['GET', '/items?limit=0'],
      ['GET', '/items?limit=ten'],
      ['GET', '/items?offset=-1'],
    ];

    for (const [method, path, json] of wrong) {
      const answer = await as(ada).send(method, path, json);
      await expectStatus(
        `${method} ${path} with ${JSON.stringify(json)?.slice(0, 120) ?? 'no body'}`,
        answer,
        400,
      );
    }
    await step('the document and the rules of the workspace afterwards', async () =>
      expect([await readItem(ada, document), await listRules(ada, workspace)]).toEqual(before),
    );
  });
});
