import { random, step, subject } from '@touchstone/kit';

interface Item {
  readonly id: string;
  readonly parent: string | null;
}

const as = (user: string) => ({ 'x-user': user });

async function create(user: string, members: object = {}): Promise<Item> {
  const json = { name: random.sentence(2), ...members };
  const answer = await subject.post('/items', { headers: as(user), json });
  expect(answer).toHaveStatus(201);
  return answer.json as Item;
}

const addRule = (user: string, { id }: Item, json: object) =>
  subject.post(`/items/${id}/rules`, { headers: as(user), json });

describe('First rights', () => {
  it('makes a workspace with a document for its owner', async () => {
    const ada = random.word();
    const workspace = await create(ada);
    const document = await create(ada, { parent: workspace.id, status: 'final' });

    const answer = await subject.get(`/items/${document.id}`, { headers: as(ada) });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ parent: workspace.id, status: 'final', author: ada });
  });

  it('has nothing to show to somebody of whom no rule speaks', async () => {
    const document = await create(random.word());

    const answer = await subject.get(`/items/${document.id}`, { headers: as(random.word()) });

    expect(answer).toHaveStatus(404);
    expect(answer).toHaveJson({ error: expect.any(String) });
  });

  it('lets a viewer of the workspace read the document in it, and not change it', async () => {
    const [ada, bob] = [random.word(), random.word()];
    const workspace = await create(ada);
    const document = await create(ada, { parent: workspace.id });

    const rule = { effect: 'allow', subject: `user:${bob}`, role: 'viewer' };
    const added = await addRule(ada, workspace, rule);
    expect(added).toHaveStatus(201);
    expect(added).toHaveJson({ id: expect.any(String), ...rule, when: {} });

    const path = `/items/${document.id}`;
    expect(await subject.get(path, { headers: as(bob) })).toHaveStatus(200);
    expect(await subject.patch(path, { headers: as(bob), json: { status: 'final' } })).toHaveStatus(403);
  });

  it('lets a deny above win over an allow on the document, and explains it', async () => {
    const [ada, bob] = [random.word(), random.word()];
    const workspace = await create(ada);
    const document = await create(ada, { parent: workspace.id });
    await addRule(ada, document, { effect: 'allow', subject: `user:${bob}`, role: 'editor' });
    const deny = await addRule(ada, workspace, {
      effect: 'deny',
      subject: `user:${bob}`,
      actions: ['write'],
    });
    expect(deny).toHaveStatus(201);

    const write = await subject.patch(`/items/${document.id}`, { headers: as(bob), json: {} });
    const explanation = await subject.post(`/items/${document.id}/explain`, {
      headers: as(ada),
      json: { user: bob, action: 'write' },
    });

    await step('a change by an editor who is denied “write” above', () => expect(write).toHaveStatus(403));
    expect(explanation).toHaveStatus(200);
    await step('the explanation of that', () =>
      expect(explanation).toHaveJson({
        allowed: false,
        reason: 'deny',
        rule: (deny.json as { id: string }).id,
      }),
    );
  });
});
