import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toStorableJson } from '../storable-text.js';

export interface AuditEntry {
  /** null: the platform itself. */
  readonly actorId: UserId | null;
  /** What was done, as thing and participle: `rejudge-batch.applied`. */
  readonly action: `${string}.${string}`;
  /** What it was done to, as kind and key: `submission:<id>`, `exercise:<slug>`. */
  readonly subject: `${string}:${string}`;
  /** What somebody who asks later wants to know: before and after, counts, reasons. Never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditRecord extends AuditEntry {
  readonly id: string;
  readonly at: Date;
}

const MOST_ENTRIES_SHOWN = 200;

/** Who did what to whose results and rights. Entries are added and read; nothing changes or removes one. */
@Injectable()
export class AuditRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Give it the `manager` of the transaction that does the deed, so that neither is stored without the other. */
  insert(entry: AuditEntry, manager: EntityManager = this.dataSource.manager): Promise<void> {
    return insertAuditEntry(manager, entry);
  }

  /** Newest first, the latest 200 of one subject. */
  listOf(subject: AuditEntry['subject']): Promise<AuditRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT id, at, actor_id AS "actorId", action, subject, detail FROM audit_log
        WHERE subject = $1 ORDER BY at DESC, id LIMIT $2`,
      [subject, MOST_ENTRIES_SHOWN],
    );
  }
}

/** For named queries that change something and tell of it in one transaction. */
export function insertAuditEntry(manager: EntityManager, entry: AuditEntry): Promise<void> {
  return insertAuditEntries(manager, [entry]);
}

export async function insertAuditEntries(
  manager: EntityManager,
  entries: readonly AuditEntry[],
): Promise<void> {
  await manager.query(
    `INSERT INTO audit_log (id, actor_id, action, subject, detail)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[])`,
    [
      entries.map(() => randomUUID()),
      entries.map(({ actorId }) => actorId),
      entries.map(({ action }) => action),
      entries.map(({ subject }) => subject),
      entries.map(({ action, detail }) => toStorableJson(detail, `the audit entry ${action}`)),
    ],
  );
}
