import { random, services, step, subject, type HttpResponse } from '@touchstone/kit';
import { Page } from './page.ts';

const { postgres } = services;

export type Fields = Readonly<Record<string, string>>;

/** Somebody with a browser of their own. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly password: string;
  readonly displayName: string;
  readonly cookies: Map<string, string>;
}

/** What a browser says of a form on one of the desk's own pages. */
const ownPage = () => ({
  origin: subject.url,
  referer: `${subject.url}/tickets`,
  'sec-fetch-site': 'same-origin',
});

/** Registers a tenant, with further fields that the form does not have. */
export async function join(more: Fields = {}): Promise<Person> {
  const [name, password, displayName] = [random.word(12), random.word(12), random.word(10)];
  const cookies = new Map<string, string>();
  const person = { id: 0, name, password, displayName, cookies };
  const answer = await post(person, '/register', { name, password, display_name: displayName, ...more });
  await step('POST /register', () => expect(answer).toHaveStatus(303));
  const [row] = await postgres.query<{ id: number }>('SELECT id FROM users WHERE name = $1', [name]);
  await step('the row in users', () => expect(row).toBeDefined());
  return { ...person, id: row?.id ?? 0 };
}

export async function joinAsAgent(): Promise<Person> {
  const agent = await join();
  await postgres.query(`UPDATE users SET role = 'agent' WHERE id = $1`, [agent.id]);
  return agent;
}

/** The same person before a browser without cookies. */
export const elsewhere = (person: Person): Person => ({ ...person, cookies: new Map() });

export async function get(person: Person, path: string): Promise<HttpResponse> {
  const answer = await subject.get(path, { headers: { cookie: cookiesOf(person) } });
  keepCookies(person, answer);
  return answer;
}

/** A page that has to be there. */
export async function open(person: Person, path: string): Promise<Page> {
  const answer = await get(person, path);
  expect(answer).toHaveStatus(200);
  return new Page(answer.text);
}

/** Sends fields as a form does, and nothing that a page knew. */
export async function post(
  person: Person,
  action: string,
  fields: Fields,
  headers: Fields = ownPage(),
): Promise<HttpResponse> {
  const answer = await subject.post(action, {
    body: String(new URLSearchParams(fields)),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: cookiesOf(person),
      ...headers,
    },
  });
  keepCookies(person, answer);
  return answer;
}

/** Fills in a form of a page and sends it, with its hidden fields. */
export async function submit(
  person: Person,
  page: Page,
  action: string,
  fields: Fields = {},
): Promise<HttpResponse> {
  const hidden = await step('where the forms of the page are sent to', () => page.hiddenFieldsOf(action));
  return post(person, action, { ...hidden, ...fields });
}

/** Opens a page and sends one of its forms. */
export async function act(
  person: Person,
  path: string,
  action: string,
  fields: Fields = {},
): Promise<HttpResponse> {
  return submit(person, await open(person, path), action, fields);
}

export const saveProfile = (person: Person, fields: Fields) => act(person, '/profile', '/profile', fields);

/** Opens a ticket through the form; returns its number. */
export async function openTicket(person: Person, subjectLine: string, body: string): Promise<number> {
  const answer = await act(person, '/tickets', '/tickets', { subject: subjectLine, body });
  expect(answer).toHaveStatus(303);
  expect(answer).toHaveHeader('location', /^\/tickets\/\d+$/);
  return Number(answer.headers['location']?.split('/').at(-1));
}

export interface TicketRow {
  readonly subject: string;
  readonly body: string;
  readonly status: string;
  readonly minutesAgo: number;
}

/** Puts a ticket into the database as if it had been there for long; returns its number. */
export async function storeTicket(
  owner: Person,
  {
    subject: line = random.word(),
    body = random.word(),
    status = 'open',
    minutesAgo = 0,
  }: Partial<TicketRow> = {},
): Promise<number> {
  const [row] = await postgres.query<{ id: number }>(
    `INSERT INTO tickets (owner_id, subject, body, status, created)
     VALUES ($1, $2, $3, $4, now() - $5 * interval '1 minute') RETURNING id`,
    [owner.id, line, body, status, minutesAgo],
  );
  return row?.id ?? 0;
}

export async function storeComment(ticketId: number, author: Person, text: string): Promise<void> {
  await postgres.query('INSERT INTO comments (ticket_id, author_id, text) VALUES ($1, $2, $3)', [
    ticketId,
    author.id,
    text,
  ]);
}

/** Numbers of the tickets on a list, in its order. */
export function listNumbers(page: Page): number[] {
  const rows = page.list('tr', 'tickets').filter(({ attributes }) => attributes.has('data-id'));
  return rows.map(({ attributes }) => Number(attributes.get('data-id')));
}

export const readNumbers = async (person: Person, path: string) => listNumbers(await open(person, path));

export const searchPath = (q: string) => `/tickets?q=${encodeURIComponent(q)}`;

export const attachmentPath = (ticketId: number, name: string) =>
  `/tickets/${ticketId}/attachment?name=${encodeURIComponent(name)}`;

export async function attach(
  person: Person,
  ticketId: number,
  name: string,
  content: string,
): Promise<HttpResponse> {
  return act(person, `/tickets/${ticketId}`, `/tickets/${ticketId}/attachments`, { name, content });
}

/** Everything in the database about a person, but for how the program knows them. */
export async function readPerson({ id }: Person): Promise<Record<string, unknown>> {
  const [row] = await postgres.query(
    'SELECT name, role, display_name, house, website, door_code, password_hash FROM users WHERE id = $1',
    [id],
  );
  return row ?? {};
}

export async function readTickets({ id }: Person): Promise<Record<string, unknown>[]> {
  return postgres.query(
    `SELECT t.id, t.subject, t.body, t.status,
       ARRAY(SELECT c.text FROM comments c WHERE c.ticket_id = t.id ORDER BY c.id) AS comments
     FROM tickets t WHERE t.owner_id = $1 ORDER BY t.id`,
    [id],
  );
}

const cookiesOf = ({ cookies }: Person) => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

function keepCookies({ cookies }: Person, { headers }: HttpResponse): void {
  for (const line of (headers['set-cookie'] ?? '').split('\n').filter((text) => text !== '')) {
    const pair = line.split(';')[0] ?? '';
    const [name, value] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}
