import { createServer } from 'node:http';

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'GET' && pathname.endsWith('/stream')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // One event, as an example. What is missing: everything that reporters report.
    response.write('id: 1\nevent: note\ndata: Welcome\n\n');
    return;
  }
  response.writeHead(501, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'to do' }));
}).listen(Number(process.env.PORT), '127.0.0.1');
