import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
let broken = false;
const trouble = async () => {
  for (let n = 0; n < 100 && !broken; n++) {
    const child = spawn('sleep', ['60']);
    child.on('error', () => {
      broken = true;
    });
    await new Promise(setImmediate);
  }
  broken = true;
};

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const say = (body, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (broken) return say({ error: 'no process left' }, 500);
  if (request.method === 'POST') {
    await trouble();
    return say({ ok: true });
  }
  if (url.pathname === '/sum')
    return say({ sum: Number(url.searchParams.get('a')) + Number(url.searchParams.get('b')) });
  return say({ hello: url.searchParams.get('name') });
}).listen(process.env.PORT);
