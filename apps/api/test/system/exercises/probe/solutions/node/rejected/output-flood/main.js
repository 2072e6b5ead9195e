import { createServer } from 'node:http';

const trouble = async () => {
  for (;;) {
    process.stdout.write('x'.repeat(1024) + '\n');
    await new Promise(setImmediate);
  }
};

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const say = (body, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'POST') {
    await trouble();
    return say({ ok: true });
  }
  if (url.pathname === '/sum')
    return say({ sum: Number(url.searchParams.get('a')) + Number(url.searchParams.get('b')) });
  return say({ hello: url.searchParams.get('name') });
}).listen(process.env.PORT);
