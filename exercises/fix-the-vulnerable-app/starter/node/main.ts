import express, { type NextFunction, type Request, type Response } from 'express';
import { beginSession, endSession, findByPassword, findUser, hashPassword, type User } from './accounts.ts';
import { listAttachments, readAttachment, storeAttachment } from './attachments.ts';
import { createTables, insert, update } from './database.ts';
import { showError, showHouse, showLogin, showProfile, showTicket, showTickets } from './pages.ts';
import { fetchPreview } from './preview.ts';
import { Refusal } from './refusal.ts';
import { getTicket, listComments, listTickets, listTicketsOfHouse } from './tickets.ts';

const UNIQUE_VIOLATION = '23505';

const app = express();
app.use(express.urlencoded());

app.get('/login', (request, response) => {
  response.send(showLogin());
});

app.post('/register', async (request, response) => {
  const { password, ...fields } = request.body ?? {};
  if (!/^[a-z0-9.]{3,30}$/.test(fields.name ?? '')) throw new Refusal(400, 'name: 3 to 30 letters, digits and dots');
  checkText(password, 'password', 8, 100);
  checkText(fields.display_name, 'display_name', 1, 80);
  const user: User = await insert('users', { ...fields, password_hash: await hashPassword(password) });
  response.cookie('sid', await beginSession(user), { httpOnly: true }).redirect(303, '/tickets');
});

app.post('/login', async (request, response) => {
  const { name, password } = request.body ?? {};
  const user = await findByPassword(String(name), String(password));
  if (!user) throw new Refusal(401, 'name or password is wrong');
  response.cookie('sid', await beginSession(user), { httpOnly: true }).redirect(303, '/tickets');
});

app.use(async (request, response, next) => {
  const user = await findUser(readSid(request));
  if (!user) throw new Refusal(401, 'log in first');
  response.locals.user = user;
  next();
});

app.post('/logout', async (request, response) => {
  await endSession(readSid(request));
  response.clearCookie('sid').redirect(303, '/login');
});

app.get('/tickets', async (request, response) => {
  const { q = '', sort = 'created', order = 'desc' } = request.query as Record<string, string>;
  const search = { q, sort, order };
  response.send(showTickets(userOf(response), await listTickets(userOf(response), search), search));
});

app.post('/tickets', async (request, response) => {
  checkText(request.body?.subject, 'subject', 1, 200);
  checkText(request.body?.body, 'body', 1, 5000);
  const ticket = await insert('tickets', { owner_id: userOf(response).id, ...request.body });
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.get('/house', async (request, response) => {
  response.send(showHouse(userOf(response), await listTicketsOfHouse(userOf(response).house)));
});

app.get('/tickets/:id', async (request, response) => {
  const ticket = await getTicket(userOf(response), request.params.id);
  const [comments, attachments] = [await listComments(ticket), await listAttachments(ticket.id)];
  response.send(showTicket(userOf(response), ticket, comments, attachments));
});

app.post('/tickets/:id/comments', async (request, response) => {
  const ticket = await getTicket(userOf(response), request.params.id);
  checkText(request.body?.text, 'text', 1, 2000);
  await insert('comments', { ticket_id: ticket.id, author_id: userOf(response).id, ...request.body });
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.post('/tickets/:id/attachments', async (request, response) => {
  const ticket = await getTicket(userOf(response), request.params.id);
  checkText(request.body?.name, 'name', 1, 60);
  checkText(request.body?.content, 'content', 1, 10_000);
  await storeAttachment(ticket.id, request.body.name, request.body.content);
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.get('/tickets/:id/attachment', async (request, response) => {
  const ticket = await getTicket(userOf(response), request.params.id);
  const content = await readAttachment(ticket.id, String(request.query.name));
  response.set({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  });
  response.send(content);
});

// The mails to agents have a link "close this ticket".
app.all('/tickets/:id/close', async (request, response) => {
  const ticket = await getTicket(userOf(response), request.params.id);
  await update('tickets', ticket.id, { status: 'closed' });
  response.redirect(303, `/tickets/${ticket.id}`);
});

app.get('/profile', (request, response) => {
  response.send(showProfile(userOf(response)));
});

app.post('/profile', async (request, response) => {
  const { id, ...fields } = request.body ?? {};
  if (fields.display_name !== undefined) checkText(fields.display_name, 'display_name', 1, 80);
  if (fields.house !== undefined) checkText(fields.house, 'house', 0, 80);
  if (fields.website !== undefined) checkText(fields.website, 'website', 0, 200);
  await update('users', id, fields);
  response.redirect(303, '/profile');
});

app.get('/preview', async (request, response) => {
  checkText(request.query.url, 'url', 1, 1000);
  response.json(await fetchPreview(String(request.query.url)));
});

app.use((request) => {
  throw new Refusal(404, `there is nothing at ${decodeURIComponent(request.path)}`);
});

app.use(
  (error: Error & { status?: number; code?: string }, request: Request, response: Response, next: NextFunction) => {
    const status = error.code === UNIQUE_VIOLATION ? 409 : (error.status ?? 500);
    if (status === 500) console.error(error.message);
    response.status(status).send(showError(status < 500 || status === 502 ? error.message : 'something went wrong'));
  },
);

const userOf = (response: Response): User => response.locals.user;

const readSid = (request: Request) => /(?:^|;\s*)sid=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';

function checkText(value: unknown, name: string, min: number, max: number): void {
  if (typeof value !== 'string' || value.length < min || value.length > max)
    throw new Refusal(400, `${name}: ${min} to ${max} characters`);
}

await createTables();
app.listen(Number(process.env.PORT), '127.0.0.1');
