import type { Todo } from './todo-store.ts';

export const etagOf = (todo: Todo): string => `"${todo.id}-${todo.version}"`;

/** Whether an If-Match or If-None-Match header names this version of the todo. */
export function isListed(header: string, todo: Todo, { weak }: { weak: boolean }): boolean {
  if (header.trim() === '*') return true;
  const tags = header.split(',').map((tag) => tag.trim());
  return tags.some((tag) => (weak ? tag.replace(/^W\//, '') : tag) === etagOf(todo));
}
