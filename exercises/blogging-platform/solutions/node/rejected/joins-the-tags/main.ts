import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import * as articles from './articles.ts';
import { isWell } from './database.ts';
import { readMember, Refusal, splitPath, type Call } from './http.ts';
import * as users from './users.ts';

type Route = [pattern: string, status: number, needsToken: boolean, run: (call: Call) => Promise<object | void>];

const ROUTES: Route[] = [
  ['POST /users', 201, false, users.register],
  ['POST /users/login', 200, false, users.login],
  ['GET /user', 200, true, users.readCurrent],
  ['PUT /user', 200, true, users.updateCurrent],
  ['GET /profiles/:', 200, false, users.readProfile],
  ['POST /profiles/:/follow', 200, true, users.follow],
  ['DELETE /profiles/:/follow', 200, true, users.unfollow],
  ['GET /articles', 200, false, articles.listArticles],
  ['GET /articles/feed', 200, true, articles.readFeed],
  ['POST /articles', 201, true, articles.createArticle],
  ['GET /articles/:', 200, false, articles.readArticle],
  ['PUT /articles/:', 200, true, articles.updateArticle],
  ['DELETE /articles/:', 204, true, articles.deleteArticle],
  ['GET /articles/:/comments', 200, false, articles.listComments],
  ['POST /articles/:/comments', 201, true, articles.addComment],
  ['DELETE /articles/:/comments/:', 204, true, articles.deleteComment],
  ['POST /articles/:/favorite', 200, true, articles.favorite],
  ['DELETE /articles/:/favorite', 200, true, articles.unfavorite],
  ['GET /tags', 200, false, articles.listTags],
];

interface Answer {
  readonly status: number;
  readonly body?: object | void;
}

async function handle(request: IncomingMessage): Promise<Answer> {
  const [pathname = '', search] = (request.url ?? '').split('?');
  if (pathname === '/healthz') {
    const well = await isWell();
    return { status: well ? 200 : 503, body: { status: well ? 'ok' : 'the database does not answer' } };
  }
  const [api, ...parts] = splitPath(pathname);
  const found = ROUTES.find(([pattern]) => api === 'api' && matches(pattern, request.method!, parts));
  if (!found) throw new Refusal(404, 'path', 'is unknown');
  const [pattern, status, needsToken, run] = found;
  const viewer = await users.findViewer(request.headers.authorization);
  if (needsToken && !viewer) throw new Refusal(401, 'token', 'is missing or invalid');
  const params = parts.filter((_, index) => pattern.split('/')[index + 1] === ':');
  const body = await run({ viewer, params, search: new URLSearchParams(search), read: (name) => readMember(request, name) });
  return { status, body };
}

function matches(pattern: string, method: string, parts: string[]): boolean {
  const [verb, path = ''] = pattern.split(' ');
  const wanted = path.split('/').slice(1);
  return verb === method && wanted.length === parts.length && wanted.every((part, index) => part === ':' || part === parts[index]);
}

/** The answer to what a route threw. */
function refuse(error: Error & { code?: string; constraint?: string }): Answer {
  if (error instanceof Refusal) return { status: error.status, body: { errors: { [error.field]: [error.message] } } };
  // A unique index was faster than any look beforehand could be.
  const taken = error.code === '23505' && /username|email|slug/.exec(error.constraint ?? '')?.[0];
  if (taken) return { status: 422, body: { errors: { [taken]: ['is already taken'] } } };
  console.error(JSON.stringify({ level: 'error', error: error.stack }));
  return { status: 500, body: { errors: { body: ['something went wrong'] } } };
}

const server = createServer(async (request, response) => {
  const startedAt = performance.now();
  const given = String(request.headers['x-request-id'] ?? '');
  const requestId = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();

  const { status, body } = await handle(request).catch(refuse);

  response.writeHead(status, { 'x-request-id': requestId, ...(body && { 'content-type': 'application/json; charset=utf-8' }) });
  response.end(body && JSON.stringify(body));
  const [path] = (request.url ?? '').split('?');
  const line = { requestId, method: request.method, path, status, durationMs: Math.round(performance.now() - startedAt) };
  console.log(JSON.stringify({ time: new Date().toISOString(), ...line }));
});

server.listen(Number(process.env.PORT), '127.0.0.1');
