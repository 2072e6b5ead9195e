import { random, step, subject, type HttpResponse } from '@touchstone/kit';

export interface Todo {
  id: string;
  title: string;
  done: boolean;
  project: string | null;
}

/** Where the todo of an answer lives. The answer's status is for the test to judge. */
export async function pathOf(response: HttpResponse): Promise<string> {
  await step('the id in the answer to POST /todos', () => {
    expect(response).toHaveJson({ id: expect.stringMatching(/./) });
  });
  return `/todos/${encodeURIComponent((response.json as Todo).id)}`;
}

export async function createTodo(members: object = {}): Promise<{ todo: Todo; path: string }> {
  const response = await subject.post('/todos', { json: { title: random.sentence(3), ...members } });
  const path = await pathOf(response);
  return { todo: response.json as Todo, path };
}

export const ifMatch = (etag: string) => ({ 'if-match': etag });

/** Replaces whatever version is there. */
export const put = (path: string, json: unknown) => subject.put(path, { json, headers: ifMatch('*') });

export async function expectStatus(what: string, response: HttpResponse, status: number): Promise<void> {
  await step(what, () => expect(response).toHaveStatus(status));
}

export async function expectStored(path: string, todo: object): Promise<void> {
  const response = await subject.get(path);
  await step(`GET ${path} afterwards`, () => expect(response.json).toEqual(todo));
}
