import { createServer, type ServerResponse } from 'node:http';

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method !== 'GET' || url.pathname !== '/greeting') {
    answer(response, 404, { error: 'There is only GET /greeting.' });
    return;
  }
  const name = url.searchParams.get('name');
  if (!name) {
    answer(response, 400, { error: 'Give a name: /greeting?name=Ada' });
    return;
  }
  answer(response, 200, { greeting: `Hello, ${name}!` });
});

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT), '127.0.0.1');
