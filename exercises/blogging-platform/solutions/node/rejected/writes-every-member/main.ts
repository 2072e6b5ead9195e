import { createHash, randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool } from 'pg';

interface Viewer {
  id: string;
  username: string;
  email: string;
  bio: string | null;
  image: string | null;
}

type Row = Record<string, any>;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
pool.on('error', (error) => console.error(error.message));

await pool.query(`
  CREATE TABLE IF NOT EXISTS users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL UNIQUE, email text NOT NULL UNIQUE, password_hash text NOT NULL, bio text, image text
  );
  CREATE TABLE IF NOT EXISTS tokens (hash text PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
  CREATE TABLE IF NOT EXISTS follows (
    follower_id bigint REFERENCES users, followee_id bigint REFERENCES users, PRIMARY KEY (follower_id, followee_id)
  );
  CREATE TABLE IF NOT EXISTS articles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES users,
    title text NOT NULL, description text NOT NULL, body text NOT NULL, tags text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS articles_by_age ON articles (created_at DESC, id DESC);
  CREATE INDEX IF NOT EXISTS articles_by_tag ON articles USING gin (tags);
  CREATE TABLE IF NOT EXISTS favorites (
    user_id bigint REFERENCES users, article_id bigint REFERENCES articles ON DELETE CASCADE, PRIMARY KEY (article_id, user_id)
  );
  CREATE TABLE IF NOT EXISTS comments (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id bigint NOT NULL REFERENCES articles ON DELETE CASCADE, author_id bigint NOT NULL REFERENCES users,
    body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
  );
`);

// What PostgreSQL makes of a row; $1 is always the viewer, or null.
const PROFILE = `json_build_object('username', u.username, 'bio', u.bio, 'image', u.image, 'following',
  EXISTS (SELECT FROM follows f WHERE f.follower_id = $1::bigint AND f.followee_id = u.id))`;
const SUMMARY = `'slug', a.slug, 'title', a.title, 'description', a.description,
  'tagList', a.tags, 'createdAt', a.created_at, 'updatedAt', a.updated_at,
  'favorited', EXISTS (SELECT FROM favorites f WHERE f.user_id = $1::bigint AND f.article_id = a.id),
  'favoritesCount', (SELECT count(*) FROM favorites f WHERE f.article_id = a.id), 'author', ${PROFILE}`;
const ARTICLE = `json_build_object(${SUMMARY}, 'body', a.body)`;
const COMMENT = `json_build_object('id', c.id, 'body', c.body, 'createdAt', c.created_at, 'updatedAt', c.updated_at, 'author', ${PROFILE})`;

