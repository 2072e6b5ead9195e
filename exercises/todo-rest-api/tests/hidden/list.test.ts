import { random, step, subject } from '@touchstone/kit';
import { createTodo, put, type Todo } from './todos.ts';

interface Page {
  items: Todo[];
  total: number;
}

/** One after the other, so that their age is known. */
async function createTodos(count: number, members: (index: number) => object): Promise<Todo[]> {
  const todos: Todo[] = [];
  for (let index = 0; index < count; index += 1) {
    todos.push((await createTodo({ title: `${random.word()} ${index}`, ...members(index) })).todo);
  }
  return todos;
}

async function list(query: string): Promise<Page> {
  const response = await subject.get(`/todos${query}`);
  expect(response).toHaveStatus(200);
  await step(`the shape of GET /todos${query}`, () => {
    expect(response).toHaveJson({ items: expect.any(Array), total: expect.any(Number) });
  });
  return response.json as Page;
}

describe('List', () => {
  it('lists the todos of a project, oldest first', async () => {
    const project = `${random.word()} & ${random.word()}`;
    const todos = await createTodos(5, () => ({ project }));
    await createTodos(2, (index) => (index === 0 ? {} : { project: random.uuid() }));
    const query = `?project=${encodeURIComponent(project)}`;

    const title = random.sentence(3);
    await put(`/todos/${todos[0]?.id}`, { title, project });

    const page = await list(query);
    const expected = [{ ...todos[0], title }, ...todos.slice(1)];
    await step(`the items of GET /todos${query}, the oldest being replaced`, () =>
      expect(page.items).toEqual(expected),
    );
    await step(`the total of GET /todos${query}`, () => expect(page.total).toBe(5));
  });

  it('filters by project and done together', async () => {
    const project = random.uuid();
    const todos = await createTodos(6, (index) => ({ project, done: index % 3 === 0 }));

    for (const done of [true, false]) {
      const page = await list(`?project=${project}&done=${done}`);
      await step(`the items with done=${done}`, () =>
        expect(page.items).toEqual(todos.filter((todo) => todo.done === done)),
      );
    }
    const { total } = await list('?done=true&limit=1');
    const newest = await list(`?done=true&limit=100&offset=${Math.max(0, total - 100)}`);
    await step('the todos of this test among the last with done=true', () => {
      expect(newest.items.filter((todo) => todo.project === project)).toEqual(
        todos.filter(({ done }) => done),
      );
    });
  });

  it('cuts the list into pages and counts all that match', async () => {
    const project = random.uuid();
    const todos = await createTodos(7, (index) => ({ project, done: index === 6 }));

    const pages = [
      await list(`?project=${project}&limit=3`),
      await list(`?project=${project}&limit=3&offset=3`),
      await list(`?limit=3&offset=6&project=${project}`),
    ];

    await step('the items of three pages of 3', () =>
      expect(pages.map(({ items }) => items)).toEqual([todos.slice(0, 3), todos.slice(3, 6), todos.slice(6)]),
    );
    await step('the total on each page', () => expect(pages.map(({ total }) => total)).toEqual([7, 7, 7]));
    const beyond = await list(`?project=${project}&offset=${random.integer(7, 90)}`);
    await step('a page after the last todo', () => expect(beyond).toMatchObject({ items: [], total: 7 }));
    const undone = await list(`?project=${project}&done=false&limit=2&offset=4`);
    await step('the third page of 2 with done=false', () =>
      expect(undone).toMatchObject({ items: todos.slice(4, 6), total: 6 }),
    );
  });

  it('shows 20 todos when no limit is given', async () => {
    const project = random.uuid();
    const todos = await createTodos(22, () => ({ project }));

    const page = await list(`?project=${project}`);

    await step('the number of items', () => expect(page.items).toHaveLength(20));
    await step('the items', () => expect(page.items).toEqual(todos.slice(0, 20)));
    const hundred = await list(`?project=${project}&limit=100`);
    await step('the number of items with limit=100', () => expect(hundred.items).toHaveLength(22));
  });

  it('answers 400 to wrong parameters', async () => {
    const wrong = [
      'limit=0',
      'limit=101',
      'limit=-5',
      'limit=ten',
      'limit=',
      'limit=2.5',
      'offset=-1',
      'offset=1x',
      'done=maybe',
      'done=',
      'done=1',
    ];

    for (const query of random.shuffle(wrong)) {
      const response = await subject.get(`/todos?${query}`);
      expect(response).toHaveStatus(400);
    }
  });
});
