import type { Webhook, WebhookDelivery } from '#contracts';
import type { WebhookDeliveryRecord, WebhookRecord } from '#persistence';

export function toWebhookView({
  cohortId: _,
  lastDeliveredAt,
  oldSecretUntil,
  createdAt,
  ...record
}: WebhookRecord): Webhook {
  return {
    ...record,
    events: [...record.events],
    lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
    oldSecretUntil: oldSecretUntil?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

export function toDeliveryView({
  createdAt,
  triedAt,
  nextAt,
  ...record
}: WebhookDeliveryRecord): WebhookDelivery {
  return {
    ...record,
    createdAt: createdAt.toISOString(),
    triedAt: triedAt?.toISOString() ?? null,
    nextTryAt: record.state === 'pending' ? nextAt.toISOString() : null,
  };
}
