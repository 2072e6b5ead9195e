import { randomBytes } from 'node:crypto';
import { all, first, inTransaction, type Row } from './database.ts';
import { Refusal, storable, tagsOf, text, textOr, whole, type Call } from './http.ts';

// $1 is always the viewer's id, or null.
const FOLLOWING = 'EXISTS (SELECT FROM follows f WHERE f.follower_id = $1::bigint AND f.followee_id = u.id) AS following';
const SELECT_ARTICLES = `
  SELECT a.*, u.username, u.bio, u.image, ${FOLLOWING},
         ARRAY (SELECT tag FROM article_tags t WHERE t.article_id = a.id ORDER BY tag) AS tags,
         EXISTS (SELECT FROM favorites f WHERE f.article_id = a.id AND f.user_id = $1::bigint) AS favorited,
         (SELECT count(*)::int FROM favorites f WHERE f.article_id = a.id) AS favorites_count
  FROM articles a JOIN users u ON u.id = a.author_id`;
const SELECT_COMMENTS = `SELECT c.*, u.username, u.bio, u.image, ${FOLLOWING} FROM comments c JOIN users u ON u.id = c.author_id`;

const showAuthor = ({ username, bio, image, following }: Row) => ({ username, bio, image, following });

const showArticle = (row: Row) => ({
  slug: row.slug,
  title: row.title,
  description: row.description,
  body: row.body,
  tagList: row.tags,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  favorited: row.favorited,
  favoritesCount: row.favorites_count,
  author: showAuthor(row),
});

const showComment = (row: Row) => ({
  id: row.id,
  body: row.body,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  author: showAuthor(row),
});

async function findArticle({ viewer, params: [slug] }: Call): Promise<Row> {
  const row = await first(`${SELECT_ARTICLES} WHERE a.slug = $2`, [viewer?.id, slug]);
  if (!row) throw new Refusal(404, 'article', 'is unknown');
  return row;
}

async function findOwnArticle(call: Call): Promise<Row> {
  const row = await findArticle(call);
  if (row.author_id !== call.viewer!.id) throw new Refusal(403, 'article', 'is somebody else’s');
  return row;
}

export const readArticle = async (call: Call) => ({ article: showArticle(await findArticle(call)) });

/** The title's words and something that no other article has. */
function toSlug(title: string): string {
  const words = title.normalize('NFKD').toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return [...words, randomBytes(5).toString('hex')].join('-');
}

export async function createArticle(call: Call) {
  const given = await call.read('article');
  const [title, description, body, tags] = [text(given, 'title'), text(given, 'description'), text(given, 'body'), tagsOf(given)];
  const slug = toSlug(title);
  await inTransaction(async (client) => {
    const { rows } = await client.query(
      'INSERT INTO articles (slug, author_id, title, description, body) VALUES ($1, $2, $3, $4, $5) RETURNING id',
      [slug, call.viewer!.id, title, description, body],
    );
    await client.query('INSERT INTO article_tags SELECT $1, unnest($2::text[])', [rows[0].id, tags]);
  });
  return readArticle({ ...call, params: [slug] });
}

export async function updateArticle(call: Call) {
  const article = await findOwnArticle(call);
  const given = await call.read('article');
  const title = textOr(given, 'title', article.title);
  const slug = title === article.title ? article.slug : toSlug(title);
  await all('UPDATE articles SET slug = $2, title = $3, description = $4, body = $5, updated_at = now() WHERE id = $1', [
    article.id,
    slug,
    title,
    textOr(given, 'description', article.description),
    textOr(given, 'body', article.body),
  ]);
  return readArticle({ ...call, params: [slug] });
}

export async function deleteArticle(call: Call) {
  const { id } = await findOwnArticle(call);
  await all('DELETE FROM articles WHERE id = $1', [id]);
}

/** `where` counts its parameters from $2 on. */
async function list({ viewer, search }: Call, where: string, params: unknown[]) {
  const [limit, offset] = [whole(search, 'limit', 20), whole(search, 'offset', 0)];
  const values = [viewer?.id, ...params];
  const rows = await all(
    `${SELECT_ARTICLES} WHERE ${where} ORDER BY a.created_at DESC, a.id DESC LIMIT ${limit} OFFSET ${offset}`,
    values,
  );
  const counted = await first(`SELECT count(*)::int FROM (${SELECT_ARTICLES} WHERE ${where}) AS matching`, values);
  return { articles: rows.map((row) => ({ ...showArticle(row), body: undefined })), articlesCount: counted!.count };
}

export function listArticles(call: Call) {
  const conditions = Object.entries({
    tag: (value: string) => `a.id IN (SELECT article_id FROM article_tags WHERE tag = ${value})`,
    author: (value: string) => `u.username = ${value}`,
    favorited: (value: string) =>
      `a.id IN (SELECT article_id FROM favorites f JOIN users r ON r.id = f.user_id WHERE r.username = ${value})`,
  }).filter(([name]) => call.search.has(name));
  const where = ['true', ...conditions.map(([, condition], index) => condition(`$${index + 2}`))].join(' AND ');
  const params = conditions.map(([name]) => storable(call.search.get(name)!, name));
  return list(call, where, params);
}

export const readFeed = (call: Call) =>
  list(call, 'a.author_id IN (SELECT followee_id FROM follows WHERE follower_id = $1::bigint)', []);

export async function favorite(call: Call) {
  const { id } = await findArticle(call);
  await all('INSERT INTO favorites VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, call.viewer!.id]);
  return readArticle(call);
}

export async function unfavorite(call: Call) {
  const { id } = await findArticle(call);
  await all('DELETE FROM favorites WHERE article_id = $1 AND user_id = $2', [id, call.viewer!.id]);
  return readArticle(call);
}

export async function listComments(call: Call) {
  const { id } = await findArticle(call);
  const rows = await all(`${SELECT_COMMENTS} WHERE c.article_id = $2 ORDER BY c.id DESC`, [call.viewer?.id, id]);
  return { comments: rows.map(showComment) };
}

export async function addComment(call: Call) {
  const article = await findArticle(call);
  const body = text(await call.read('comment'), 'body');
  const added = await first('INSERT INTO comments (article_id, author_id, body) VALUES ($1, $2, $3) RETURNING id', [
    article.id,
    call.viewer!.id,
    body,
  ]);
  const row = await first(`${SELECT_COMMENTS} WHERE c.id = $2`, [call.viewer!.id, added!.id]);
  return { comment: showComment(row!) };
}

export async function deleteComment(call: Call) {
  const article = await findArticle(call);
  const comment = await first('SELECT * FROM comments WHERE id::text = $1 AND article_id = $2', [call.params[1], article.id]);
  if (!comment) throw new Refusal(404, 'comment', 'is unknown');
  if (comment.author_id !== call.viewer!.id) throw new Refusal(403, 'comment', 'is somebody else’s');
  await all('DELETE FROM comments WHERE id = $1', [comment.id]);
}

export const listTags = async () => ({ tags: (await all('SELECT DISTINCT tag FROM article_tags ORDER BY tag')).map(({ tag }) => tag) });
