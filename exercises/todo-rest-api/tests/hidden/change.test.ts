import { random, step, subject } from '@touchstone/kit';
import { createTodo, expectStatus, expectStored, put } from './todos.ts';

describe('Replace, change and delete', () => {
  it('replaces a todo as a whole with PUT', async () => {
    const { path, todo } = await createTodo({ done: true, project: random.word() });
    const title = random.sentence(3);
    const expected = { id: todo.id, title, done: false, project: null };

    const response = await put(path, { title });

    await expectStatus('PUT with a title alone', response, 200);
    await step('the answer to PUT with a title alone', () => expect(response.json).toEqual(expected));
    await expectStored(path, expected);
  });

  it('changes only the members that PATCH names', async () => {
    const { path, todo: before } = await createTodo({ done: true, project: random.word() });
    const title = random.sentence(3);
    const project = random.word();

    const first = await subject.patch(path, { json: { title } });
    await expectStatus('PATCH with a title alone', first, 200);
    await step('the answer to PATCH with a title alone', () =>
      expect(first.json).toEqual({ ...before, title }),
    );

    const second = await subject.patch(path, { json: { project } });
    await step('the answer to PATCH with a project alone', () =>
      expect(second.json).toEqual({ ...before, title, project }),
    );
    await expectStored(path, { ...before, title, project });
  });

  it('takes false and null as values, not as absence', async () => {
    const { path, todo: before } = await createTodo({ done: true, project: random.word() });

    const undone = await subject.patch(path, { json: { done: false } });
    await step('the answer to PATCH with "done": false', () =>
      expect(undone.json).toEqual({ ...before, done: false }),
    );

    const homeless = await subject.patch(path, { json: { project: null } });
    await step('the answer to PATCH with "project": null', () =>
      expect(homeless.json).toEqual({ ...before, done: false, project: null }),
    );
    await expectStored(path, { ...before, done: false, project: null });
  });

  it('accepts a PATCH that changes nothing', async () => {
    const { path, todo: before } = await createTodo({ done: true, project: random.word() });

    const response = await subject.patch(path, { json: {} });

    await expectStatus('PATCH with {}', response, 200);
    await step('the answer to PATCH with {}', () => expect(response.json).toEqual(before));
  });

  it('keeps the id of a todo that changes', async () => {
    const { path, todo } = await createTodo();

    const replaced = await put(path, { title: random.sentence(2), done: true });
    const changed = await subject.patch(path, { json: { done: false } });

    await step('the id after PUT', () => expect(replaced).toHaveJson({ id: todo.id }));
    await step('the id after PATCH', () => expect(changed).toHaveJson({ id: todo.id }));
    await expectStatus(`GET ${path} afterwards`, await subject.get(path), 200);
  });

  it('answers DELETE with 204 and no body, and forgets the todo', async () => {
    const kept = await createTodo();
    const { path } = await createTodo();

    const response = await subject.delete(path);

    await expectStatus('DELETE', response, 204);
    await step('the body of the answer to DELETE', () => expect(response.text).toBe(''));
    expect(await subject.get(path)).toHaveStatus(404);
    await expectStatus('a second DELETE', await subject.delete(path), 404);
    await expectStatus('GET for another todo', await subject.get(kept.path), 200);
  });

  it('never gives an id out twice', async () => {
    const seen: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const [older, newer] = [await createTodo(), await createTodo()];
      seen.push(older.todo.id, newer.todo.id);
      await subject.delete(random.pick([older, newer]).path);
      await subject.delete(newer.path);
    }

    await step('different ids among six todos, some deleted in between', () =>
      expect(new Set(seen).size).toBe(seen.length),
    );
  });
});
