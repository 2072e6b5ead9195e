import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import express from 'express';
import { Pool } from 'pg';
import { z } from 'zod';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', (error) => console.error(error.message));

// One statement is one transaction: nothing can happen between its parts.
await pool.query(`
  CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, quantity bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS applied (id uuid PRIMARY KEY, sku text NOT NULL);
  CREATE OR REPLACE FUNCTION apply_movement(p_id uuid, p_sku text, p_kind text, p_quantity bigint) RETURNS void AS $$
  DECLARE
    before bigint := 0;
  BEGIN
    INSERT INTO applied VALUES (p_id, p_sku) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT quantity INTO before FROM stock WHERE sku = p_sku FOR UPDATE;
    before := coalesce(before, 0);
    IF p_kind = 'out' AND before < p_quantity THEN
      RAISE EXCEPTION 'more than there is' USING ERRCODE = 'STOCK';
    END IF;
    INSERT INTO stock VALUES (p_sku, CASE p_kind WHEN 'count' THEN p_quantity WHEN 'in' THEN before + p_quantity ELSE before - p_quantity END)
      ON CONFLICT (sku) DO UPDATE SET quantity = excluded.quantity;
  END $$ LANGUAGE plpgsql;
`);

const quantity = z.number().int().min(1).max(1_000_000);
const common = { id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), sku: z.string().regex(/^[a-z0-9-]{1,40}$/) };
const Movement = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('in'), quantity }),
  z.object({ ...common, kind: z.literal('out'), quantity }),
  z.object({ ...common, kind: z.literal('count'), quantity: z.number().int().min(0).max(1_000_000) }),
]);

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return null;
  }
}

/** @returns whether it counted, now or earlier; false when it never can */
async function apply(content: Buffer): Promise<boolean> {
  const read = Movement.safeParse(parse(content));
  if (!read.success) return false;
  const { id, sku, kind, quantity } = read.data;
  for (;;) {
    try {
      await pool.query('SELECT apply_movement($1, $2, $3, $4)', [id, sku, kind, quantity]);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'STOCK') return false;
      console.error(error);
      await sleep(250);
    }
  }
}

/** Set aside first, acknowledged then: dying in between makes a copy, never a loss. */
async function setAside(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
  channel.sendToQueue('stock.dead', message.content, { persistent: true });
  await channel.waitForConfirms();
}

let ready = false;

async function work(): Promise<void> {
  const connection = await amqp.connect(process.env.RABBITMQ_URL!);
  let isOpen = true;
  const lost = new Promise<void>((resolve) => connection.once('close', resolve)).then(() => (isOpen = false));
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  await channel.assertExchange('movements', 'topic', { durable: true });
  await channel.assertQueue('stock', { durable: true });
  await channel.assertQueue('stock.dead', { durable: true });
  await channel.bindQueue('stock', 'movements', 'movement.#');
  await channel.prefetch(1);
  const handle = async (message: ConsumeMessage) => {
    const counted = await apply(message.content);
    if (!isOpen) return;
    if (!counted) await setAside(channel, message);
    channel.ack(message);
  };
  await channel.consume('stock', (message) => {
    // What cannot be set aside or acknowledged is not done: give the connection up, and with it the message.
    if (message === null) return;
    handle(message)
      .catch(async () => connection.close())
      .catch(() => undefined);
  });
  ready = true;
  await lost;
}

async function workForever(): Promise<never> {
  for (;;) {
    await work().catch((error: Error) => console.error(error.message));
    ready = false;
    await sleep(250);
  }
}
void workForever();

const app = express();
app.get('/healthz', (request, response) => void response.status(ready ? 200 : 503).json({ ready }));
app.get('/stock/:sku', async (request, response) => {
  const { rows } = await pool.query('SELECT sku, quantity::int FROM stock WHERE sku = $1', [request.params.sku]);
  if (rows[0]) response.json(rows[0]);
  else response.status(404).json({ error: 'no such article' });
});
app.listen(Number(process.env.PORT), '127.0.0.1');
