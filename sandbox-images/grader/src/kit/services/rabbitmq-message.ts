import type { GetMessage, Options } from 'amqplib';
import { readJson } from '../http/http-response.js';

/** Bytes or text as they are; anything else as JSON. */
export type MessageContent = unknown;

export interface PublishOptions {
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  /** Milliseconds after which it leaves its queue. */
  readonly expiration?: number;
  readonly priority?: number;
  readonly replyTo?: string;
  /** Default: true. */
  readonly persistent?: boolean;
  /** Whether it is an error when no queue takes the message. Default: true. */
  readonly mandatory?: boolean;
}

/** A message as a queue gave it. */
export interface RabbitMessage {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The content parsed; one that is not JSON fails the test. */
  readonly json: unknown;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly messageId: string | null;
  readonly correlationId: string | null;
  readonly contentType: string | null;
  readonly type: string | null;
  /** Whether it is to outlive a restart of the broker. */
  readonly persistent: boolean;
}

const PERSISTENT = 2;

export function toBytes(content: MessageContent): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  if (content instanceof Uint8Array) return Buffer.from(content);
  return Buffer.from(JSON.stringify(content));
}

export function toPublish(content: MessageContent, options: PublishOptions): Options.Publish {
  const isJson = typeof content !== 'string' && !(content instanceof Uint8Array);
  return {
    persistent: true,
    mandatory: true,
    ...(isJson ? { contentType: 'application/json' } : {}),
    ...options,
  };
}

export function toMessage({ content, fields, properties }: GetMessage): RabbitMessage {
  const text = content.toString('utf8');
  const told = properties as unknown as Readonly<Record<string, unknown>>;
  const textOf = (name: string): string | null => (typeof told[name] === 'string' ? told[name] : null);
  return {
    text,
    bytes: content,
    get json() {
      return readJson(text, `A message published to “${fields.exchange}” with “${fields.routingKey}”`);
    },
    exchange: fields.exchange,
    routingKey: fields.routingKey,
    redelivered: fields.redelivered,
    headers: properties.headers ?? {},
    messageId: textOf('messageId'),
    correlationId: textOf('correlationId'),
    contentType: textOf('contentType'),
    type: textOf('type'),
    persistent: told['deliveryMode'] === PERSISTENT,
  };
}
