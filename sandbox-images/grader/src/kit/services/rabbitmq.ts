import { randomUUID } from 'node:crypto';
import type { ConfirmChannel } from 'amqplib';
import { KitFailure } from '../failures.js';
import { getScope } from '../scope.js';
import { getServiceAccess, getSession } from '../session.js';
import { pauseUntilEnd, resumeNow } from '../subject/pause.js';
import { blameProgram } from './blame-service.js';
import { disconnect, withChannel } from './rabbitmq-link.js';
import {
  type MessageContent,
  type PublishOptions,
  type RabbitMessage,
  toBytes,
  toMessage,
  toPublish,
} from './rabbitmq-message.js';
import { askProbe, type ProbeQuestion } from './rabbitmq-probe.js';
import { waitUntilAnswers } from './wait-until-answers.js';

/** What the broker itself says of a queue, now. */
export interface QueueState {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly exclusive: boolean;
  /** With `x-dead-letter-exchange`, `x-message-ttl`, `x-queue-type` and their like. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Messages that wait to be delivered. */
  readonly ready: number;
  /** Messages that were delivered and not yet acknowledged. */
  readonly unacked: number;
  readonly consumers: number;
}

export interface QueueBinding {
  readonly exchange: string;
  readonly routingKey: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

interface Publication {
  readonly routingKey: string;
  readonly content: MessageContent;
  readonly options?: PublishOptions;
}

/** The exercise's RabbitMQ, in the same virtual host as the subject, but with a user of the grader's own. */
export interface RabbitMq {
  /** Publishes one message and waits until the broker has confirmed it. The exchange `''` leads to the queue named by the key. */
  publish(
    exchange: string,
    routingKey: string,
    content: MessageContent,
    options?: PublishOptions,
  ): Promise<void>;
  /** Publishes all of them, in this order, and waits until all are confirmed. */
  publishAll(exchange: string, publications: readonly Publication[]): Promise<void>;
  /** The state of a queue, or null when there is none of that name. */
  queue(name: string): Promise<QueueState | null>;
  queues(): Promise<QueueState[]>;
  /** How a queue is bound, without the default exchange. */
  bindings(queue: string): Promise<QueueBinding[]>;
  /** Takes the first message of a queue, or null when none waits. */
  get(queue: string): Promise<RabbitMessage | null>;
  /** Takes what waits in a queue, at most `max` messages (1000). */
  drain(queue: string, max?: number): Promise<RabbitMessage[]>;
  /** Makes a queue of a random name that gets what is published to an exchange; goes away when the test ends. */
  tap(exchange: string, pattern: string): Promise<string>;
  declareExchange(name: string, type: 'direct' | 'topic' | 'fanout' | 'headers'): Promise<void>;
  /** Declares a durable queue, bound as told. */
  declareQueue(
    name: string,
    options?: {
      readonly arguments?: Readonly<Record<string, unknown>>;
      readonly bindTo?: readonly { readonly exchange: string; readonly routingKey: string }[];
    },
  ): Promise<void>;
  purge(queue: string): Promise<void>;
  /** Empties every queue of what waits in it, or removes all queues and exchanges with `{ drop: true }`. */
  reset(options?: { drop?: boolean }): Promise<void>;
  /** How many connections the subject has open. */
  connections(): Promise<number>;
  /** Closes the subject's connections, as an operator would. @returns how many there were */
  cutConnections(): Promise<number>;
  /** Kills RabbitMQ / starts it again, empty. Started at the end of the test at the latest. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Freezes and thaws the server. Thawed at the end of the test at the latest. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** `RABBITMQ_URL` as the subject has it (user `app`). */
  readonly subjectUrl: string;
}

const START_DEADLINE_MS = 30_000;
const MAX_DRAINED = 1000;

export const rabbitmq: RabbitMq = {
  publish: (exchange, routingKey, content, options = {}) =>
    publishAll('publish', exchange, [{ routingKey, content, options }]),
  publishAll: (exchange, publications) => publishAll('publishAll', exchange, publications),
  queue: async (name) => (await probe('queue', { ask: 'queue', name })) as QueueState | null,
  queues: async () => (await probe('queues', { ask: 'queues' })) as QueueState[],
  bindings: async (queue) => (await probe('bindings', { ask: 'bindings', name: queue })) as QueueBinding[],
  async get(queue) {
    return (await drain('get', queue, 1))[0] ?? null;
  },
  drain: (queue, max = MAX_DRAINED) => drain('drain', queue, max),
  async tap(exchange, pattern) {
    // SECURITY: G16: a name that the learner's program cannot guess, so that it cannot take what lands in it.
    const name = `tap-${randomUUID()}`;
    const scope = getScope('services.rabbitmq.tap');
    await onChannel('tap', async (channel) => {
      await channel.assertQueue(name, { durable: true });
      await channel.bindQueue(name, exchange, pattern);
    });
    scope.undoAtEnd(name, () =>
      withChannel('app', async (channel) => void (await channel.deleteQueue(name))),
    );
    return name;
  },
  declareExchange: (name, type) =>
    onChannel('declareExchange', async (channel) => {
      await channel.assertExchange(name, type, { durable: true });
    }),
  declareQueue: (name, { arguments: extra = {}, bindTo = [] } = {}) =>
    onChannel('declareQueue', async (channel) => {
      await channel.assertQueue(name, { durable: true, arguments: extra });
      for (const { exchange, routingKey } of bindTo) await channel.bindQueue(name, exchange, routingKey);
    }),
  purge: (queue) =>
    onChannel('purge', async (channel) => {
      await channel.purgeQueue(queue);
    }),
  async reset({ drop = false } = {}) {
    await probe('reset', { do: drop ? 'drop' : 'purge' });
  },
  connections: async () => (await probe('connections', { ask: 'connections' })) as number,
  cutConnections: async () => (await probe('cutConnections', { do: 'cut' })) as number,
  async stop() {
    getScope('services.rabbitmq.stop').undoAtEnd('stop rabbitmq', start);
    await getSession().control({ action: 'stop-service', service: 'rabbitmq' });
    disconnect();
  },
  async start() {
    const scope = getScope('services.rabbitmq.start');
    await scope.race(start());
    scope.forget('stop rabbitmq');
  },
  pause: () => pauseUntilEnd('services.rabbitmq.pause', 'rabbitmq'),
  resume: () => resumeNow('services.rabbitmq.resume', 'rabbitmq'),
  get subjectUrl() {
    const { subjectUser, subjectPassword, port } = getServiceAccess('rabbitmq');
    return `amqp://${subjectUser}:${subjectPassword}@127.0.0.1:${port}/app`;
  },
};

/** Rejects until the broker answers. */
export async function pingRabbitMq(): Promise<void> {
  await askProbe({ ask: 'connections' });
}

const probe = (what: string, question: ProbeQuestion): Promise<unknown> =>
  getScope(`services.rabbitmq.${what}`).race(blameProgram('RabbitMQ', askProbe(question)));

const onChannel = <T>(what: string, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> =>
  getScope(`services.rabbitmq.${what}`).race(
    blameProgram('RabbitMQ', withChannel('app', work).catch(explainMissing)),
  );

function publishAll(what: string, exchange: string, publications: readonly Publication[]): Promise<void> {
  return onChannel(what, async (channel) => {
    let unroutable: string | null = null;
    channel.on('return', ({ fields }) => (unroutable ??= fields.routingKey));
    for (const { routingKey, content, options = {} } of publications)
      channel.publish(exchange, routingKey, toBytes(content), toPublish(content, options));
    await channel.waitForConfirms();
    if (unroutable !== null) throw new KitFailure('assertion', noQueueFor(exchange, unroutable));
  });
}

function drain(what: string, queue: string, max: number): Promise<RabbitMessage[]> {
  return onChannel(what, async (channel) => {
    const messages: RabbitMessage[] = [];
    while (messages.length < max) {
      const message = await channel.get(queue, { noAck: true });
      if (message === false) break;
      messages.push(toMessage(message));
    }
    return messages;
  });
}

const noQueueFor = (exchange: string, routingKey: string): string =>
  exchange === ''
    ? `RabbitMQ has no queue “${routingKey}”.`
    : `No queue is bound to take what is published to exchange “${exchange}” with the routing key “${routingKey}”.`;

/** What a suite looks for and does not find is most often what the program has not declared. */
function explainMissing(error: unknown): never {
  const missing = /NOT_FOUND - no (queue|exchange) '([^']*)'/.exec(
    error instanceof Error ? error.message : '',
  );
  if (missing === null) throw error;
  throw new KitFailure('assertion', `RabbitMQ has no ${missing[1]} “${missing[2]}”.`);
}

async function start(): Promise<void> {
  await getSession().control({ action: 'start-service', service: 'rabbitmq' });
  disconnect();
  await waitUntilAnswers('rabbitmq', pingRabbitMq, START_DEADLINE_MS);
}
