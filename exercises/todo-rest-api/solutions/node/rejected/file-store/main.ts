import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { etagOf, isListed } from './conditions.ts';
import { problem, Problem } from './problem.ts';
import { checkMembers, listQuery } from './rules.ts';
import { TodoStore, type Todo } from './todo-store.ts';

const store = new TodoStore();

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}
interface Call {
  request: IncomingMessage;
  url: URL;
  id: string;
}
type Route = (call: Call) => Answer | Promise<Answer>;

const collection: Record<string, Route> = {
  GET: async ({ url }) => ({ status: 200, body: await store.list(listQuery(url.searchParams)) }),
  POST: async ({ request }) => {
    const members = checkMembers(await readJson(request, ['application/json']), { complete: true });
    const todo = await store.add(members);
    return { ...single(todo), status: 201, headers: { ...single(todo).headers, location: `/todos/${todo.id}` } };
  },
};

const item: Record<string, Route> = {
  GET: async ({ request, id }) => {
    const todo = await store.get(id);
    const known = request.headers['if-none-match'];
    if (known !== undefined && isListed(known, todo, { weak: true })) return { status: 304, headers: { etag: etagOf(todo) } };
    return single(todo);
  },
  PUT: async ({ request, id }) => {
    const members = checkMembers(await readJson(request, ['application/json']), { complete: true });
    const todo = await store.get(id);
    if (request.headers['if-match'] === undefined) throw problem(428, 'Say which version you replace with If-Match');
    requireMatch(request, todo);
    return single(await store.replace(todo, members));
  },
  PATCH: async ({ request, id }) => {
    const body = await readJson(request, ['application/merge-patch+json', 'application/json']);
    const members = checkMembers(body, { complete: false });
    const todo = await store.get(id);
    requireMatch(request, todo);
    return single(await store.replace(todo, { ...todo, ...members }));
  },
  DELETE: async ({ request, id }) => {
    requireMatch(request, await store.get(id));
    await store.delete(id);
    return { status: 204 };
  },
};

function single(todo: Todo): Answer {
  const { id, title, done, project } = todo;
  return { status: 200, headers: { etag: etagOf(todo) }, body: { id, title, done, project } };
}

function requireMatch(request: IncomingMessage, todo: Todo): void {
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && !isListed(wanted, todo, { weak: false })) throw problem(412, 'The todo has changed since you read it');
}

async function readJson(request: IncomingMessage, types: string[]): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!types.includes(type)) throw problem(415, `Send ${types.join(' or ')}`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw problem(400, 'The body is not JSON');
  }
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://service');
  const match = /^\/todos(?:\/([^/]+))?$/.exec(url.pathname);
  if (!match) throw problem(404, 'There is nothing at this path');
  const id = match[1] ?? '';
  if (id) await store.get(id);
  const routes = id ? item : collection;
  const method = request.method === 'HEAD' ? 'GET' : request.method!;
  const route = Object.hasOwn(routes, method) ? routes[method] : undefined;
  if (!route) throw problem(405, 'This method is not allowed here', { allow: ['HEAD', ...Object.keys(routes)].join(', ') });
  return route({ request, url, id });
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer, type: string): void {
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...headers,
    ...(bytes && { 'content-type': type, 'content-length': bytes.length }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

const server = createServer(async (request, response) => {
  try {
    send(request, response, await answer(request), 'application/json; charset=utf-8');
  } catch (error) {
    const known = error instanceof Problem ? error : problem(500, 'Something went wrong');
    send(request, response, { status: known.status, headers: known.headers, body: known.toJSON() }, 'application/problem+json');
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1');
