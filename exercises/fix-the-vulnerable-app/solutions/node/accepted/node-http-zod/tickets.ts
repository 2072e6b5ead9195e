import type { User } from './accounts.ts';
import { Fragment, sql } from './database.ts';
import { Refusal } from './refusal.ts';

export interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly body: string;
  readonly status: string;
  readonly display_name: string;
  readonly house: string;
  readonly website: string;
}

export interface Comment {
  readonly display_name: string;
  readonly text: string;
}

const TICKETS = new Fragment(
  'SELECT t.id, t.subject, t.body, t.status, u.display_name, u.house, u.website FROM tickets t JOIN users u ON u.id = t.owner_id',
);

/** Each order that a list may have, by what the address says. */
const ORDERS = new Map(
  ['created', 'subject', 'status'].flatMap((sort) =>
    ['asc', 'desc'].map((order) => [`${sort} ${order}`, new Fragment(`t.${sort} ${order}, t.id`)] as const),
  ),
);

export function listTickets(user: User, q: string, order: string): Promise<Ticket[]> {
  const by = ORDERS.get(order);
  if (!by) throw new Refusal(400, 'tickets are sorted by created, subject or status, asc or desc');
  return sql<Ticket>`${TICKETS}
    WHERE (${user.role}::text = 'agent' OR t.owner_id = ${user.id})
      AND (position(lower(${q}::text) IN lower(t.subject)) > 0 OR position(lower(${q}::text) IN lower(t.body)) > 0)
    ORDER BY ${by}`;
}

export const listTicketsOfHouse = (house: string) =>
  sql<Ticket>`${TICKETS} WHERE u.house <> '' AND u.house = ${house} ORDER BY t.created DESC, t.id`;

export async function getTicket(user: User, id: string): Promise<Ticket> {
  // As text, since nothing has to be a number then.
  const [ticket] = await sql<Ticket>`${TICKETS}
    WHERE t.id::text = ${id} AND (${user.role}::text = 'agent' OR t.owner_id = ${user.id})`;
  if (!ticket) throw new Refusal(404, 'there is no such ticket');
  return ticket;
}

export const listComments = (ticket: Ticket) =>
  sql<Comment>`SELECT u.display_name, c.text FROM comments c JOIN users u ON u.id = c.author_id
    WHERE c.ticket_id = ${ticket.id} ORDER BY c.id`;

export async function listAttachments(ticket: Ticket): Promise<string[]> {
  const rows = await sql<{ name: string }>`SELECT name FROM attachments WHERE ticket_id = ${ticket.id} ORDER BY name`;
  return rows.map(({ name }) => name);
}

export async function readAttachment(ticket: Ticket, name: string): Promise<string> {
  // PostgreSQL has no text with a zero byte, so no name has one.
  const [row] = name.includes('\0')
    ? []
    : await sql<{ content: string }>`SELECT content FROM attachments WHERE ticket_id = ${ticket.id} AND name = ${name}`;
  if (!row) throw new Refusal(404, 'there is no such attachment');
  return row.content;
}
