import type { User } from './accounts.ts';
import { pool } from './database.ts';
import { Refusal } from './refusal.ts';

export interface TicketRow {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
}

export interface Ticket extends TicketRow {
  readonly body: string;
  readonly display_name: string;
  readonly house: string;
  readonly website: string;
}

export interface Comment {
  readonly display_name: string;
  readonly text: string;
}

export interface Search {
  readonly q: string;
  readonly sort: string;
  readonly order: string;
}

/** Names cannot be parameters of a statement: these are the ones there are. */
const COLUMNS = new Map([
  ['created', 't.created'],
  ['subject', 't.subject'],
  ['status', 't.status'],
]);
const DIRECTIONS = new Map([
  ['asc', 'ASC'],
  ['desc', 'DESC'],
]);

/** Agents see every ticket (null), tenants their own. */
const ownerSeenBy = (user: User) => (user.role === 'agent' ? null : user.id);

export async function listTickets(user: User, { q, sort, order }: Search): Promise<TicketRow[]> {
  const column = COLUMNS.get(sort);
  const direction = DIRECTIONS.get(order);
  if (!column || !direction) throw new Refusal(400, 'tickets are sorted by created, subject or status, asc or desc');
  const { rows } = await pool.query<TicketRow>(
    `SELECT t.id, t.subject, t.status FROM tickets t
     WHERE ($1::integer IS NULL OR t.owner_id = $1)
       AND (strpos(lower(t.subject), lower($2::text)) > 0 OR strpos(lower(t.body), lower($2::text)) > 0)
     ORDER BY ${column} ${direction}, t.id`,
    [ownerSeenBy(user), q],
  );
  return rows;
}

export async function listTicketsOfHouse(house: string): Promise<TicketRow[]> {
  const { rows } = await pool.query<TicketRow>(
    `SELECT t.id, t.subject, t.status FROM tickets t JOIN users u ON u.id = t.owner_id
     WHERE u.house <> '' AND u.house = $1 ORDER BY t.created DESC, t.id`,
    [house],
  );
  return rows;
}

export async function getTicket(user: User, id: string): Promise<Ticket> {
  const { rows } = await pool.query<Ticket>(
    `SELECT t.id, t.subject, t.body, t.status, u.display_name, u.house, u.website
     FROM tickets t JOIN users u ON u.id = t.owner_id
     WHERE t.id = $1 AND ($2::integer IS NULL OR t.owner_id = $2)`,
    [/^\d{1,9}$/.test(id) ? Number(id) : 0, ownerSeenBy(user)],
  );
  if (!rows[0]) throw new Refusal(404, `there is no ticket ${id}`);
  return rows[0];
}

/** Returns the number of the new ticket. */
export async function openTicket(owner: User, subject: string, body: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'INSERT INTO tickets (owner_id, subject, body) VALUES ($1, $2, $3) RETURNING id',
    [owner.id, subject, body],
  );
  return rows[0]!.id;
}

export async function closeTicket(ticket: Ticket): Promise<void> {
  await pool.query(`UPDATE tickets SET status = 'closed' WHERE id = $1`, [ticket.id]);
}

export async function addComment(ticket: Ticket, author: User, text: string): Promise<void> {
  await pool.query('INSERT INTO comments (ticket_id, author_id, text) VALUES ($1, $2, $3)', [
    ticket.id,
    author.id,
    text,
  ]);
}

export async function listComments(ticket: Ticket): Promise<Comment[]> {
  const { rows } = await pool.query<Comment>(
    'SELECT u.display_name, c.text FROM comments c JOIN users u ON u.id = c.author_id WHERE c.ticket_id = $1 ORDER BY c.id',
    [ticket.id],
  );
  return rows;
}
