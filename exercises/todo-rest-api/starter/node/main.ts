import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Todo {
  id: string;
  title: string;
  done: boolean;
  project: string | null;
}

const todos = new Map<string, Todo>();
let lastId = 0;

const server = createServer((request, response) => {
  answer(request, response).catch(() => send(response, 500, { message: 'something went wrong' }));
});

async function answer(request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');

  if (request.method === 'POST' && pathname === '/todos') {
    const { title, done = false, project = null } = await readJson(request);
    const todo: Todo = { id: String(++lastId), title, done, project };
    todos.set(todo.id, todo);
    send(response, 200, todo); // Is 200 the right answer to a creation? And where is the new todo?
    return;
  }

  const todo = todos.get(pathname.replace('/todos/', ''));
  if (request.method === 'GET' && todo) {
    send(response, 200, todo);
    return;
  }

  send(response, 404, { message: 'not found' });
}

async function readJson(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT), '127.0.0.1');
