import { random, step, subject } from '@touchstone/kit';

describe('First steps', () => {
  it('creates a todo and says where it is', async () => {
    const title = random.sentence(3);

    const response = await subject.post('/todos', { json: { title } });

    await step('the status of POST /todos', () => expect(response.status).toBe(201));
    await step('the todo in the answer', () =>
      expect(response.json).toMatchObject({ title, done: false, project: null }),
    );
    const { id } = response.json as { id: string };
    await step('the Location header', () =>
      expect(response.headers.location ?? '(none)').toMatch(new RegExp(`/todos/${id}$`)),
    );
  });

  it('reads the todo back', async () => {
    const created = await subject.post('/todos', {
      json: { title: random.sentence(3), project: random.word() },
    });
    const { id } = created.json as { id: string };

    const response = await subject.get(`/todos/${id}`);

    await step(`the status of GET /todos/${id}`, () => expect(response.status).toBe(200));
    await step('the todo in the answer', () => expect(response.json).toEqual(created.json));
  });

  it('answers 404 with a problem document for a todo that is not there', async () => {
    const response = await subject.get(`/todos/${random.uuid()}`);

    await step('the status', () => expect(response.status).toBe(404));
    await step('the Content-Type', () =>
      expect(response.headers['content-type'] ?? '(none)').toMatch(/^application\/problem\+json/),
    );
    await step('the problem document', () =>
      expect(response.json).toMatchObject({ status: 404, title: expect.any(String) }),
    );
  });

  it('refuses a todo without a title', async () => {
    const response = await subject.post('/todos', { json: { done: true } });

    await step('the status of POST /todos without a title', () => expect(response.status).toBe(422));
    await step('the errors', () => expect(response.json).toMatchObject({ errors: [{ field: 'title' }] }));
  });
});
