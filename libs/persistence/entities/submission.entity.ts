import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type {
  ExerciseId,
  ExerciseSlug,
  ExerciseVersion,
  Outcome,
  RuntimeName,
  Seed,
  SubmissionId,
  SubmissionMode,
  SubmissionStatus,
  UserId,
} from '#contracts';
import { ClaimColumns } from './claim-columns.js';
import { ExerciseVersionEntity } from './exercise-version.entity.js';
import { UserEntity } from './user.entity.js';

/** The truth about a submission; a job in Redis only hints at it. */
@Entity({ name: 'submissions' })
@Index('submissions_user_created_idx', ['userId', 'createdAt', 'id'])
@Index('submissions_exercise_idx', ['exerciseId', 'userId', 'createdAt'])
@Index('submissions_idempotency_key', ['userId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key IS NOT NULL',
})
@Index('submissions_unfinished_idx', ['userId'], { where: `status <> 'judged'` })
@Index('submissions_queued_idx', ['notBefore'], { where: `status = 'queued'` })
@Index('submissions_leased_idx', ['leaseUntil'], { where: `status NOT IN ('queued', 'judged')` })
@Index('submissions_fault_idx', ['enqueuedAt'], { where: 'fault_code IS NOT NULL' })
@Check(
  'submissions_status_check',
  `status IN ('queued', 'preparing', 'building', 'starting', 'testing', 'judged')`,
)
@Check('submissions_judged_check', `(status = 'judged') = (outcome IS NOT NULL AND judged_at IS NOT NULL)`)
@Check('submissions_lease_check', `(status IN ('queued', 'judged')) = (lease_until IS NULL)`)
export class SubmissionEntity extends ClaimColumns {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'submissions_pkey' })
  id!: SubmissionId;

  @ForeignKey(() => UserEntity, { name: 'submissions_user_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @Column({ name: 'exercise_id', type: 'uuid' })
  exerciseId!: ExerciseId;

  /** What the exercise was called when this was sent. */
  @Column({ name: 'exercise_slug', type: 'text' })
  exerciseSlug!: ExerciseSlug;

  /** The version that its verdict was reached with; before there is one, the one it was sent for. */
  @ForeignKey(() => ExerciseVersionEntity, { name: 'submissions_version_fkey' })
  @Column({ name: 'exercise_version', type: 'text' })
  exerciseVersion!: ExerciseVersion;

  @Column({ type: 'text' })
  runtime!: RuntimeName;

  @Column({ type: 'text' })
  mode!: SubmissionMode;

  @Column({ type: 'text' })
  seed!: Seed;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey!: string | null;

  @Column({ name: 'request_hash', type: 'text' })
  requestHash!: string;

  /** Whole milliseconds, because a page cursor carries it through a JavaScript Date. */
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'text', default: 'queued' })
  status!: SubmissionStatus;

  /** Workers that stopped renewing their lease on it, since it was last sent round. Some may have come back. */
  @Column({ name: 'lost_workers', type: 'text', array: true, default: '{}' })
  lostWorkers!: string[];

  @Column({ type: 'text', nullable: true })
  outcome!: Outcome | null;

  @Column({ type: 'double precision', nullable: true })
  score!: number | null;

  @Column({ name: 'judged_at', type: 'timestamptz', nullable: true })
  judgedAt!: Date | null;
}