class Refusal extends Error {
  readonly status: number;
  readonly field: string;
  constructor(status: number, field: string, message: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

const app = express();
app.disable('x-powered-by');

app.use((request, response, next) => {
  const startedAt = performance.now();
  const given = request.get('x-request-id') ?? '';
  const requestId = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
  response.set('x-request-id', requestId);
  response.on('finish', () => {
    const [path] = request.originalUrl.split('?');
    const durationMs = Math.round(performance.now() - startedAt);
    const line = { requestId, method: request.method, path, status: response.statusCode, durationMs };
    console.log(JSON.stringify({ time: new Date().toISOString(), ...line }));
  });
  next();
});

app.get('/healthz', async (request, response) => {
  const isWell = await Promise.race([pool.query('SELECT 1').then(() => true), after(1000)]).catch(() => false);
  response.status(isWell ? 200 : 503).json({ status: isWell ? 'ok' : 'no database' });
});

app.use(express.json({ limit: '1mb' }));
const api = express.Router();
app.use('/api', api);

api.post('/users', async (request, response) => {
  const given = readMember(request, 'user');
  const [username, email] = [readText(given, 'username'), readText(given, 'email')];
  const hash = await hashPassword(readText(given, 'password'));
  const user = await one('INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3) RETURNING *', [username, email, hash]);
  response.status(201).json({ user: { ...show(user as Viewer), token: await issueToken(user as Viewer) } });
});

api.post('/users/login', async (request, response) => {
  const given = readMember(request, 'user');
  const [email, password] = [readText(given, 'email'), readText(given, 'password')];
  const { rows } = await pool.query('SELECT * FROM users WHERE email = $1', [email]);
  if (!rows[0] || !(await isPassword(password, rows[0].password_hash))) throw new Refusal(401, 'email or password', 'is invalid');
  response.json({ user: { ...show(rows[0]), token: await issueToken(rows[0]) } });
});

api.get('/user', async (request, response) => {
  response.json({ user: { ...show(await getViewer(request)), token: readToken(request) } });
});

api.put('/user', async (request, response) => {
  const viewer = await getViewer(request);
  const given = readMember(request, 'user');
  const [username, email, password] = ['username', 'email', 'password'].map((name) => given[name] === undefined ? null : readText(given, name));
  const [bio, image] = ['bio', 'image'].map((name) => readOptional(given, name));
  const user = await one(
    `UPDATE users SET username = coalesce($2, username), email = coalesce($3, email), password_hash = coalesce($4, password_hash),
       bio = CASE WHEN $5 THEN $6 ELSE bio END, image = CASE WHEN $7 THEN $8 ELSE image END WHERE id = $1 RETURNING *`,
    [viewer.id, username, email, password && (await hashPassword(password)), bio !== undefined, bio, image !== undefined, image],
  );
  response.json({ user: { ...show(user as Viewer), token: readToken(request) } });
});

api.get('/profiles/:username', async (request, response) => {
  response.json({ profile: await findProfile(await findViewer(request), request.params.username) });
});

api.post('/profiles/:username/follow', async (request, response) => {
  const viewer = await getViewer(request);
  await pool.query('INSERT INTO follows SELECT $1, id FROM users WHERE username = $2 ON CONFLICT DO NOTHING', [viewer.id, readParam(request, 'username')]);
  response.json({ profile: await findProfile(viewer, request.params.username) });
});

api.delete('/profiles/:username/follow', async (request, response) => {
  const viewer = await getViewer(request);
  await pool.query('DELETE FROM follows USING users u WHERE follower_id = $1 AND followee_id = u.id AND u.username = $2', [viewer.id, readParam(request, 'username')]);
  response.json({ profile: await findProfile(viewer, request.params.username) });
});

api.get('/articles', async (request, response) => {
  const viewer = await findViewer(request);
  const [tag, author, favorited] = ['tag', 'author', 'favorited'].map((name) => readQuery(request, name));
  const where = `($2::text IS NULL OR $2 = ANY (a.tags)) AND ($3::text IS NULL OR u.username = $3) AND ($4::text IS NULL OR EXISTS (
    SELECT FROM favorites f JOIN users r ON r.id = f.user_id WHERE f.article_id = a.id AND r.username = $4))`;
  response.json(await listArticles(request, where, [viewer?.id, tag, author, favorited]));
});

api.get('/articles/feed', async (request, response) => {
  const viewer = await getViewer(request);
  const where = 'EXISTS (SELECT FROM follows f WHERE f.follower_id = $1 AND f.followee_id = a.author_id)';
  response.json(await listArticles(request, where, [viewer.id]));
});

api.post('/articles', async (request, response) => {
  const viewer = await getViewer(request);
  const given = readMember(request, 'article');
  const [title, description, body] = ['title', 'description', 'body'].map((name) => readText(given, name));
  const tags = readTags(given);
  const slug = await withFreeSlug(title!, (candidate) =>
    pool.query('INSERT INTO articles (slug, author_id, title, description, body, tags) VALUES ($1, $2, $3, $4, $5, $6)', [
      candidate, viewer.id, title, description, body, tags,
    ]),
  );
  response.status(201).json({ article: await findArticle(viewer, slug) });
});

api.get('/articles/:slug', async (request, response) => {
  response.json({ article: await findArticle(await findViewer(request), readParam(request, 'slug')) });
});

api.put('/articles/:slug', async (request, response) => {
  const viewer = await getViewer(request);
  const article = await getOwn(viewer, 'articles', 'slug', readParam(request, 'slug'));
  const given = readMember(request, 'article');
  const known = Object.keys(given).filter((name) => name in article && name !== 'id');
  for (const name of ['title', 'description', 'body']) if (name in given) readText(given, name);
  const title = given.title ?? article.title;
  const columns = known.map((name, index) => `, ${name} = $${index + 3}`).join('');
  const write = (slug: string) =>
    pool.query(`UPDATE articles SET slug = $2, updated_at = now()${columns} WHERE id = $1`, [
      article.id, slug, ...known.map((name) => given[name]),
    ]);
  if (title === article.title) await write(article.slug);
  const slug = title === article.title ? article.slug : await withFreeSlug(title, write);
  response.json({ article: await findArticle(viewer, slug) });
});

api.delete('/articles/:slug', async (request, response) => {
  const { id } = await getOwn(await getViewer(request), 'articles', 'slug', readParam(request, 'slug'));
  await pool.query('DELETE FROM articles WHERE id = $1', [id]);
  response.status(204).end();
});

api.get('/articles/:slug/comments', async (request, response) => {
  const viewer = await findViewer(request);
  const { id } = await getArticle(request);
  const { rows } = await pool.query(
    `SELECT ${COMMENT} AS comment FROM comments c JOIN users u ON u.id = c.author_id WHERE c.article_id = $2 ORDER BY c.id DESC`,
    [viewer?.id, id],
  );
  response.json({ comments: rows.map(({ comment }) => comment) });
});

api.post('/articles/:slug/comments', async (request, response) => {
  const viewer = await getViewer(request);
  const article = await getArticle(request);
  const body = readText(readMember(request, 'comment'), 'body');
  const { id } = await one('INSERT INTO comments (article_id, author_id, body) VALUES ($1, $2, $3) RETURNING id', [article.id, viewer.id, body]);
  response.status(201).json(await one(`SELECT ${COMMENT} AS comment FROM comments c JOIN users u ON u.id = c.author_id WHERE c.id = $2`, [viewer.id, id]));
});

api.delete('/articles/:slug/comments/:id', async (request, response) => {
  const viewer = await getViewer(request);
  const article = await getArticle(request);
  const comment = await getOwn(viewer, 'comments', 'id::text', readParam(request, 'id'));
  if (comment.article_id !== article.id) throw new Refusal(404, 'comment', 'is not of this article');
  await pool.query('DELETE FROM comments WHERE id = $1', [comment.id]);
  response.status(204).end();
});

api.post('/articles/:slug/favorite', async (request, response) => {
  const viewer = await getViewer(request);
  const article = await getArticle(request);
  await pool.query('INSERT INTO favorites (user_id, article_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [viewer.id, article.id]);
  response.json({ article: await findArticle(viewer, article.slug) });
});

api.delete('/articles/:slug/favorite', async (request, response) => {
  const viewer = await getViewer(request);
  const article = await getArticle(request);
  await pool.query('DELETE FROM favorites WHERE user_id = $1 AND article_id = $2', [viewer.id, article.id]);
  response.json({ article: await findArticle(viewer, article.slug) });
});

api.get('/tags', async (request, response) => {
  const { rows } = await pool.query('SELECT DISTINCT unnest(tags) AS tag FROM articles ORDER BY tag');
  response.json({ tags: rows.map(({ tag }) => tag) });
});

app.use((request: Request) => {
  throw new Refusal(404, 'path', 'is unknown');
});

app.use((error: Error & { status?: number; field?: string; code?: string; constraint?: string }, _: Request, response: Response, next: NextFunction) => {
  const isTaken = error.code === '23505';
  const status = isTaken ? 422 : (error.status ?? 500);
  if (status === 500) console.error(JSON.stringify({ level: 'error', error: error.stack }));
  const field = error.field ?? (/username|email/.exec(error.constraint ?? '')?.[0] ?? 'body');
  const message = isTaken ? 'is already taken' : status === 500 ? 'something went wrong' : error.message;
  response.status(status).json({ errors: { [field]: [message] } });
});

/** The first of the title's slugs that `write` can take. Only the unique index knows. */
async function withFreeSlug(title: string, write: (slug: string) => Promise<unknown>): Promise<string> {
  const words = title.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'article';
  for (let slug = words; ; slug = `${words}-${randomBytes(4).toString('hex')}`) {
    try {
      await write(slug);
      return slug;
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== 'articles_slug_key') throw error;
    }
  }
}

/** One query for the page and for the number of all that match. */
function listArticles(request: Request, where: string, params: unknown[]): Promise<Row> {
  const [limit, offset] = [readWhole(request, 'limit', 20), readWhole(request, 'offset', 0)];
  return one(
    `WITH matching AS MATERIALIZED (SELECT a.* FROM articles a JOIN users u ON u.id = a.author_id WHERE ${where}),
       page AS (SELECT json_build_object(${SUMMARY}) AS article FROM matching a JOIN users u ON u.id = a.author_id
                ORDER BY a.created_at DESC, a.id DESC LIMIT ${limit} OFFSET ${offset})
     SELECT (SELECT coalesce(json_agg(article), '[]') FROM page) AS articles, (SELECT count(*)::int FROM matching) AS "articlesCount"`,
    params,
  );
}

async function findArticle(viewer: Viewer | null, slug: string): Promise<Row> {
  const sql = `SELECT ${ARTICLE} AS article FROM articles a JOIN users u ON u.id = a.author_id WHERE a.slug = $2`;
  const { rows } = await pool.query(sql, [viewer?.id, slug]);
  if (!rows[0]) throw new Refusal(404, 'article', 'is unknown');
  return rows[0].article;
}

async function findProfile(viewer: Viewer | null, username: string): Promise<Row> {
  const { rows } = await pool.query(`SELECT ${PROFILE} AS profile FROM users u WHERE u.username = $2`, [viewer?.id, clean('username', username)]);
  if (!rows[0]) throw new Refusal(404, 'profile', 'is unknown');
  return rows[0].profile;
}

const getArticle = (request: Request) => get('articles', 'slug', readParam(request, 'slug'));

async function get(table: string, column: string, value: string): Promise<Row> {
  const { rows } = await pool.query(`SELECT * FROM ${table} WHERE ${column} = $1`, [value]);
  if (!rows[0]) throw new Refusal(404, table, 'is unknown');
  return rows[0];
}

async function getOwn(viewer: Viewer, table: string, column: string, value: string): Promise<Row> {
  const row = await get(table, column, value);
  if (row.author_id !== viewer.id) throw new Refusal(403, table, 'is somebody else’s');
  return row;
}

async function one(sql: string, params: unknown[]): Promise<Row> {
  const { rows } = await pool.query(sql, params);
  return rows[0];
}

const show = ({ username, email, bio, image }: Viewer) => ({ username, email, bio, image });

// A token is random; the database holds its hash, which may be a fast one since nobody guesses 256 bits.
const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');
const readToken = (request: Request) => /^Token (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';

async function issueToken({ id }: Viewer): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await pool.query('INSERT INTO tokens VALUES ($1, $2)', [hashToken(token), id]);
  return token;
}

async function findViewer(request: Request): Promise<Viewer | null> {
  const sql = 'SELECT u.* FROM tokens JOIN users u ON u.id = user_id WHERE hash = $1';
  const { rows } = await pool.query<Viewer>(sql, [hashToken(readToken(request))]);
  return rows[0] ?? null;
}

async function getViewer(request: Request): Promise<Viewer> {
  const viewer = await findViewer(request);
  if (!viewer) throw new Refusal(401, 'token', 'is missing or invalid');
  return viewer;
}

async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const hash = await derive(password, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  return `$scrypt$ln=14,r=8,p=1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

async function isPassword(password: string, stored: string): Promise<boolean> {
  const given = await hashPassword(password, Buffer.from(stored.split('$')[3]!, 'base64url'));
  return timingSafeEqual(Buffer.from(given), Buffer.from(stored));
}

function readMember(request: Request, name: string): Row {
  const member = request.body?.[name];
  if (typeof member !== 'object' || member === null || Array.isArray(member)) throw new Refusal(422, name, 'must be an object');
  return member;
}

function readText(given: Row, name: string): string {
  const value = given[name];
  if (typeof value !== 'string' || value.trim() === '') throw new Refusal(422, name, "can't be blank");
  return clean(name, value);
}

/** Text that may be empty or null; undefined when it was not given. */
function readOptional(given: Row, name: string): string | null | undefined {
  const value = given[name];
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string') throw new Refusal(422, name, 'must be a string');
  return clean(name, value);
}

function readTags({ tagList = [] }: Row): string[] {
  if (!Array.isArray(tagList)) throw new Refusal(422, 'tagList', 'must be a list');
  return [...new Set(tagList.map((tag) => readText({ tagList: tag }, 'tagList')))];
}

const readParam = (request: Request, name: string) => clean(name, String(request.params[name]));

function readQuery(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' ? clean(name, value) : null;
}

function readWhole(request: Request, name: string, fallback: number): number {
  const text = request.query[name] ?? String(fallback);
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) throw new Refusal(422, name, 'must be a whole number');
  return Number(text);
}

/** PostgreSQL stores every character but this one. */
function clean(name: string, text: string): string {
  if (text.includes('\0')) throw new Refusal(422, name, 'must not hold U+0000');
  return text;
}

function after(ms: number): Promise<boolean> {
  return new Promise((resolve) => setTimeout(resolve, ms, false));
}

app.listen(Number(process.env.PORT), '127.0.0.1');
