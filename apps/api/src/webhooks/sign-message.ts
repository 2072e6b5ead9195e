import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** Marks secrets, as the specification has it; 256 random bits follow. */
const PREFIX = 'whsec_';

export const makeWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64');

export interface Message {
  readonly id: string;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks: HMAC-SHA256 over id, time and body, once for each secret that is good now.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signMessage({ id, body }: Message, secrets: readonly string[], now: Date) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
}
