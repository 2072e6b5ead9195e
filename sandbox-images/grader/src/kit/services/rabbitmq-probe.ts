import { randomUUID } from 'node:crypto';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { readJson } from '../http/http-response.js';
import { withChannel } from './rabbitmq-link.js';

/** What can be asked of the probe beside the broker (sandbox-images/rabbitmq/touchstone_pod.erl). */
export type ProbeQuestion =
  | { readonly ask: 'queues' | 'connections' }
  | { readonly ask: 'queue' | 'bindings'; readonly name: string }
  | { readonly do: 'purge' | 'drop' | 'cut' };

/** The broker's own way of answering without a queue. */
const ANSWERS = 'amq.rabbitmq.reply-to';

export const askProbe = (question: ProbeQuestion): Promise<unknown> =>
  withChannel('grader', (channel) => ask(channel, question));

async function ask(channel: ConfirmChannel, question: ProbeQuestion): Promise<unknown> {
  const correlationId = randomUUID();
  const text = await new Promise<string>((resolve, reject) => {
    const take = (message: ConsumeMessage | null) => {
      if (message?.properties.correlationId === correlationId) resolve(message.content.toString('utf8'));
    };
    channel.consume(ANSWERS, take, { noAck: true }).then(() => {
      channel.sendToQueue('probe', Buffer.from(JSON.stringify(question)), {
        correlationId,
        replyTo: ANSWERS,
      });
    }, reject);
  });
  const answer = readJson(text, 'The state of RabbitMQ') as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(`RabbitMQ could not tell its state: ${answer.error}`);
  return answer.value;
}
