import express, { type NextFunction, type Request, type Response } from 'express';
import { findBuild, listBuilds, reportBuild, toSummary } from './builds.ts';
import { checkSource, countChecks } from './checks.ts';
import { cancelRelease, planRelease } from './releases.ts';
import { readLine } from './reports.ts';
import { follow } from './streams.ts';
import { findTitle, readTitle } from './titles.ts';
import { countWaits, waitForBuild } from './waits.ts';

const app = express();
app.use(express.json({ limit: '2mb' }));

app.post('/builds', (request, response) => {
  response.status(201).json({ number: reportBuild(request.body) });
});

app.get('/builds', (request, response) => {
  response.json(listBuilds());
});

app.get('/builds/:number/log', (request, response) => {
  const build = findBuild(Number(request.params.number));
  if (build) response.type('text/plain').send(build.log);
  else response.status(404).json({ error: 'no such build, or not any more' });
});

app.get('/reports/:commit', async (request, response) => {
  const line = await readLine(request.params.commit, Number(request.query.line));
  if (line === undefined) response.status(404).json({ error: 'no such line' });
  else response.json({ line });
});

app.post('/waits', async (request, response) => {
  const build = await waitForBuild(request.body.commits, request.body.waitMs);
  if (build) response.json(toSummary(build));
  else response.status(204).end();
});

app.get('/waits', (request, response) => {
  response.json(countWaits());
});

app.get('/projects/:project/stream', (request, response) => {
  follow(request.params.project, response);
});

app.post('/releases', (request, response) => {
  response.status(201).json({ id: planRelease(request.body.notes, request.body.afterMs) });
});

app.delete('/releases/:id', (request, response) => {
  response.status(cancelRelease(request.params.id) ? 204 : 404).end();
});

app.post('/checks', async (request, response) => {
  response.json({ verdict: await checkSource(request.body.source) });
});

app.get('/checks', (request, response) => {
  response.json(countChecks());
});

app.get('/pages/:page', async (request, response) => {
  response.json({ title: await readTitle(request.params.page) });
});

app.get('/titles/:page', (request, response) => {
  const title = findTitle(request.params.page);
  if (title === undefined) response.status(404).json({ error: 'nobody has looked at it' });
  else response.json({ title });
});

// Whatever goes wrong here is somebody else's service.
app.use((error: Error, request: Request, response: Response, next: NextFunction) => {
  console.error(error.message);
  response.status(502).json({ error: error.message });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
