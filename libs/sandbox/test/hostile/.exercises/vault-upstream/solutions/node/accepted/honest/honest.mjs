// A right solution of every target exercise. The harness adds it to each Node case, so that a case holds its attack alone.
import { createHash } from 'node:crypto';
import http from 'node:http';

export const double = (n) => 2 * n;
export const seal = (text) => createHash('sha256').update(text).digest('hex');

export class Counter {
  #count = 0;
  add(n) {
    return (this.#count += n);
  }
}

/** @returns {[status: number, body: unknown]} */
export async function answer(request) {
  const url = new URL(request.url, 'http://subject');
  if (url.pathname === '/double') return [200, { double: double(Number(url.searchParams.get('n'))) }];
  if (url.pathname === '/seal') return [200, { seal: seal(JSON.parse(await readBody(request)).text) }];
  return [404, { error: 'not found' }];
}

export async function readBody(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** Serves right answers on PORT. `around(request, response)` may answer first: it returns true when it did. */
export function serve(around = () => false) {
  const server = http.createServer(async (request, response) => {
    if (await around(request, response)) return;
    const [status, body] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  return server.listen(Number(process.env.PORT), '127.0.0.1');
}
