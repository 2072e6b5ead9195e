import { createHash, randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';

interface Reader {
  name: string;
  bookmarks: Set<string>;
}

const STYLE = 'body { font-family: serif; max-width: 40rem; margin: auto }\n';
const STYLE_PATH = `/assets/style.${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`;

const articles = new Map<string, Record<string, { title: string; text: string }>>();
const readers = new Map<string, Reader>();

const app = express();
// Nobody keeps anything, unless a route says otherwise.
app.use((_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
});
app.use(express.json());
app.use((request, response, next) => {
  const header = request.get('authorization');
  if (header === undefined) return next();
  response.locals.reader = readers.get(header.replace(/^Bearer /, ''));
  if (!response.locals.reader) return void response.status(401).json({ error: 'who are you?' });
  next();
});

app.put('/articles/:slug', (request, response) => {
  const { en, de } = request.body ?? {};
  const isWhole = [en?.title, en?.text, de?.title, de?.text].every((text) => typeof text === 'string');
  if (!isWhole)
    return void response.status(400).json({ error: 'an article has a title and a text in en and de' });
  articles.set(request.params.slug, { en, de });
  response.status(204).end();
});

app.get('/articles/:slug', (request, response, next) => {
  const article = articles.get(request.params.slug);
  if (!article) return next();
  const reader: Reader | undefined = response.locals.reader;
  const language = languageOf(request);
  const { title, text } = article[language]!;
  const personal = reader ? { bookmarked: reader.bookmarks.has(request.params.slug) } : {};
  response.set(
    'cache-control',
    reader ? 'private, max-age=0, must-revalidate' : 'max-age=60, must-revalidate',
  );
  response.vary(['Accept-Language', 'Authorization']);
  response.json({ slug: request.params.slug, language, title, text, ...personal });
});

app.get('/front', (request, response) => {
  const language = languageOf(request);
  const all = [...articles].sort(([a], [b]) => (a < b ? -1 : 1));
  response.set('cache-control', 'public, max-age=0, must-revalidate');
  response.vary('Accept-Language');
  response.json({
    language,
    articles: all.map(([slug, article]) => ({ slug, title: article[language]!.title })),
    style: STYLE_PATH,
  });
});

app.post('/readers', (request, response) => {
  if (typeof request.body?.name !== 'string')
    return void response.status(400).json({ error: 'a reader has a name' });
  const token = randomUUID();
  readers.set(token, { name: request.body.name, bookmarks: new Set() });
  response.status(201).json({ token });
});

app.put('/articles/:slug/bookmark', needReader, (request: Request<{ slug: string }>, response, next) => {
  if (!articles.has(request.params.slug)) return next();
  response.locals.reader.bookmarks.add(request.params.slug);
  response.status(204).end();
});

app.get('/me', needReader, (_request, response) => {
  const { name, bookmarks }: Reader = response.locals.reader;
  response.set('cache-control', 'private, max-age=0, must-revalidate');
  response.vary('Authorization');
  response.json({ name, bookmarks: [...bookmarks] });
});

app.get(STYLE_PATH, (_request, response) => {
  response.set('cache-control', 'public, max-age=31536000, immutable');
  response.type('text/css').send(STYLE);
});

app.use((_request, response) => void response.status(404).json({ error: 'nothing here' }));
app.use((_error: Error, _request: Request, response: Response, _next: NextFunction) => {
  response.status(400).json({ error: 'this request cannot be answered' });
});

function needReader(_request: Request, response: Response, next: NextFunction): void {
  if (response.locals.reader) next();
  else response.status(401).json({ error: 'who are you?' });
}

function languageOf(request: Request): string {
  const first = (request.get('accept-language') ?? '').split(/[,;]/)[0]!.trim().toLowerCase();
  return first === 'de' || first.startsWith('de-') ? 'de' : 'en';
}

app.listen(Number(process.env.PORT), '127.0.0.1');
