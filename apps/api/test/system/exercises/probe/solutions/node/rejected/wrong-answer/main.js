import { createServer } from 'node:http';

const trouble = async () => {};

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const say = (body, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'POST') {
    await trouble();
    return say({ ok: true });
  }
  if (url.pathname === '/sum') return say({ sum: 0 });
  return say({ hello: 'nobody' });
}).listen(process.env.PORT);
