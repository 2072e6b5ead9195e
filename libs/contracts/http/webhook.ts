import { z } from 'zod';
import { WebhookDeliveryId, WebhookId } from '../ids.js';
import { WebhookDeliveryState, WebhookEvent, WebhookTrouble } from '../webhook-words.js';
import { pageOf } from './page.js';
import { timestamp } from './timestamp.js';

const endpoint = {
  /** https, to an address that everybody can reach. */
  url: z.url({ protocol: /^https?$/, error: 'write an address such as https://example.org/hook' }).max(500),
  events: z
    .array(WebhookEvent)
    .min(1, 'choose at least one event')
    .max(WebhookEvent.options.length)
    .refine((events) => new Set(events).size === events.length, 'name each event once'),
};

export const CreateWebhookRequest = z.strictObject(endpoint);
export type CreateWebhookRequest = z.infer<typeof CreateWebhookRequest>;

/** All of it, as it shall be from now on. */
export const UpdateWebhookRequest = z.strictObject({ ...endpoint, enabled: z.boolean() });
export type UpdateWebhookRequest = z.infer<typeof UpdateWebhookRequest>;

/** An endpoint of another system that a cohort tells what happens in it. */
export const Webhook = z.object({
  id: WebhookId,
  url: z.string(),
  events: z.array(WebhookEvent),
  enabled: z.boolean(),
  /** Why the platform switched it off; null while it is on, and when a person did. */
  trouble: WebhookTrouble.nullable(),
  /** Messages that are on their way or wait for their next try. */
  pending: z.number().int(),
  lastDeliveredAt: timestamp().nullable(),
  /** Until then messages are signed with the secret of before too; null: with one secret. */
  oldSecretUntil: timestamp().nullable(),
  createdAt: timestamp(),
});
export type Webhook = z.infer<typeof Webhook>;

/** There are few: the list comes whole. */
export const Webhooks = z.object({ items: z.array(Webhook) });
export type Webhooks = z.infer<typeof Webhooks>;

/** Shown this once. */
export const WebhookWithSecret = Webhook.extend({ secret: z.string() });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const WebhookDelivery = z.object({
  /** The `webhook-id` of the message, however often it is sent. */
  id: WebhookDeliveryId,
  type: z.string(),
  state: WebhookDeliveryState,
  tries: z.number().int(),
  createdAt: timestamp(),
  triedAt: timestamp().nullable(),
  /** Of a pending one; null otherwise. */
  nextTryAt: timestamp().nullable(),
  /** HTTP status of the latest answer; null when none came. */
  answerStatus: z.number().int().nullable(),
  /** The beginning of the latest answer. */
  answer: z.string().nullable(),
  /** Why the latest try failed. */
  error: z.string().nullable(),
  /** What is sent, byte for byte. */
  body: z.string(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const WebhookDeliveryPage = pageOf(WebhookDelivery);
export type WebhookDeliveryPage = z.infer<typeof WebhookDeliveryPage>;
