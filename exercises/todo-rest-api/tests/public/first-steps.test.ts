import { random, step, subject } from '@touchstone/kit';

describe('First steps', () => {
  it('creates a todo and says where it is', async () => {
    const title = random.sentence(3);

    const response = await subject.post('/todos', { json: { title } });

    expect(response).toHaveStatus(201);
    await step('the todo in the answer', () =>
      expect(response).toHaveJson({ title, done: false, project: null }),
    );
    const { id } = response.json as { id: string };
    const location = response.headers.location ?? '(none)';
    await step('the Location header', () => expect(location).toContain(`/todos/${id}`));
  });

  it('reads the todo back', async () => {
    const created = await subject.post('/todos', {
      json: { title: random.sentence(3), project: random.word() },
    });
    const { id } = created.json as { id: string };

    const response = await subject.get(`/todos/${id}`);

    expect(response).toHaveStatus(200);
    await step('the todo in the answer', () => expect(response.json).toEqual(created.json));
  });

  it('answers 404 with a problem document for a todo that is not there', async () => {
    const response = await subject.get(`/todos/${random.uuid()}`);

    expect(response).toHaveStatus(404);
    expect(response).toHaveHeader('content-type', /^application\/problem\+json/);
    await step('the problem document', () =>
      expect(response).toHaveJson({ status: 404, title: expect.any(String) }),
    );
  });

  it('refuses a todo without a title', async () => {
    const response = await subject.post('/todos', { json: { done: true } });

    expect(response).toHaveStatus(422);
    await step('the errors', () => expect(response).toHaveJson({ errors: [{ field: 'title' }] }));
  });
});
