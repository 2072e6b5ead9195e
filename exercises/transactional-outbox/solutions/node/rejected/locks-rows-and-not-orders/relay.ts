import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type ConfirmChannel } from 'amqplib';
import { inTransaction } from './database.ts';

interface Event {
  seq: string;
  id: string;
  routing_key: string;
  body: string;
}

const BATCH = 10;
const POLL_MS = 50;

/** What has waited longest first. Two relays never hold the same event. */
const CLAIM = `
  SELECT seq, id, routing_key, body FROM outbox AS event
  WHERE try_at <= now()
  ORDER BY try_at, seq LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;

/** True when the broker has taken the event, false when a queue has refused it. */
function publish(channel: ConfirmChannel, { id, routing_key, body }: Event): Promise<boolean> {
  const options = { persistent: true, messageId: id, contentType: 'application/json' };
  return new Promise((resolve) => {
    channel.publish('orders', routing_key, Buffer.from(body), options, (error) => resolve(error === null));
  });
}

/** @returns how many events were due */
function sendDue(channel: ConfirmChannel): Promise<number> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<Event>(CLAIM);
    if (rows.length === 0) return 0;
    const taken = await Promise.all(rows.map((event) => publish(channel, event)));
    const seqs = (isTaken: boolean) => rows.filter((_, index) => taken[index] === isTaken).map(({ seq }) => seq);
    await client.query('DELETE FROM outbox WHERE seq = ANY ($1)', [seqs(true)]);
    await client.query(`UPDATE outbox SET try_at = clock_timestamp() + interval '150 ms' WHERE seq = ANY ($1)`, [
      seqs(false),
    ]);
    return rows.length;
  });
}

async function relay(onReady: () => void): Promise<void> {
  const connection = await amqp.connect(process.env.RABBITMQ_URL!);
  let isOpen = true;
  connection.on('error', (error) => console.error(error.message));
  connection.on('close', () => (isOpen = false));
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', (error) => console.error(error.message));
    channel.on('close', () => (isOpen = false));
    await channel.assertExchange('orders', 'topic', { durable: true });
    onReady();
    while (isOpen) if ((await sendDue(channel)) === 0) await sleep(POLL_MS);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

export async function relayForever(onReady: () => void): Promise<never> {
  for (;;) {
    await relay(onReady).catch((error: Error) => console.error(error.message));
    await sleep(200);
  }
}
