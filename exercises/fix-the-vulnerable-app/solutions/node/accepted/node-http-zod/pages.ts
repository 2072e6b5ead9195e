import type { Reader } from './accounts.ts';
import type { Comment, Ticket } from './tickets.ts';

/** An element. Its attributes and texts are escaped when it is written, all in one place. */
interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Child[];
}
type Child = Element | string;

const VOID = new Set(['input', 'meta']);

const el = (tag: string, attributes: Record<string, string> = {}, ...children: Child[]): Element => ({
  tag,
  attributes,
  children,
});

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function write(child: Child): string {
  if (typeof child === 'string') return escape(child);
  const { tag, attributes, children } = child;
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  if (VOID.has(tag)) return `<${tag}${written.join('')}>`;
  // No entities in here: what could end the script is written in JSON's own way.
  const content = tag === 'script' ? String(children[0]).replaceAll('<', '\\u003c') : children.map(write).join('');
  return `<${tag}${written.join('')}>${content}</${tag}>`;
}

function page(title: string, content: readonly Child[], reader: Reader | null = null): string {
  const head = el('head', {}, el('meta', { charset: 'utf-8' }), el('title', {}, `${title} – Help desk`));
  return `<!doctype html>\n${write(el('html', { lang: 'en' }, head, el('body', {}, ...(reader ? [nav(reader)] : []), ...content)))}`;
}

const nav = (reader: Reader) =>
  el(
    'nav',
    {},
    el('a', { href: '/tickets' }, 'Tickets'),
    el('a', { href: '/house' }, 'My house'),
    el('a', { href: '/profile' }, reader.display_name),
    form(reader, '/logout', [], 'Log out'),
  );

const field = (name: string, value = '') => el('input', { name, value });

function form(reader: Reader | null, action: string, fields: Element[], button: string): Element {
  const token = reader ? [el('input', { type: 'hidden', name: 'form_token', value: reader.form_token })] : [];
  return el('form', { method: 'post', action }, ...token, ...fields, el('button', {}, button));
}

const table = (tickets: readonly Ticket[]) =>
  el(
    'table',
    { id: 'tickets' },
    ...tickets.map(({ id, subject, status }) =>
      el(
        'tr',
        { 'data-id': String(id) },
        el('td', {}, el('a', { href: `/tickets/${id}` }, subject)),
        el('td', {}, status),
      ),
    ),
  );

export const showError = (message: string) => page('Sorry', [el('p', { id: 'error' }, message)]);

export const showLogin = () =>
  page('Log in', [
    form(null, '/login', [field('name'), field('password')], 'Log in'),
    form(null, '/register', [field('name'), field('password'), field('display_name')], 'Register'),
  ]);

export const showTickets = (reader: Reader, tickets: readonly Ticket[], q: string) =>
  page(
    'Tickets',
    [
      el('form', { method: 'get', action: '/tickets' }, field('q', q), el('button', {}, 'Search')),
      el('p', {}, `${tickets.length} tickets that contain “${q}”`),
      table(tickets),
      form(reader, '/tickets', [field('subject'), el('textarea', { name: 'body' })], 'Open a ticket'),
    ],
    reader,
  );

export const showHouse = (reader: Reader, tickets: readonly Ticket[]) =>
  page('My house', [el('h1', {}, reader.house), table(tickets)], reader);

export function showTicket(
  reader: Reader,
  ticket: Ticket,
  comments: readonly Comment[],
  attachments: readonly string[],
): string {
  const { id, subject, body, status } = ticket;
  const path = `/tickets/${id}`;
  const content = [
    el('h1', { id: 'subject' }, subject),
    el('p', {}, 'by ', author(ticket), ', ', el('span', { id: 'status' }, status)),
    el('p', { id: 'body' }, body),
    el(
      'ul',
      { id: 'comments' },
      ...comments.map(({ display_name, text }) => el('li', {}, el('b', {}, display_name), el('span', {}, text))),
    ),
    el(
      'ul',
      { id: 'attachments' },
      ...attachments.map((name) =>
        el('li', {}, el('a', { href: `${path}/attachment?${new URLSearchParams({ name })}` }, name)),
      ),
    ),
    form(reader, `${path}/comments`, [el('textarea', { name: 'text' })], 'Comment'),
    form(reader, `${path}/attachments`, [field('name'), el('textarea', { name: 'content' })], 'Attach'),
    form(reader, `${path}/close`, [], 'Close'),
    el('script', { type: 'application/json', id: 'ticket' }, JSON.stringify({ id, subject, body, status })),
  ];
  return page(subject, content, reader);
}

function author({ display_name, house, website }: Ticket): Element {
  const attributes = { id: 'author', title: house };
  return /^https?:\/\//i.test(website)
    ? el('a', { ...attributes, href: website }, display_name)
    : el('span', attributes, display_name);
}

export const showProfile = (reader: Reader) =>
  page(
    'Profile',
    [
      el('p', {}, 'The code of your front door is ', el('span', { id: 'door-code' }, reader.door_code)),
      form(
        reader,
        '/profile',
        [
          field('display_name', reader.display_name),
          field('house', reader.house),
          field('website', reader.website),
        ],
        'Save',
      ),
    ],
    reader,
  );
