import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { invariant, type PlatformMode, type UserId } from '#contracts';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { queryRows } from '../query-rows.js';
import { Together } from '../together.js';

export interface PlatformModeRecord {
  readonly mode: PlatformMode;
  /** What people are told. */
  readonly line: string | null;
  readonly changedAt: Date;
  readonly changedBy: { readonly id: UserId; readonly displayName: string } | null;
}

/** What the whole platform is to do. One small row, read often. */
@Injectable()
export class PlatformModeRepository {
  private readonly reads: Together<void, PlatformModeRecord>;

  constructor(private readonly dataSource: DataSource) {
    this.reads = new Together<void, PlatformModeRecord>({
      work: async (askers) => {
        const record = await readMode(dataSource.manager);
        return askers.map(() => record);
      },
      most: Infinity,
    });
  }

  /** As of now. */
  get(): Promise<PlatformModeRecord> {
    return this.reads.do();
  }

  /** Changes it and tells the audit log, together. */
  set(change: {
    readonly mode: PlatformMode;
    readonly line: string | null;
    readonly actorId: UserId;
  }): Promise<PlatformModeRecord> {
    const { mode, line, actorId } = change;
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM platform_mode FOR UPDATE');
      const before = await readMode(manager);
      await manager.query(
        'UPDATE platform_mode SET mode = $1, line = $2, changed_by = $3, changed_at = clock_timestamp()',
        [mode, line, actorId],
      );
      await insertAuditEntry(manager, {
        actorId,
        action: 'platform.mode-changed',
        subject: 'platform:mode',
        detail: { from: before.mode, to: mode, line },
      });
      return readMode(manager);
    });
  }
}

async function readMode(manager: EntityManager): Promise<PlatformModeRecord> {
  const [row] = await queryRows<PlatformModeRecord>(
    manager,
    `SELECT mode, line, changed_at AS "changedAt",
        (SELECT json_build_object('id', id, 'displayName', display_name) FROM users WHERE id = changed_by)
          AS "changedBy"
      FROM platform_mode`,
  );
  invariant(row !== undefined, 'the migrations have made the row of the platform mode');
  return row;
}
