import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type ConfirmChannel } from 'amqplib';

export interface Event {
  id: string;
  orderId: string;
  routingKey: string;
  body: string;
}

let channel: ConfirmChannel | null = null;
/** One line for each order: an event waits until the one before it is taken. */
const lines = new Map<string, Promise<void>>();

export function tell(event: Event): void {
  const before = lines.get(event.orderId) ?? Promise.resolve();
  lines.set(
    event.orderId,
    before.then(() => publishUntilTaken(event)),
  );
}

async function publishUntilTaken(event: Event): Promise<void> {
  while (!(await publish(event).catch(() => false))) await sleep(150);
}

/** True when the broker has taken the event, false when a queue has refused it. */
async function publish({ id, routingKey, body }: Event): Promise<boolean> {
  if (channel === null) return false;
  const open = channel;
  const options = { persistent: true, messageId: id, contentType: 'application/json' };
  return new Promise((resolve) => {
    open.publish('orders', routingKey, Buffer.from(body), options, (error) => resolve(error === null));
  });
}

async function connect(onReady: () => void): Promise<void> {
  const connection = await amqp.connect(process.env.RABBITMQ_URL!);
  const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  connection.on('error', (error) => console.error(error.message));
  const opened = await connection.createConfirmChannel();
  opened.on('error', (error) => console.error(error.message));
  await opened.assertExchange('orders', 'topic', { durable: true });
  channel = opened;
  onReady();
  await closed;
  channel = null;
}

export async function relayForever(onReady: () => void): Promise<never> {
  for (;;) {
    await connect(onReady).catch((error: Error) => console.error(error.message));
    await sleep(200);
  }
}
