import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  CohortId,
  WebhookDeliveryId,
  WebhookDeliveryState,
  WebhookId,
  WebhookMessageType,
  WebhookTrouble,
} from '#contracts';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { hasRows, queryRows } from '../query-rows.js';
import { toStorableText } from '../storable-text.js';
import { toCursor, toPagePosition } from '../submissions/page-cursor.js';

export interface WebhookDeliveryRecord {
  readonly id: WebhookDeliveryId;
  readonly type: WebhookMessageType;
  readonly state: WebhookDeliveryState;
  readonly tries: number;
  readonly createdAt: Date;
  readonly triedAt: Date | null;
  readonly nextAt: Date;
  readonly answerStatus: number | null;
  readonly answer: string | null;
  readonly error: string | null;
  readonly body: string;
}

interface NewDelivery {
  readonly webhookId: WebhookId;
  readonly type: WebhookMessageType;
  readonly body: string;
}

/** A message that one sender has for the time of its lease. */
export interface DueDelivery {
  readonly id: WebhookDeliveryId;
  readonly webhookId: WebhookId;
  readonly url: string;
  readonly body: string;
  /** This try counts. */
  readonly tries: number;
  readonly sealedSecret: string;
  /** null unless it still signs too. */
  readonly sealedOldSecret: string | null;
}

interface Answer {
  readonly answerStatus: number | null;
  readonly answer: string | null;
}

interface Failure extends Answer {
  readonly error: string;
  /** When to try again, from now; null: never. */
  readonly retryMs: number | null;
  /** The endpoint asked to be left alone. */
  readonly gone: boolean;
}

/** How long a sender may take before another one tries; longer than the deadline of a request. */
const LEASE_SECONDS = 60;
/** Of one endpoint at a time, so that a slow one does not hold up the others. */
const AT_ONCE = 4;
const LONGEST_ERROR = 500;
const LONGEST_ANSWER = 1_000;

const COLUMNS = `d.id, d.type, d.state, d.tries, d.created_at AS "createdAt", d.tried_at AS "triedAt",
  d.next_at AS "nextAt", d.answer_status AS "answerStatus", d.answer, d.error, d.body`;

