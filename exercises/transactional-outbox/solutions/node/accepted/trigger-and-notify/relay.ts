import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type ConfirmChannel } from 'amqplib';
import { Client } from 'pg';
import { pool } from './database.ts';

/** When nobody rings: for what others left behind, and for what was refused. */
const LOOK_ANYWAY_MS = 100;
const ORDERS_AT_ONCE = 4;

function publish(channel: ConfirmChannel, id: string, routingKey: string, body: unknown): Promise<boolean> {
  const options = { persistent: true, messageId: id, contentType: 'application/json' };
  return new Promise((resolve) => {
    channel.publish('orders', routingKey, Buffer.from(JSON.stringify(body)), options, (error) =>
      resolve(error === null),
    );
  });
}

/** Sends the events of one order, one after the other, unless another relay is at it. */
async function sendOrder(channel: ConfirmChannel, order: string): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows: locks } = await client.query(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 7)) AS locked',
      [order],
    );
    if (locks[0].locked) await sendEvents();
    client.release();
  } catch (error) {
    // With its session the lock is gone.
    client.release(true);
    throw error;
  }

  async function sendEvents(): Promise<void> {
    const { rows } = await client.query('SELECT seq, id, routing_key, body FROM outbox WHERE order_id = $1 ORDER BY seq', [
      order,
    ]);
    for (const { seq, id, routing_key, body } of rows) {
      if (!(await publish(channel, id, routing_key, body))) {
        await client.query(`UPDATE outbox SET try_at = now() + interval '150 ms' WHERE order_id = $1`, [order]);
        break;
      }
      await client.query('DELETE FROM outbox WHERE seq = $1', [seq]);
    }
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 7))', [order]);
  }
}

async function sendDue(channel: ConfirmChannel): Promise<void> {
  const { rows } = await pool.query<{ order_id: string }>(
    'SELECT order_id FROM outbox GROUP BY order_id HAVING max(try_at) <= now() ORDER BY max(try_at), min(seq) LIMIT 200',
  );
  const orders = rows.values();
  const work = async () => {
    for (const { order_id } of orders) await sendOrder(channel, order_id);
  };
  await Promise.all(Array.from({ length: ORDERS_AT_ONCE }, work));
}

async function relay(onReady: () => void): Promise<void> {
  const listener = new Client({ connectionString: process.env.DATABASE_URL });
  const connection = await amqp.connect(process.env.RABBITMQ_URL!);
  let isWell = true;
  let ring = () => undefined as void;
  const end = (error?: Error) => {
    if (error) console.error(error.message);
    isWell = false;
    ring();
  };
  connection.on('error', end).on('close', () => end());
  listener.on('error', end);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', end).on('close', () => end());
    await channel.assertExchange('orders', 'topic', { durable: true });
    await listener.connect();
    listener.on('notification', () => ring());
    await listener.query('LISTEN outbox');
    onReady();
    while (isWell) {
      const rung = new Promise<void>((resolve) => (ring = resolve));
      await sendDue(channel);
      await Promise.race([rung, sleep(LOOK_ANYWAY_MS)]);
    }
  } finally {
    await listener.end().catch(() => undefined);
    await connection.close().catch(() => undefined);
  }
}

export async function relayForever(onReady: () => void): Promise<never> {
  for (;;) {
    await relay(onReady).catch((error: Error) => console.error(error.message));
    await sleep(200);
  }
}
