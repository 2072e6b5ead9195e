import { serve } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { createTable, deleteExpired } from './database.ts';
import { Problem, toProblem } from './problem.ts';
import { readExpiry } from './rules.ts';
import { Question, search } from './search.ts';
import * as store from './store.ts';

const MOST_BYTES = 262_144;

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text.length > MOST_BYTES) throw new Problem(413, 'that is too much');
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'the body is not JSON');
  }
}

function show(context: Context, { version, body }: store.Stored) {
  return context.json(body, 200, { ETag: `"${version}"` });
}

const app = new Hono();

app.get('/healthz', (context) => context.json({ status: 'ok' }));

app.post('/documents', async (context) => {
  const expiresAt = readExpiry(context.req.query('expiresAt'));
  const id = await store.insert(await readJson(context), expiresAt);
  return context.json({ id }, 201, { Location: `/documents/${id}`, ETag: '"1"' });
});

app.get('/documents/:id', async (context) => show(context, await store.find(context.req.param('id'))));

app.put('/documents/:id', async (context) => {
  const ifMatch = context.req.header('if-match');
  if (ifMatch === undefined) throw new Problem(428, 'If-Match is missing');
  return show(context, await store.replace(context.req.param('id'), ifMatch, await readJson(context)));
});

app.patch('/documents/:id', async (context) => {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/merge-patch\+json\s*(;|$)/i.test(type)) throw new Problem(415, 'that is no merge patch');
  const ifMatch = context.req.header('if-match');
  return show(context, await store.patch(context.req.param('id'), ifMatch, await readJson(context)));
});

app.delete('/documents/:id', async (context) => {
  await store.remove(context.req.param('id'), context.req.header('if-match'));
  return context.body(null, 204);
});

app.post('/search', async (context) => {
  const question = Question.safeParse(await readJson(context));
  if (!question.success) throw new Problem(400, 'that is no question');
  return context.json(await search(question.data));
});

app.onError((error, context) => {
  const problem = toProblem(error);
  if (problem.status >= 500) console.error(error);
  return context.json({ error: problem.message }, problem.status as 400);
});

await createTable();
setInterval(() => deleteExpired().catch(console.error), 500);
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
