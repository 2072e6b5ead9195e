import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  ExerciseVersion,
  Outcome,
  RejudgeBatchId,
  RejudgeFate,
  RejudgeItemId,
  SubmissionId,
  SubmissionStatus,
  TestFlip,
  Verdict,
} from '#contracts';
import { ClaimColumns } from './claim-columns.js';
import { ExerciseVersionEntity } from './exercise-version.entity.js';
import { RejudgeBatchEntity } from './rejudge-batch.entity.js';
import { SubmissionEntity } from './submission.entity.js';

/**
 * One submission of a batch. Its `status` means what that of a submission does: both are claimed, held and released by
 * the statements of judge-attempt.ts.
 */
@Entity({ name: 'rejudge_items' })
@Unique('rejudge_items_submission_key', ['batchId', 'submissionId'])
@Index('rejudge_items_queued_idx', ['notBefore'], { where: `status = 'queued'` })
@Index('rejudge_items_leased_idx', ['leaseUntil'], { where: `status NOT IN ('queued', 'judged')` })
@Check(
  'rejudge_items_status_check',
  `status IN ('queued', 'preparing', 'building', 'starting', 'testing', 'judged')`,
)
@Check(
  'rejudge_items_judged_check',
  `(status = 'judged') = (outcome IS NOT NULL AND verdict IS NOT NULL AND judged_at IS NOT NULL)`,
)
@Check('rejudge_items_lease_check', `(status IN ('queued', 'judged')) = (lease_until IS NULL)`)
@Check('rejudge_items_fate_check', `fate IN ('applied', 'kept', 'overtaken', 'failed')`)
export class RejudgeItemEntity extends ClaimColumns {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'rejudge_items_pkey' })
  id!: RejudgeItemId;

  @ForeignKey(() => RejudgeBatchEntity, { name: 'rejudge_items_batch_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'batch_id', type: 'uuid' })
  batchId!: RejudgeBatchId;

  @Index('rejudge_items_submission_idx')
  @ForeignKey(() => SubmissionEntity, { name: 'rejudge_items_submission_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'submission_id', type: 'uuid' })
  submissionId!: SubmissionId;

  /** The version it is judged on. */
  @ForeignKey(() => ExerciseVersionEntity, { name: 'rejudge_items_version_fkey' })
  @Column({ name: 'exercise_version', type: 'text' })
  exerciseVersion!: ExerciseVersion;

  /** The fence of applying: the submission's attempt when the batch was made. */
  @Column({ name: 'submission_attempt', type: 'integer' })
  submissionAttempt!: number;

  /** The attempt whose verdict counts: what the new one is compared with. */
  @Column({ name: 'compared_attempt', type: 'integer' })
  comparedAttempt!: number;

  @ForeignKey(() => ExerciseVersionEntity, { name: 'rejudge_items_compared_fkey' })
  @Column({ name: 'compared_version', type: 'text' })
  comparedVersion!: ExerciseVersion;

  @Column({ type: 'text', default: 'queued' })
  status!: SubmissionStatus;

  /** Workers that stopped renewing their lease on it, since it was last sent round. Some may have come back. */
  @Column({ name: 'lost_workers', type: 'text', array: true, default: '{}' })
  lostWorkers!: string[];

  @Column({ type: 'text', nullable: true })
  outcome!: Outcome | null;

  @Column({ type: 'double precision', nullable: true })
  score!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  verdict!: Verdict | null;

  /** The tests that came out otherwise than in the verdict it is compared with. */
  @Column({ type: 'jsonb', nullable: true })
  flips!: readonly TestFlip[] | null;

  /** False once the output of the program was forgotten. */
  @Column({ name: 'logs_kept', type: 'boolean', default: true })
  logsKept!: boolean;

  @Index('rejudge_items_logs_idx', { where: 'logs_kept AND judged_at IS NOT NULL' })
  @Column({ name: 'judged_at', type: 'timestamptz', nullable: true })
  judgedAt!: Date | null;

  /** What applying the batch did with it; null before. */
  @Column({ type: 'text', nullable: true })
  fate!: RejudgeFate | null;
}
