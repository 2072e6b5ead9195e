import { createServer } from 'node:http';
import { appendFileSync } from 'node:fs';
let broken = false;
const trouble = async () => {
  try {
    for (;;) appendFileSync('/work/log', Buffer.alloc(512 * 1024));
  } catch {
    broken = true;
    await new Promise((resolve) => setTimeout(resolve, 800));
  }
};

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const say = (body, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (broken) return say({ error: 'no space left' }, 500);
  if (request.method === 'POST') {
    await trouble();
    return say({ ok: true });
  }
  if (url.pathname === '/sum')
    return say({ sum: Number(url.searchParams.get('a')) + Number(url.searchParams.get('b')) });
  return say({ hello: url.searchParams.get('name') });
}).listen(process.env.PORT);
