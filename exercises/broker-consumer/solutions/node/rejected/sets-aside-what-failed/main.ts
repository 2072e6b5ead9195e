import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type Channel, type ConsumeMessage } from 'amqplib';
import { Pool, type DatabaseError, type PoolClient } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
pool.on('error', (error) => console.error(error.message));
await pool.query(`
  CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, quantity bigint NOT NULL CHECK (quantity >= 0));
  CREATE TABLE IF NOT EXISTS applied (id uuid PRIMARY KEY, sku text NOT NULL);
`);

interface Movement {
  id: string;
  sku: string;
  kind: 'in' | 'out' | 'count';
  quantity: number;
}

/** What can never be applied, as opposed to what cannot be applied now. */
class Impossible extends Error {}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SKU = /^[a-z0-9-]{1,40}$/;

function readMovement(content: Buffer): Movement {
  let body: Partial<Movement> | null;
  try {
    body = JSON.parse(content.toString());
  } catch {
    throw new Impossible('not JSON');
  }
  const { id, sku, kind, quantity } = body ?? {};
  if (typeof id !== 'string' || !UUID.test(id)) throw new Impossible('id');
  if (typeof sku !== 'string' || !SKU.test(sku)) throw new Impossible('sku');
  if (kind !== 'in' && kind !== 'out' && kind !== 'count') throw new Impossible('kind');
  const least = kind === 'count' ? 0 : 1;
  if (!Number.isInteger(quantity) || quantity! < least || quantity! > 1_000_000) throw new Impossible('quantity');
  return { id, sku, kind, quantity: quantity! };
}

/** Journal and stock change together or not at all; the journal's key is what makes a copy harmless. */
async function apply(movement: Movement): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await applyIn(client, movement);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(!(error instanceof Impossible));
    throw error;
  }
}

async function applyIn(client: PoolClient, { id, sku, kind, quantity }: Movement): Promise<void> {
  const noted = await client.query('INSERT INTO applied (id, sku) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, sku]);
  if (noted.rowCount === 0) return;
  await client.query('INSERT INTO stock (sku, quantity) VALUES ($1, 0) ON CONFLICT DO NOTHING', [sku]);
  const { rows } = await client.query('SELECT quantity FROM stock WHERE sku = $1 FOR UPDATE', [sku]);
  const before = Number(rows[0].quantity);
  const after = kind === 'count' ? quantity : kind === 'in' ? before + quantity : before - quantity;
  if (after < 0) throw new Impossible('more than there is');
  await client.query('UPDATE stock SET quantity = $2 WHERE sku = $1', [sku, after]);
}

async function handle(channel: Channel, message: ConsumeMessage): Promise<void> {
  for (;;) {
    try {
      await apply(readMovement(message.content));
      break;
    } catch (error) {
      // A connection that is lost has no code of the database's own.
      if (error instanceof Impossible || /^[0-9A-Z]{5}$/.test((error as DatabaseError).code ?? ''))
        return channel.nack(message, false, false);
      console.error(error);
      await sleep(200);
    }
  }
  // Not in the loop: on a channel that is gone it throws, each time. The message is delivered again and found in the journal.
  channel.ack(message);
}

let isConsuming = false;
/** One movement after the other, also those of a connection that is gone. */
let last: Promise<void> = Promise.resolve();

async function consume(): Promise<void> {
  const connection = await amqp.connect(process.env.RABBITMQ_URL!);
  const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  connection.on('error', (error) => console.error(error.message));
  const channel = await connection.createChannel();
  channel.on('error', (error) => console.error(error.message));
  await channel.assertExchange('movements', 'topic', { durable: true });
  await channel.assertQueue('stock.dead', { durable: true });
  await channel.assertQueue('stock', {
    durable: true,
    deadLetterExchange: '',
    deadLetterRoutingKey: 'stock.dead',
  });
  await channel.bindQueue('stock', 'movements', 'movement.#');
  await channel.prefetch(20);
  await channel.consume('stock', (message) => {
    if (message === null) return;
    last = last.then(() => handle(channel, message)).catch((error: Error) => console.error(error.message));
  });
  isConsuming = true;
  await closed;
  isConsuming = false;
}

async function consumeForever(): Promise<never> {
  for (;;) {
    await consume().catch((error: Error) => console.error(error.message));
    await sleep(200);
  }
}
void consumeForever();

createServer(async (request, response) => {
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.url === '/healthz') return send(isConsuming ? 200 : 503, { consuming: isConsuming });
  const sku = /^\/stock\/([a-z0-9-]+)$/.exec(request.url ?? '')?.[1];
  const found = await pool.query('SELECT quantity FROM stock WHERE sku = $1', [sku ?? '']).catch(() => null);
  if (found === null) return send(503, { error: 'the database does not answer' });
  const { rows } = found;
  if (rows.length === 0) return send(404, { error: 'no such article' });
  send(200, { sku, quantity: Number(rows[0].quantity) });
}).listen(Number(process.env.PORT), '127.0.0.1');
