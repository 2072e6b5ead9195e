import { createServer, type IncomingMessage } from 'node:http';
import { beginSession, findByPassword, findReader, hashPassword, isSame, type Reader, type User } from './accounts.ts';
import { createTables, sql } from './database.ts';
import { FORMS, read } from './forms.ts';
import { showError, showHouse, showLogin, showProfile, showTicket, showTickets } from './pages.ts';
import { fetchPreview } from './preview.ts';
import { Refusal } from './refusal.ts';
import { getTicket, listAttachments, listComments, listTickets, listTicketsOfHouse, readAttachment } from './tickets.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Call {
  readonly reader: Reader;
  /** Of the address. */
  readonly query: URLSearchParams;
  /** Of the form. */
  readonly form: URLSearchParams;
  /** What stands in place of the number. */
  readonly id: string;
}

const UNIQUE_VIOLATION = '23505';
const MAX_BODY_BYTES = 200_000;

const html = (body: string): Answer => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body });
const seeOther = (location: string, cookie?: string): Answer => ({
  status: 303,
  headers: { location, ...(cookie === undefined ? {} : { 'set-cookie': `sid=${cookie}; Path=/; HttpOnly; SameSite=Lax` }) },
});

const PUBLIC: Record<string, (form: URLSearchParams) => Promise<Answer>> = {
  'GET /login': async () => html(showLogin()),
  'POST /register': async (form) => {
    const { name, password, display_name } = read(FORMS.registration, form);
    const [user] = await sql<User>`
      INSERT INTO users (name, password_hash, display_name) VALUES (${name}, ${await hashPassword(password)}, ${display_name}) RETURNING *`;
    return seeOther('/tickets', await beginSession(user!));
  },
  'POST /login': async (form) => {
    const { name, password } = read(FORMS.login, form);
    const user = await findByPassword(name, password);
    if (!user) throw new Refusal(401, 'name or password is wrong');
    return seeOther('/tickets', await beginSession(user));
  },
};

/** A `*` stands for one part of the path. */
const PRIVATE: Record<string, (call: Call) => Promise<Answer>> = {
  'POST /logout': async ({ reader }) => {
    await sql`DELETE FROM sessions WHERE token = ${reader.token}`;
    return seeOther('/login', '');
  },
  'GET /tickets': async ({ reader, query }) => {
    const q = query.get('q') ?? '';
    const order = `${query.get('sort') ?? 'created'} ${query.get('order') ?? 'desc'}`;
    return html(showTickets(reader, await listTickets(reader, q, order), q));
  },
  'POST /tickets': async ({ reader, form }) => {
    const { subject, body } = read(FORMS.ticket, form);
    const [ticket] = await sql<{ id: number }>`
      INSERT INTO tickets (owner_id, subject, body) VALUES (${reader.id}, ${subject}, ${body}) RETURNING id`;
    return seeOther(`/tickets/${ticket!.id}`);
  },
  'GET /house': async ({ reader }) => html(showHouse(reader, await listTicketsOfHouse(reader.house))),
  'GET /tickets/*': async ({ reader, id }) => {
    const ticket = await getTicket(reader, id);
    return html(showTicket(reader, ticket, await listComments(ticket), await listAttachments(ticket)));
  },
  'POST /tickets/*/comments': async ({ reader, form, id }) => {
    const ticket = await getTicket(reader, id);
    const { text } = read(FORMS.comment, form);
    await sql`INSERT INTO comments (ticket_id, author_id, text) VALUES (${ticket.id}, ${reader.id}, ${text})`;
    return seeOther(`/tickets/${ticket.id}`);
  },
  'POST /tickets/*/attachments': async ({ reader, form, id }) => {
    const ticket = await getTicket(reader, id);
    const { name, content } = read(FORMS.attachment, form);
    await sql`
      INSERT INTO attachments (ticket_id, name, content) VALUES (${ticket.id}, ${name}, ${content})
      ON CONFLICT (ticket_id, name) DO UPDATE SET content = excluded.content`;
    return seeOther(`/tickets/${ticket.id}`);
  },
  'GET /tickets/*/attachment': async ({ reader, query, id }) => ({
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    },
    body: await readAttachment(await getTicket(reader, id), query.get('name') ?? ''),
  }),
  'POST /tickets/*/close': async ({ reader, id }) => {
    const ticket = await getTicket(reader, id);
    await sql`UPDATE tickets SET status = 'closed' WHERE id = ${ticket.id}`;
    return seeOther(`/tickets/${ticket.id}`);
  },
  'GET /profile': async ({ reader }) => html(showProfile(reader)),
  'POST /profile': async ({ reader, form }) => {
    const { display_name, house, website } = { ...reader, ...read(FORMS.profile, form) };
    await sql`UPDATE users SET display_name = ${display_name}, house = ${house}, website = ${website} WHERE id = ${reader.id}`;
    return seeOther('/profile');
  },
  'GET /preview': async ({ query }) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(await fetchPreview(read(FORMS.preview, query).url)),
  }),
};

async function answer(request: IncomingMessage): Promise<Answer> {
  const [path = '/', query] = (request.url ?? '/').split(/\?(.*)/s);
  const form = new URLSearchParams(await readBody(request));
  const open = PUBLIC[`${request.method} ${path}`];
  if (open) return open(form);

  const reader = await findReader(request.headers.cookie);
  if (!reader) throw new Refusal(401, 'log in first');
  if (request.method !== 'GET' && !isSame(form.get('form_token') ?? '', reader.form_token))
    throw new Refusal(403, 'this form was not on a page of ours: open the page again');

  const [, id = ''] = /^\/tickets\/([^/]+)/.exec(path) ?? [];
  const route = PRIVATE[`${request.method} ${path.replace(/^\/tickets\/[^/]+/, '/tickets/*')}`];
  if (!route) throw new Refusal(404, `there is nothing at ${path}`);
  return route({ reader, query: new URLSearchParams(query), form, id: decode(id) });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, 'this is too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll('\0', '');
  } catch {
    return '';
  }
}

function toRefusal(error: unknown): Answer {
  if ((error as { code?: string }).code === UNIQUE_VIOLATION) return { ...html(showError('this name is taken')), status: 409 };
  if (error instanceof Refusal) return { ...html(showError(error.message)), status: error.status };
  console.error(error);
  return { ...html(showError('something went wrong')), status: 500 };
}

const server = createServer(async (request, response) => {
  const { status = 200, headers = {}, body = '' } = await answer(request).catch(toRefusal);
  response.writeHead(status, headers).end(body);
});

await createTables();
server.listen(Number(process.env.PORT), '127.0.0.1');
