import type { ChannelModel, ConfirmChannel } from 'amqplib';
import type { Socket } from 'node:net';
import { KitFailure } from '../failures.js';
import { libraries } from '../libraries.js';
import { getServiceAccess } from '../session.js';

/** The learner's virtual host, and the one that only the grader may enter. */
export type VirtualHost = 'app' | 'grader';

const MAX_RESULT_BYTES = 8 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 2000;
const ANSWER_TIMEOUT_MS = 5000;

const links = new Map<VirtualHost, Promise<ChannelModel>>();

/**
 * Runs `work` on a channel of its own, as an error of the broker closes the channel that it is about.
 * SECURITY: C14 the learner's program fills the queues, or may be whom the grader dialled: neither may fill the grader's memory.
 */
export async function withChannel<T>(
  vhost: VirtualHost,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  const link = await getLink(vhost);
  const watch = watchBytes(link);
  const broken = new AbortController();
  try {
    return await inTime(openAndRun(link, work, broken), link, broken.signal);
  } catch (error) {
    if (!watch.exceeded()) throw error;
    throw new KitFailure('error', 'What RabbitMQ sent to a call of the test is larger than 8 MiB.');
  } finally {
    watch.end();
  }
}

/** The next call opens connections of its own. */
export function disconnect(): void {
  for (const link of links.values()) void link.then(cut).catch(() => undefined);
  links.clear();
}

async function openAndRun<T>(
  link: ChannelModel,
  work: (channel: ConfirmChannel) => Promise<T>,
  broken: AbortController,
): Promise<T> {
  const channel = await link.createConfirmChannel();
  // What the broker said is told before what the library made of it: "channel closed".
  channel.on('error', (error) => broken.abort(error));
  try {
    return await work(channel);
  } finally {
    if (!broken.signal.aborted) await channel.close().catch(() => undefined);
  }
}

function inTime<T>(work: Promise<T>, link: ChannelModel, broken: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = setTimeout(() => {
      // Whatever it still waits for must not answer the next call.
      cut(link);
      reject(new Error('Command timed out'));
    }, ANSWER_TIMEOUT_MS);
    const closed = () => reject(new Error('Connection closed'));
    broken.addEventListener('abort', () => reject(broken.reason as Error));
    link.once('close', closed);
    work.then(resolve, reject).finally(() => {
      clearTimeout(late);
      link.off('close', closed);
    });
  });
}

function getLink(vhost: VirtualHost): Promise<ChannelModel> {
  const known = links.get(vhost);
  if (known) return known;
  const opening = open(vhost);
  links.set(vhost, opening);
  const forget = () => {
    if (links.get(vhost) === opening) links.delete(vhost);
  };
  opening.then((link) => link.once('close', forget), forget);
  return opening;
}

async function open(vhost: VirtualHost): Promise<ChannelModel> {
  const { user, password, port } = getServiceAccess('rabbitmq');
  const link = await libraries.amqplib.connect(
    { protocol: 'amqp', hostname: '127.0.0.1', port, username: user, password, vhost, heartbeat: 0 },
    { timeout: CONNECT_TIMEOUT_MS, noDelay: true },
  );
  // The failure reaches the caller through its own promise.
  link.on('error', () => undefined);
  return link;
}

function watchBytes(link: ChannelModel): { exceeded: () => boolean; end: () => void } {
  const socket = socketOf(link);
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_RESULT_BYTES) cut(link);
  };
  socket.on('data', count);
  return { exceeded: () => received > MAX_RESULT_BYTES, end: () => void socket.off('data', count) };
}

const socketOf = (link: ChannelModel): Socket => (link.connection as unknown as { stream: Socket }).stream;

/** With an error, as the library takes no notice of a socket that ends without one: it would wait, and be used again. */
const cut = (link: ChannelModel): void => void socketOf(link).destroy(new Error('Connection closed'));
