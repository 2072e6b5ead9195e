import express, { type NextFunction, type Request, type Response } from 'express';
import {
  beginSession,
  changeProfile,
  endSession,
  findByPassword,
  findReader,
  isSame,
  register,
  type Reader,
} from './accounts.ts';
import { listAttachments, readAttachment, storeAttachment } from './attachments.ts';
import { createTables } from './database.ts';
import { showError, showHouse, showLogin, showProfile, showTicket, showTickets } from './pages.ts';
import { fetchPreview } from './preview.ts';
import { Refusal } from './refusal.ts';
import {
  addComment,
  closeTicket,
  getTicket,
  listComments,
  listTickets,
  listTicketsOfHouse,
  openTicket,
} from './tickets.ts';

const UNIQUE_VIOLATION = '23505';
const COOKIE = { httpOnly: true, sameSite: 'lax' } as const;

const app = express();
app.use(express.urlencoded());

app.get('/login', (request, response) => {
  response.send(showLogin());
});

app.post('/register', async (request, response) => {
  const name = readText(request.body, 'name', 3, 30);
  if (!/^[a-z0-9.]+$/.test(name)) throw new Refusal(400, 'name: letters, digits and dots');
  const password = readText(request.body, 'password', 8, 100);
  const user = await register(name, password, readText(request.body, 'display_name', 1, 80));
  response.cookie('sid', await beginSession(user), COOKIE).redirect(303, '/tickets');
});

app.post('/login', async (request, response) => {
  const { name, password } = request.body ?? {};
  const user = await findByPassword(String(name), String(password));
  if (!user) throw new Refusal(401, 'name or password is wrong');
  response.cookie('sid', await beginSession(user), COOKIE).redirect(303, '/tickets');
});

app.use(async (request, response, next) => {
  const reader = await findReader(readSid(request));
  if (!reader) throw new Refusal(401, 'log in first');
  response.locals.reader = reader;
  next();
});

// Every request that may change something, whatever routes are added below.
app.use((request, response, next) => {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (!isReading && !isSame(String(request.body?.form_token), readerOf(response).formToken))
    throw new Refusal(403, 'this form was not on a page of ours: open the page again');
  next();
});

app.post('/logout', async (request, response) => {
  await endSession(readSid(request));
  response.clearCookie('sid', COOKIE).redirect(303, '/login');
});

app.get('/tickets', async (request, response) => {
  const { q = '', sort = 'created', order = 'desc' } = request.query as Record<string, string>;
  const search = { q, sort, order };
  response.send(showTickets(readerOf(response), await listTickets(readerOf(response), search), search));
});

app.post('/tickets', async (request, response) => {
  const subject = readText(request.body, 'subject', 1, 200);
  const body = readText(request.body, 'body', 1, 5000);
  response.redirect(303, `/tickets/${await openTicket(readerOf(response), subject, body)}`);
});

app.get('/house', async (request, response) => {
  response.send(showHouse(readerOf(response), await listTicketsOfHouse(readerOf(response).house)));
});

app.get('/tickets/:id', async (request, response) => {
  const ticket = await getTicket(readerOf(response), request.params.id);
  const [comments, attachments] = [await listComments(ticket), await listAttachments(ticket.id)];
  response.send(showTicket(readerOf(response), ticket, comments, attachments));
});

app.post('/tickets/:id/comments', async (request, response) => {
  const ticket = await getTicket(readerOf(response), request.params.id);
  await addComment(ticket, readerOf(response), readText(request.body, 'text', 1, 2000));
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.post('/tickets/:id/attachments', async (request, response) => {
  const ticket = await getTicket(readerOf(response), request.params.id);
  const name = readText(request.body, 'name', 1, 60);
  await storeAttachment(ticket.id, name, readText(request.body, 'content', 1, 10_000));
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.get('/tickets/:id/attachment', async (request, response) => {
  const ticket = await getTicket(readerOf(response), request.params.id);
  const content = await readAttachment(ticket.id, String(request.query.name));
  response.set({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  });
  response.send(content);
});

app.post('/tickets/:id/close', async (request, response) => {
  const ticket = await getTicket(readerOf(response), request.params.id);
  await closeTicket(ticket);
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.get('/profile', (request, response) => {
  response.send(showProfile(readerOf(response)));
});

app.post('/profile', async (request, response) => {
  await changeProfile(readerOf(response), {
    displayName: findText(request.body, 'display_name', 1, 80),
    house: findText(request.body, 'house', 0, 80),
    website: findText(request.body, 'website', 0, 200),
  });
  response.redirect(303, '/profile');
});

app.get('/preview', async (request, response) => {
  response.json(await fetchPreview(readText(request.query, 'url', 1, 1000)));
});

app.use((request) => {
  throw new Refusal(404, `there is nothing at ${request.path}`);
});

app.use(
  (error: Error & { status?: number; code?: string }, request: Request, response: Response, next: NextFunction) => {
    const status = error.code === UNIQUE_VIOLATION ? 409 : (error.status ?? 500);
    if (status === 500) console.error(error);
    response.status(status).send(showError(error instanceof Refusal ? error.message : 'something went wrong'));
  },
);

const readerOf = (response: Response): Reader => response.locals.reader;

const readSid = (request: Request) => /(?:^|;\s*)sid=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';

function readText(values: Record<string, unknown> | undefined, name: string, min: number, max: number): string {
  const text = values?.[name];
  if (typeof text !== 'string' || text.length < min || text.length > max)
    throw new Refusal(400, `${name}: ${min} to ${max} characters`);
  return text;
}

/** Null when the form does not have it. */
function findText(values: Record<string, unknown> | undefined, name: string, min: number, max: number): string | null {
  return values?.[name] === undefined ? null : readText(values, name, min, max);
}

await createTables();
app.listen(Number(process.env.PORT), '127.0.0.1');
