import { createServer, type ServerResponse } from 'node:http';
import { prepare } from './database.ts';
import { readPage, readProduct } from './catalogue.ts';
import { document } from './openapi.ts';
import { readQuestion } from './parameters.ts';
import { Problem } from './problem.ts';
import { FAREWELL, listOldProducts, OldError, readOldProduct } from './version-1.ts';

await prepare();
const { seal, unseal } = await import('./cursor.ts');

function send(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(JSON.stringify(body));
}

async function answer(url: URL, response: ServerResponse): Promise<void> {
  const path = url.pathname;
  if (path === '/openapi.json') return send(response, 200, document);
  if (path === '/v2/products') return listProducts(url, response);
  if (path.startsWith('/v2/products/')) {
    const id = path.slice('/v2/products/'.length);
    const product = /^\d{1,15}$/.test(id) ? await readProduct(Number(id)) : null;
    if (!product) throw new Problem(404, 'No such product');
    return send(response, 200, product);
  }
  if (path === '/v1' || path.startsWith('/v1/')) return answerOld(url, response);
  throw new Problem(404, 'No such path');
}

async function listProducts(url: URL, response: ServerResponse): Promise<void> {
  const question = readQuestion(url.searchParams);
  const place = question.cursor === null ? null : unseal(question, question.cursor);
  const { products, previous, next } = await readPage(question, place);
  const links = [];
  if (next) links.push(`<${linkTo(url, seal(question, next))}>; rel="next"`);
  if (previous) links.push(`<${linkTo(url, seal(question, previous))}>; rel="prev"`);
  if (links.length > 0) response.setHeader('link', links.join(', '));
  send(response, 200, { items: products });
}

/** The same request at another place. */
function linkTo(url: URL, cursor: string): string {
  const query = new URLSearchParams(url.searchParams);
  query.set('cursor', cursor);
  return `${url.pathname}?${query}`;
}

async function answerOld(url: URL, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(FAREWELL)) response.setHeader(name, value);
  if (url.pathname === '/v1/products') return send(response, 200, await listOldProducts(url.searchParams));
  if (url.pathname.startsWith('/v1/products/'))
    return send(response, 200, await readOldProduct(url.pathname.slice('/v1/products/'.length)));
  throw new OldError(404, 'no such path');
}

function refuse(error: unknown, response: ServerResponse): void {
  if (error instanceof Problem) return send(response, error.status, error, 'application/problem+json');
  if (error instanceof OldError) return send(response, error.status, { error: error.message });
  console.error(error);
  send(response, 500, { status: 500, title: 'Something went wrong' }, 'application/problem+json');
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  answer(url, response).catch((error: unknown) => refuse(error, response));
}).listen(Number(process.env.PORT), '127.0.0.1');
