import { createHash } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';

interface Todo {
  id: string;
  title: string;
  done: boolean;
  project: string | null;
}

const todos: Todo[] = [];
let lastId = 0;

const app = express();
app.disable('x-powered-by');
app.set('etag', false);

function problem(response: Response, status: number, title: string, more: object = {}) {
  response.status(status).type('application/problem+json').send(JSON.stringify({ title, status, ...more }));
}

/** A version is named by its content: same content, same tag. */
function etagOf(todo: Todo): string {
  return `"${createHash('sha256').update(JSON.stringify(todo)).digest('base64url')}"`;
}

function sendTodo(response: Response, todo: Todo, status = 200) {
  response.status(status).set('ETag', etagOf(todo)).json(todo);
}

/** 415 and 400: hands on a parsed body or answers. */
function readJson(...types: string[]) {
  const parse = express.text({ type: () => true, defaultCharset: 'utf-8' });
  return (request: Request, response: Response, next: NextFunction) => {
    const type = (request.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
    if (!types.includes(type)) return problem(response, 415, `Send ${types.join(' or ')}`);
    parse(request, response, (error?: unknown) => {
      if (error) return next(error);
      try {
        request.body = JSON.parse(request.body);
      } catch {
        return problem(response, 400, 'The body is not JSON');
      }
      next();
    });
  };
}

const RULES: Record<string, { valid: (value: unknown) => boolean; message: string }> = {
  title: {
    valid: (value) => typeof value === 'string' && value.trim().length >= 1 && value.trim().length <= 200,
    message: 'must be a string of 1 to 200 characters',
  },
  done: { valid: (value) => typeof value === 'boolean', message: 'must be true or false' },
  project: {
    valid: (value) => value === null || (typeof value === 'string' && value.length >= 1 && value.length <= 50),
    message: 'must be null or a string of 1 to 50 characters',
  },
};

/** 422: answers, or leaves the cleaned members in response.locals. */
function checkTodo({ titleRequired }: { titleRequired: boolean }) {
  return (request: Request, response: Response, next: NextFunction) => {
    const body: unknown = request.body;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return problem(response, 422, 'A todo is an object');
    const errors = Object.entries(body).flatMap(([field, value]) => {
      const rule = Object.hasOwn(RULES, field) ? RULES[field] : undefined;
      if (!rule) return [{ field, message: 'is not known' }];
      return rule.valid(value) ? [] : [{ field, message: rule.message }];
    });
    if (titleRequired && !('title' in body)) errors.push({ field: 'title', message: 'is required' });
    if (errors.length > 0) return problem(response, 422, 'This todo has mistakes', { errors });
    const members = { ...body } as Partial<Todo>;
    if (members.title !== undefined) members.title = members.title.trim();
    response.locals.members = members;
    next();
  };
}

/** 412: the headers are there first. */
function checkIfMatch(request: Request, response: Response, next: NextFunction) {
  const header = request.get('if-match');
  if (header === undefined || header.trim() === '*') return next();
  const current = etagOf(response.locals.todo);
  if (header.split(',').some((tag) => tag.trim() === current)) return next();
  problem(response, 412, 'The todo has changed');
}

function loadTodo(request: Request, response: Response, next: NextFunction) {
  const todo = todos.find(({ id }) => id === request.params.id);
  if (!todo) return problem(response, 404, 'No such todo');
  response.locals.todo = todo;
  next();
}

app.post('/todos', readJson('application/json'), checkTodo({ titleRequired: true }), (_request, response) => {
  const todo: Todo = { id: `t${++lastId}`, title: '', done: false, project: null, ...response.locals.members };
  todos.push(todo);
  response.location(`/todos/${todo.id}`);
  sendTodo(response, todo, 201);
});

app.get('/todos', (request, response) => {
  const query = new URL(request.url, 'http://service').searchParams;
  const number = (name: string, absent: string) => (/^\d{1,15}$/.test(query.get(name) ?? absent) ? Number(query.get(name) ?? absent) : -1);
  const limit = number('limit', '20');
  const offset = number('offset', '0');
  const done = query.get('done');
  if (limit < 1 || limit > 100) return problem(response, 400, 'limit must be 1 to 100');
  if (offset < 0) return problem(response, 400, 'offset must be 0 or more');
  if (done !== null && !['true', 'false'].includes(done)) return problem(response, 400, 'done must be true or false');
  const found = todos
    .filter((todo) => !query.has('project') || todo.project === query.get('project'))
    .filter((todo) => done === null || String(todo.done) === done);
  response.json({ items: found.slice(offset, offset + limit), total: found.length });
});

app.all('/todos', (_request, response) => {
  response.set('Allow', 'GET, HEAD, POST');
  problem(response, 405, 'Method not allowed');
});

app.get('/todos/:id', loadTodo, (request, response) => {
  const etag = etagOf(response.locals.todo);
  const known = (request.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes('*') || known.includes(etag)) return void response.status(304).set('ETag', etag).end();
  sendTodo(response, response.locals.todo);
});

app.put(
  '/todos/:id',
  loadTodo,
  (request, response, next) => (request.get('if-match') ? next() : problem(response, 428, 'If-Match is required')),
  checkIfMatch,
  readJson('application/json'),
  checkTodo({ titleRequired: true }),
  loadTodo, // again: it may be gone since the body was read
  (_request, response) => {
    const { todo, members } = response.locals;
    sendTodo(response, Object.assign(todo, { done: false, project: null }, members));
  },
);

app.patch(
  '/todos/:id',
  loadTodo,
  checkIfMatch,
  readJson('application/merge-patch+json', 'application/json'),
  checkTodo({ titleRequired: false }),
  loadTodo,
  (_request, response) => sendTodo(response, Object.assign(response.locals.todo, response.locals.members)),
);

app.delete('/todos/:id', loadTodo, checkIfMatch, (_request, response) => {
  todos.splice(todos.indexOf(response.locals.todo), 1);
  response.status(204).end();
});

app.all('/todos/:id', loadTodo, (_request, response) => {
  response.set('Allow', 'GET, HEAD, PUT, PATCH, DELETE');
  problem(response, 405, 'Method not allowed');
});

app.use((_request, response) => problem(response, 404, 'Nothing here'));
app.use((error: { status?: number }, _request: Request, response: Response, _next: NextFunction) =>
  problem(response, error.status ?? 500, 'The request could not be handled'),
);

app.listen(Number(process.env.PORT), '127.0.0.1');
