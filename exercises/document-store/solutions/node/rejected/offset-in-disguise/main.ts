import express, { type NextFunction, type Request, type Response } from 'express';
import { createTable, keepSwept } from './database.ts';
import * as documents from './documents.ts';
import { toProblem, Problem } from './problem.ts';
import { readExpiry, type Document } from './rules.ts';
import { readQuestion, search } from './search.ts';

const MERGE_PATCH = 'application/merge-patch+json';

const app = express();
app.use(express.json({ limit: '256kb', type: ['application/json', MERGE_PATCH] }));

function sendDocument(response: Response, { version, body }: { version: string; body: Document }): void {
  response.set('ETag', `"${version}"`).json(body);
}

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/documents', async (request, response) => {
  const expiresAt = readExpiry(request.query.expiresAt);
  const id = await documents.create(request.body, expiresAt);
  response.status(201).location(`/documents/${id}`).set('ETag', '"1"').json({ id });
});

app.get('/documents/:id', async (request, response) => {
  sendDocument(response, await documents.read(request.params.id));
});

app.put('/documents/:id', async (request, response) => {
  const ifMatch = request.get('if-match');
  if (ifMatch === undefined) throw new Problem(428, 'say in If-Match which version you replace');
  sendDocument(response, await documents.replace(request.params.id, ifMatch, request.body));
});

app.patch('/documents/:id', async (request, response) => {
  if (!request.is(MERGE_PATCH)) throw new Problem(415, `a patch has the type ${MERGE_PATCH}`);
  sendDocument(response, await documents.patch(request.params.id, request.get('if-match'), request.body));
});

app.delete('/documents/:id', async (request, response) => {
  await documents.remove(request.params.id, request.get('if-match'));
  response.status(204).end();
});

app.post('/search', async (request, response) => {
  response.json(await search(readQuestion(request.body)));
});

app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
  const problem = toProblem(error);
  if (problem.status >= 500) console.error(error);
  response.status(problem.status).json({ error: problem.message });
});

await createTable();
keepSwept();
app.listen(Number(process.env.PORT), '127.0.0.1');
