import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from './problem.ts';
import type { ListQuery, Members } from './rules.ts';

export interface Todo extends Members {
  id: string;
  version: number;
}

interface Content {
  lastId: number;
  todos: Todo[];
}

/** Todos in a JSON file. */
export class TodoStore {
  #file = join(mkdtempSync(join(tmpdir(), 'todos-')), 'todos.json');
  #writes = 0;

  constructor() {
    writeFileSync(this.#file, JSON.stringify({ lastId: 0, todos: [] }));
  }

  async add(members: Members): Promise<Todo> {
    const content = await this.#read();
    const todo = { ...members, id: String(++content.lastId), version: 1 };
    content.todos.push(todo);
    await this.#write(content);
    return todo;
  }

  async get(id: string): Promise<Todo> {
    const { todos } = await this.#read();
    const todo = todos.find((candidate) => candidate.id === id);
    if (!todo) throw problem(404, 'There is no todo with this id');
    return todo;
  }

  async replace(todo: Todo, members: Members): Promise<Todo> {
    const content = await this.#read();
    const next = { ...members, id: todo.id, version: todo.version + 1 };
    content.todos = content.todos.map((candidate) => (candidate.id === todo.id ? next : candidate));
    await this.#write(content);
    return next;
  }

  async delete(id: string): Promise<void> {
    const content = await this.#read();
    content.todos = content.todos.filter((todo) => todo.id !== id);
    await this.#write(content);
  }

  async #read(): Promise<Content> {
    return JSON.parse(await readFile(this.#file, 'utf8'));
  }

  /** Written beside and renamed, so that nobody reads half a file. */
  async #write(content: Content): Promise<void> {
    const next = `${this.#file}.${++this.#writes}`;
    await writeFile(next, JSON.stringify(content));
    await rename(next, this.#file);
  }

  async list({ project, done, limit, offset }: ListQuery) {
    const { todos } = await this.#read();
    const matching = todos.filter(
      (todo) => (project === null || todo.project === project) && (done === null || todo.done === done),
    );
    const items = matching
      .slice(offset, offset + limit)
      .map((todo) => ({ id: todo.id, title: todo.title, done: todo.done, project: todo.project }));
    return { items, total: matching.length };
  }
}
