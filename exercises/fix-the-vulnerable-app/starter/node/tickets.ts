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

/** Agents see every ticket, tenants their own. */
const visibleTo = (user: User) => (user.role === 'agent' ? 'true' : `t.owner_id = ${user.id}`);

export async function listTickets(user: User, { q, sort, order }: Search): Promise<TicketRow[]> {
  const { rows } = await pool.query(
    `SELECT t.id, t.subject, t.status FROM tickets t WHERE ${visibleTo(user)} AND strpos(lower(t.subject || ' ' || t.body), lower('${q}')) > 0 ORDER BY ${sort} ${order}, id`,
  );
  return rows;
}

export async function listTicketsOfHouse(house: string): Promise<TicketRow[]> {
  const { rows } = await pool.query(
    `SELECT t.id, t.subject, t.status FROM tickets t JOIN users u ON u.id = t.owner_id WHERE u.house <> '' AND u.house = '${house}' ORDER BY t.created DESC, t.id`,
  );
  return rows;
}

export async function getTicket(user: User, id: string): Promise<Ticket> {
  const { rows } = await pool.query(
    `SELECT t.id, t.subject, t.body, t.status, u.display_name, u.house, u.website FROM tickets t JOIN users u ON u.id = t.owner_id WHERE t.id = ${id} AND ${visibleTo(user)}`,
  );
  if (rows.length === 0) throw new Refusal(404, `there is no ticket ${id}`);
  return rows[0];
}

export async function listComments(ticket: Ticket): Promise<Comment[]> {
  const { rows } = await pool.query(
    'SELECT u.display_name, c.text FROM comments c JOIN users u ON u.id = c.author_id WHERE c.ticket_id = $1 ORDER BY c.id',
    [ticket.id],
  );
  return rows;
}
