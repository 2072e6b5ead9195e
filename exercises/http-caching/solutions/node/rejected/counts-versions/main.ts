import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

interface Reader {
  name: string;
  bookmarks: Set<string>;
}

interface Answer {
  status: number;
  body?: unknown;
  type?: string;
  /** Who may keep it. Without it nobody may. */
  keep?: string;
  vary?: string;
}

const MINUTE_FOR_ALL = 'public, max-age=60';
const ASK_EACH_TIME = 'public, no-cache';
const OWN_BROWSER_ONLY = 'private, no-cache';
const FOR_EVER = 'public, max-age=31536000, immutable';

const STYLE = 'body { font-family: serif; max-width: 40rem; margin: auto }\n';
const STYLE_PATH = `/assets/style.${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`;

const articles = new Map<string, Record<string, { title: string; text: string }>>();
const readers = new Map<string, Reader>();

let version = 0;

const NOT_FOUND: Answer = { status: 404, body: { error: 'nothing here' } };
const UNKNOWN: Answer = { status: 401, body: { error: 'who are you?' } };

/** The one way out: no answer can leave without saying who may keep it. */
const server = createServer(async (request, response) => {
  const { status, body, type = 'application/json', keep = 'no-store', vary } = await answer(request);
  const content = body === undefined ? '' : type === 'application/json' ? JSON.stringify(body) : String(body);
  response.statusCode = status;
  response.setHeader('cache-control', keep);
  if (vary) response.setHeader('vary', vary);
  if (status === 200) {
    // Over what is sent, and the number of changes so far.
    const tag = `"${createHash('sha256').update(content).digest('base64url')}.${version}"`;
    response.setHeader('etag', tag);
    if (isNamed(tag, request.headers['if-none-match'])) {
      response.statusCode = 304;
      return void response.end();
    }
  }
  if (content !== '') response.setHeader('content-type', type);
  response.end(request.method === 'HEAD' ? undefined : content);
});

function isNamed(tag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((one) => one.replace(/^W\//, '') === tag);
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const path = request.url!.split('?')[0]!;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const reader = findReader(request);
  if (reader === null) return UNKNOWN;
  const [, slug = '', below = ''] = /^\/articles\/([^/]+)(\/bookmark)?$/.exec(path) ?? [];
  if (method === 'PUT' && slug && !below) return publish(slug, await readObject(request));
  if (method === 'PUT' && slug) return bookmark(slug, reader);
  if (method === 'POST' && path === '/readers') return signUp(await readObject(request));
  if (method !== 'GET') return NOT_FOUND;
  if (slug && !below) return readArticle(slug, languageOf(request), reader);
  if (path === '/front') return readFront(languageOf(request));
  if (path === '/me') return readMe(reader);
  return path === STYLE_PATH ? { status: 200, body: STYLE, type: 'text/css', keep: FOR_EVER } : NOT_FOUND;
}

function publish(slug: string, { en, de }: Record<string, any>): Answer {
  const isWhole = [en?.title, en?.text, de?.title, de?.text].every((text) => typeof text === 'string');
  if (!isWhole) return { status: 400, body: { error: 'an article has a title and a text in en and de' } };
  articles.set(slug, { en, de });
  version += 1;
  return { status: 204 };
}

function readArticle(slug: string, language: string, reader: Reader | undefined): Answer {
  const article = articles.get(slug);
  if (!article) return NOT_FOUND;
  const { title, text } = article[language]!;
  const personal = reader ? { bookmarked: reader.bookmarks.has(slug) } : {};
  const keep = reader ? OWN_BROWSER_ONLY : MINUTE_FOR_ALL;
  // On the anonymous answer, too: it is not good enough for somebody who is signed in.
  const vary = 'Accept-Language, Authorization';
  return { status: 200, body: { slug, language, title, text, ...personal }, keep, vary };
}

function readFront(language: string): Answer {
  const all = [...articles].sort(([a], [b]) => (a < b ? -1 : 1));
  const list = all.map(([slug, article]) => ({ slug, title: article[language]!.title }));
  const body = { language, articles: list, style: STYLE_PATH };
  return { status: 200, body, keep: ASK_EACH_TIME, vary: 'Accept-Language' };
}

function bookmark(slug: string, reader: Reader | undefined): Answer {
  if (!reader) return UNKNOWN;
  if (!articles.has(slug)) return NOT_FOUND;
  reader.bookmarks.add(slug);
  return { status: 204 };
}

function readMe(reader: Reader | undefined): Answer {
  if (!reader) return UNKNOWN;
  const body = { name: reader.name, bookmarks: [...reader.bookmarks] };
  return { status: 200, body, keep: OWN_BROWSER_ONLY, vary: 'Authorization' };
}

function signUp({ name }: Record<string, unknown>): Answer {
  if (typeof name !== 'string') return { status: 400, body: { error: 'a reader has a name' } };
  const token = randomUUID();
  readers.set(token, { name, bookmarks: new Set() });
  return { status: 201, body: { token } };
}

/** Undefined for somebody who is not signed in, null for a token that nobody has. */
function findReader(request: IncomingMessage): Reader | undefined | null {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  return readers.get(header.replace(/^Bearer /, '')) ?? null;
}

function languageOf(request: IncomingMessage): string {
  const first = (request.headers['accept-language'] ?? '').split(/[,;]/)[0]!.trim().toLowerCase();
  return first === 'de' || first.startsWith('de-') ? 'de' : 'en';
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) ?? {};
  } catch {
    return {};
  }
}

server.listen(Number(process.env.PORT), '127.0.0.1');
