import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ExerciseSlug, Outcome, SubmissionId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { requeueParked, type RequeueOrder } from './requeue-parked.js';

interface WaitingLine {
  readonly length: number;
  /** null when nobody waits. */
  readonly oldestSeconds: number | null;
}

export interface OperationsFigures {
  readonly submissions: WaitingLine;
  readonly rejudging: WaitingLine;
  readonly retrying: number;
}

export interface OutcomeCount {
  readonly outcome: Outcome;
  readonly hour: number;
  readonly day: number;
}

export interface SystemErrorRecord {
  readonly submissionId: SubmissionId;
  readonly exerciseSlug: ExerciseSlug;
  readonly code: string;
  readonly message: string;
  readonly at: Date;
  readonly state: 'retrying' | 'given-up';
}

const ERRORS_SHOWN = 20;

const DUE = `status = 'queued' AND not_before <= clock_timestamp()`;
const OLDEST = 'extract(epoch FROM clock_timestamp() - min(not_before))::float8';

/** What an operator looks at: how long people wait, and what goes wrong. */
@Injectable()
export class OperationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async readQueue(): Promise<OperationsFigures> {
    const [row] = await queryRows<OperationsFigures>(
      this.dataSource,
      `SELECT
        (SELECT json_build_object('length', count(*), 'oldestSeconds', ${OLDEST})
          FROM submissions WHERE ${DUE}) AS submissions,
        (SELECT json_build_object('length', count(*), 'oldestSeconds', ${OLDEST})
          FROM rejudge_items WHERE ${DUE}) AS rejudging,
        (SELECT count(*) FROM submissions
          WHERE status = 'queued' AND not_before > clock_timestamp())::int AS retrying`,
    );
    return row!;
  }

  /** Verdicts of the last 24 hours, most frequent outcome first. */
  countOutcomes(): Promise<OutcomeCount[]> {
    return queryRows(
      this.dataSource,
      `SELECT outcome, count(*)::int AS day,
          count(*) FILTER (WHERE judged_at > clock_timestamp() - interval '1 hour')::int AS hour
        FROM verdicts WHERE judged_at > clock_timestamp() - interval '24 hours'
        GROUP BY outcome ORDER BY day DESC, outcome`,
    );
  }

  /** Sends submissions that we gave up round again. @returns those that wait now */
  requeueParked(order: RequeueOrder): Promise<SubmissionId[]> {
    return requeueParked(this.dataSource, order);
  }

  /**
   * The latest faults of ours that a submission or an item of a batch met, newest first. A worker that stopped in order is
   * none.
   */
  listSystemErrors(): Promise<SystemErrorRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT * FROM (
        (SELECT id AS "submissionId", exercise_slug AS "exerciseSlug", fault_code AS code,
            coalesce(fault_message, '') AS message, coalesce(judged_at, enqueued_at) AS at,
            CASE WHEN status = 'judged' THEN 'given-up' ELSE 'retrying' END AS state
          FROM submissions WHERE fault_code IS NOT NULL AND fault_code <> 'shutdown' ORDER BY enqueued_at DESC LIMIT $1)
        UNION ALL
        (SELECT i.submission_id, s.exercise_slug, i.fault_code, coalesce(i.fault_message, ''),
            coalesce(i.judged_at, i.enqueued_at),
            CASE WHEN i.status = 'judged' THEN 'given-up' ELSE 'retrying' END
          FROM rejudge_items i JOIN submissions s ON s.id = i.submission_id
          WHERE i.fault_code IS NOT NULL AND i.fault_code <> 'shutdown' AND i.fate IS NULL ORDER BY i.enqueued_at DESC LIMIT $1)
      ) errors ORDER BY at DESC LIMIT $1`,
      [ERRORS_SHOWN],
    );
  }
}
