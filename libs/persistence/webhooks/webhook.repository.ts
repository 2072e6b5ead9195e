import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  Refusal,
  type CohortId,
  type UserId,
  type WebhookEvent,
  type WebhookId,
  type WebhookTrouble,
} from '#contracts';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { queryRows } from '../query-rows.js';

export interface WebhookRecord {
  readonly id: WebhookId;
  readonly cohortId: CohortId;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
  readonly trouble: WebhookTrouble | null;
  readonly pending: number;
  readonly lastDeliveredAt: Date | null;
  /** null once the old secret signs no longer. */
  readonly oldSecretUntil: Date | null;
  readonly createdAt: Date;
}

interface NewWebhook {
  readonly cohortId: CohortId;
  readonly actorId: UserId;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly sealedSecret: string;
}

/** Which endpoint of which cohort, and who wants it changed. */
interface Change {
  readonly id: WebhookId;
  readonly cohortId: CohortId;
  readonly actorId: UserId;
}

const MOST_OF_A_COHORT = 10;
const OLD_SECRET_HOURS = 24;

const COLUMNS = `w.id, w.cohort_id AS "cohortId", w.url, w.events, w.enabled, w.trouble,
  w.last_delivered_at AS "lastDeliveredAt", w.created_at AS "createdAt",
  CASE WHEN w.old_secret_until > now() THEN w.old_secret_until END AS "oldSecretUntil",
  (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'pending') AS pending`;

/** The endpoints that cohorts tell what happens in them. Every change is in the audit log. */
@Injectable()
export class WebhookRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Refusal `too-many-webhooks` */
  insert({ cohortId, actorId, url, events, sealedSecret }: NewWebhook): Promise<WebhookRecord> {
    return this.dataSource.transaction(async (manager) => {
      await requireRoom(manager, cohortId);
      const id = randomUUID() as WebhookId;
      await manager.query(
        `INSERT INTO webhooks (id, cohort_id, url, events, sealed_secret, created_by) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, cohortId, url, events, sealedSecret, actorId],
      );
      await note(manager, 'created', { id, cohortId, actorId }, { url, events });
      return (await find(manager, cohortId, id))!;
    });
  }

  /** Oldest first. */
  list(cohortId: CohortId): Promise<WebhookRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT ${COLUMNS} FROM webhooks w WHERE w.cohort_id = $1 ORDER BY w.created_at, w.id`,
      [cohortId],
    );
  }

  find(cohortId: CohortId, id: WebhookId): Promise<WebhookRecord | null> {
    return find(this.dataSource.manager, cohortId, id);
  }

  /** Switching it on forgets its trouble. */
  update(change: Change & Pick<WebhookRecord, 'url' | 'events' | 'enabled'>): Promise<WebhookRecord | null> {
    const { url, events, enabled } = change;
    return this.change(change, 'changed', { url, events, enabled }, (manager) =>
      manager.query(
        `UPDATE webhooks SET url = $2, events = $3, enabled = $4, trouble = CASE WHEN $4 THEN NULL ELSE trouble END
          WHERE id = $1`,
        [change.id, url, events, enabled],
      ),
    );
  }

  /** The secret of until now signs beside the new one for a day. */
  replaceSecret(change: Change & { readonly sealedSecret: string }): Promise<WebhookRecord | null> {
    return this.change(change, 'secret-replaced', {}, (manager) =>
      manager.query(
        `UPDATE webhooks SET sealed_old_secret = sealed_secret, sealed_secret = $2,
            old_secret_until = now() + $3 * interval '1 hour'
          WHERE id = $1`,
        [change.id, change.sealedSecret, OLD_SECRET_HOURS],
      ),
    );
  }

  /** Its log goes with it. False when there is none. */
  async delete(change: Change): Promise<boolean> {
    const found = await this.find(change.cohortId, change.id);
    if (found === null) return false;
    await this.change(change, 'deleted', { url: found.url }, (manager) =>
      manager.query('DELETE FROM webhooks WHERE id = $1', [change.id]),
    );
    return true;
  }

  /** null when the cohort has no such endpoint; nothing changes then. */
  private change(
    change: Change,
    what: string,
    detail: Readonly<Record<string, unknown>>,
    work: (manager: EntityManager) => Promise<unknown>,
  ): Promise<WebhookRecord | null> {
    return this.dataSource.transaction(async (manager) => {
      if ((await find(manager, change.cohortId, change.id)) === null) return null;
      await work(manager);
      await note(manager, what, change, detail);
      return find(manager, change.cohortId, change.id);
    });
  }
}

async function find(
  manager: EntityManager,
  cohortId: CohortId,
  id: WebhookId,
): Promise<WebhookRecord | null> {
  const [row] = await queryRows<WebhookRecord>(
    manager,
    `SELECT ${COLUMNS} FROM webhooks w WHERE w.cohort_id = $1 AND w.id = $2`,
    [cohortId, id],
  );
  return row ?? null;
}

/** Counted under a lock of the cohort's row, so that their number holds under any parallelism. */
async function requireRoom(manager: EntityManager, cohortId: CohortId): Promise<void> {
  await manager.query('SELECT 1 FROM cohorts WHERE id = $1 FOR UPDATE', [cohortId]);
  const [row] = await queryRows<{ count: number }>(
    manager,
    'SELECT count(*)::int AS count FROM webhooks WHERE cohort_id = $1',
    [cohortId],
  );
  if (row!.count < MOST_OF_A_COHORT) return;
  throw new Refusal(
    'too-many-webhooks',
    `A cohort has at most ${MOST_OF_A_COHORT} webhooks: delete one first.`,
  );
}

const note = (
  manager: EntityManager,
  what: string,
  { id, cohortId, actorId }: Change,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> =>
  insertAuditEntry(manager, {
    actorId,
    action: `webhook.${what}`,
    subject: `cohort:${cohortId}`,
    detail: { webhook: id, ...detail },
  });