/** Messages to endpoints: sent at least once, and kept as a log for some weeks. */
@Injectable()
export class WebhookDeliveryRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert({ webhookId, type, body }: NewDelivery): Promise<WebhookDeliveryId> {
    const id = randomUUID() as WebhookDeliveryId;
    await this.dataSource.query(
      'INSERT INTO webhook_deliveries (id, webhook_id, type, body) VALUES ($1, $2, $3, $4)',
      [id, webhookId, type, body],
    );
    return id;
  }

  async find(webhookId: WebhookId, id: WebhookDeliveryId): Promise<WebhookDeliveryRecord | null> {
    const [row] = await queryRows<WebhookDeliveryRecord>(
      this.dataSource,
      `SELECT ${COLUMNS} FROM webhook_deliveries d WHERE d.webhook_id = $1 AND d.id = $2`,
      [webhookId, id],
    );
    return row ?? null;
  }

  /** Newest first. @throws Refusal `bad-cursor` */
  async list(
    webhookId: WebhookId,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: WebhookDeliveryRecord[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : toPagePosition(cursor);
    const rows = await queryRows<WebhookDeliveryRecord>(
      this.dataSource,
      `SELECT ${COLUMNS} FROM webhook_deliveries d
        WHERE d.webhook_id = $1 AND ($2::timestamptz IS NULL OR (d.created_at, d.id) < ($2, $3::uuid))
        ORDER BY d.created_at DESC, d.id DESC LIMIT $4`,
      [webhookId, after?.createdAt ?? null, after?.id ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? toCursor(last) : null };
  }

  /** Sends it again from the first try, under the same id; one that waits is sent now. False when there is none. */
  sendAgain(webhookId: WebhookId, id: WebhookDeliveryId): Promise<boolean> {
    return hasRows(
      this.dataSource,
      `UPDATE webhook_deliveries SET tries = CASE state WHEN 'pending' THEN tries ELSE 0 END, state = 'pending',
          next_at = now()
        WHERE webhook_id = $1 AND id = $2 RETURNING id`,
      [webhookId, id],
    );
  }

  /**
   * Messages that are due, for one sender: until the lease ends nobody else gets them.
   * @param busy endpoints that have enough to do
   */
  claimDue({ limit, busy }: { limit: number; busy: readonly WebhookId[] }): Promise<DueDelivery[]> {
    return queryRows(
      this.dataSource,
      `WITH due AS (
          SELECT d.id, w.url, w.sealed_secret, CASE WHEN w.old_secret_until > now() THEN w.sealed_old_secret END AS old
          FROM webhooks w CROSS JOIN LATERAL (
            SELECT id FROM webhook_deliveries
              WHERE webhook_id = w.id AND state = 'pending' AND next_at <= now()
              ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
          ) AS d
          WHERE w.enabled AND w.id <> ALL($2::uuid[]) LIMIT $1
        )
        UPDATE webhook_deliveries d SET tries = d.tries + 1, next_at = now() + $4 * interval '1 second'
        FROM due WHERE d.id = due.id
        RETURNING d.id, d.webhook_id AS "webhookId", d.body, d.tries, due.url, due.sealed_secret AS "sealedSecret",
          due.old AS "sealedOldSecret"`,
      [limit, busy, AT_ONCE, LEASE_SECONDS],
    );
  }

  async recordDelivered({ id, webhookId }: DueDelivery, { answerStatus, answer }: Answer): Promise<void> {
    await this.dataSource.query(
      `WITH delivered AS (
          UPDATE webhook_deliveries SET state = 'delivered', tried_at = now(), answer_status = $3, answer = $4, error = NULL
          WHERE id = $1
        ) UPDATE webhooks SET last_delivered_at = now() WHERE id = $2`,
      [id, webhookId, answerStatus, answer && toStorableText(answer, LONGEST_ANSWER)],
    );
  }

  /**
   * A message that is given up switches its endpoint off when nothing at all was delivered since the message was
   * written: it has failed for as long as the tries of a message take. What waits then waits until it is on again.
   */
  async recordFailure(delivery: DueDelivery, failure: Failure): Promise<void> {
    const { answerStatus, answer, error, retryMs, gone } = failure;
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `UPDATE webhook_deliveries SET tried_at = now(), answer_status = $2, answer = $3, error = $4,
            state = CASE WHEN $5::double precision IS NULL THEN 'failed' ELSE 'pending' END,
            next_at = now() + coalesce($5::double precision, 0) * interval '1 millisecond'
          WHERE id = $1`,
        [
          delivery.id,
          answerStatus,
          answer && toStorableText(answer, LONGEST_ANSWER),
          toStorableText(error, LONGEST_ERROR),
          retryMs,
        ],
      );
      if (retryMs !== null) return;
      const trouble: WebhookTrouble = gone ? 'gone' : 'failing';
      const [off] = await queryRows<{ cohortId: CohortId; url: string }>(
        manager,
        `UPDATE webhooks w SET enabled = false, trouble = $2
          FROM webhook_deliveries d WHERE d.id = $1 AND w.id = d.webhook_id AND w.enabled
            AND ($2 = 'gone' OR w.last_delivered_at IS NULL OR w.last_delivered_at < d.created_at)
          RETURNING w.cohort_id AS "cohortId", w.url`,
        [delivery.id, trouble],
      );
      if (off === undefined) return;
      await insertAuditEntry(manager, {
        actorId: null,
        action: 'webhook.switched-off',
        subject: `cohort:${off.cohortId}`,
        detail: { webhook: delivery.webhookId, url: off.url, trouble },
      });
    });
  }
}
