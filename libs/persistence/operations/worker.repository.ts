import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PlatformMode, WorkerImage } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toStorableText } from '../storable-text.js';
import { LOST_AFTER_SECONDS } from '../submissions/where-it-runs.js';

/** What a worker tells of itself every few seconds. */
export interface WorkerNews {
  readonly id: string;
  readonly host: string;
  readonly slots: number;
  readonly running: number;
  readonly runningAside: number;
  readonly gateOpen: boolean;
  readonly trouble: string | null;
  readonly mode: PlatformMode;
  readonly engine: string | null;
  readonly images: readonly WorkerImage[];
  readonly swept: number;
  readonly orphansRemoved: number;
}

export interface WorkerRecord extends WorkerNews {
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** It has told nothing for longer than it may. */
  readonly lost: boolean;
}

const MAX_TROUBLE_LENGTH = 2_000;

/** The workers there are, as they announce themselves. */
@Injectable()
export class WorkerRepository {
  constructor(private readonly dataSource: DataSource) {}

  async announce(news: WorkerNews): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO workers (id, host, slots, running, running_aside, gate_open, trouble, mode, engine, images,
          swept, orphans_removed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12)
        ON CONFLICT (id) DO UPDATE SET slots = excluded.slots, running = excluded.running,
          running_aside = excluded.running_aside, gate_open = excluded.gate_open, trouble = excluded.trouble,
          mode = excluded.mode, engine = excluded.engine, images = excluded.images, swept = excluded.swept,
          orphans_removed = excluded.orphans_removed, seen_at = clock_timestamp()`,
      [
        news.id,
        news.host,
        news.slots,
        news.running,
        news.runningAside,
        news.gateOpen,
        news.trouble === null ? null : toStorableText(news.trouble, MAX_TROUBLE_LENGTH),
        news.mode,
        news.engine,
        JSON.stringify(news.images),
        news.swept,
        news.orphansRemoved,
      ],
    );
  }

  /** A worker that stops in order is not lost. */
  async forget(id: string): Promise<void> {
    await this.dataSource.query('DELETE FROM workers WHERE id = $1', [id]);
  }

  /** Forgets workers that were lost a day ago. */
  async prune(): Promise<void> {
    await this.dataSource.query(`DELETE FROM workers WHERE seen_at < clock_timestamp() - interval '1 day'`);
  }

  /** By host, then by age. */
  list(): Promise<WorkerRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT id, host, slots, running, running_aside AS "runningAside", gate_open AS "gateOpen", trouble, mode,
          engine, images, swept, orphans_removed AS "orphansRemoved", started_at AS "startedAt", seen_at AS "seenAt",
          seen_at < clock_timestamp() - $1 * interval '1 second' AS lost
        FROM workers ORDER BY host, started_at, id`,
      [LOST_AFTER_SECONDS],
    );
  }
}
