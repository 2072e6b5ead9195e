import { z } from 'zod';

/** What a cohort tells other systems. docs/WEBHOOKS.md has the body of each. */
export const WebhookEvent = z.enum([
  'submission.judged',
  'member.joined',
  'member.left',
  'board.frozen',
  'board.thawed',
  'rejudge.applied',
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** `webhook.test` is sent when an instructor asks for it, whatever the endpoint listens to. */
export type WebhookMessageType = WebhookEvent | 'webhook.test';

/** Why the platform itself switched an endpoint off: it kept failing, or answered 410. */
export const WebhookTrouble = z.enum(['failing', 'gone']);
export type WebhookTrouble = z.infer<typeof WebhookTrouble>;

export const WebhookDeliveryState = z.enum(['pending', 'delivered', 'failed']);
export type WebhookDeliveryState = z.infer<typeof WebhookDeliveryState>;
