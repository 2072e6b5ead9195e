import { problem } from './problem.ts';
import type { ListQuery, Members } from './rules.ts';

export interface Todo extends Members {
  id: string;
  version: number;
}

/** Todos in the order of their creation (a Map keeps it). */
export class TodoStore {
  #todos = new Map<string, Todo>();
  #lastId = 0;

  add(members: Members): Todo {
    const todo = { ...members, id: String(++this.#lastId), version: 1 };
    this.#todos.set(todo.id, todo);
    return todo;
  }

  get(id: string): Todo {
    const todo = this.#todos.get(id);
    if (!todo) throw problem(404, 'There is no todo with this id');
    return todo;
  }

  replace(todo: Todo, members: Members): Todo {
    const next = { ...members, id: todo.id, version: todo.version + 1 };
    this.#todos.set(next.id, next);
    return next;
  }

  delete(id: string): void {
    this.#todos.delete(id);
  }

  list({ project, done, limit, offset }: ListQuery) {
    const matching = [...this.#todos.values()].filter(
      (todo) => (project === null || todo.project === project) && (done === null || todo.done === done),
    );
    const items = matching
      .slice(offset, offset + limit)
      .map((todo) => ({ id: todo.id, title: todo.title, done: todo.done, project: todo.project }));
    return { items, total: matching.length };
  }
}
