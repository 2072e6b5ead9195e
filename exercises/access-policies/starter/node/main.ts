import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Item {
  id: string;
  name: string;
  parent: string | null;
  status: string;
  author: string;
}

const items = new Map<string, Item>();
let lastId = 0;

const server = createServer((request, response) => {
  answer(request, response).catch(() => send(response, 500, { error: 'Something went wrong.' }));
});

async function answer(request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://store');
  const user = String(request.headers['x-user']);

  if (request.method === 'POST' && pathname === '/items') {
    const { name, parent = null, status = 'draft' } = await readJson(request);
    const item: Item = { id: `i${++lastId}`, name, parent, status, author: user };
    items.set(item.id, item);
    send(response, 201, item);
    return;
  }

  const item = items.get(pathname.replace('/items/', ''));
  if (request.method === 'GET' && item) {
    send(response, 200, item); // To anybody who counts up the number?
    return;
  }

  send(response, 404, { error: 'There is no such item.' });
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
