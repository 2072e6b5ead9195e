import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type {
  CandidateId,
  CandidateState,
  ExerciseSlug,
  ExerciseVersion,
  LintFinding,
  ProofProgress,
  ProofReport,
  SubmissionFile,
  UserId,
} from '#contracts';
import { ClaimColumns } from './claim-columns.js';
import { ExerciseVersionEntity } from './exercise-version.entity.js';
import { UserEntity } from './user.entity.js';

/** An exercise folder that somebody sent: linted, then proven by a worker, then published or not. The row is the truth. */
@Entity({ name: 'exercise_candidates' })
@Index('exercise_candidates_slug_idx', ['slug', 'createdAt', 'id'])
@Index('exercise_candidates_queued_idx', ['notBefore'], { where: `state = 'queued'` })
@Index('exercise_candidates_leased_idx', ['leaseUntil'], { where: `state = 'proving'` })
@Check(
  'exercise_candidates_state_check',
  `state IN ('rejected-by-lint', 'queued', 'proving', 'proven', 'unproven', 'published', 'superseded')`,
)
@Check('exercise_candidates_lint_check', `(state = 'rejected-by-lint') = (version IS NULL)`)
@Check('exercise_candidates_lease_check', `(state = 'proving') = (lease_until IS NOT NULL)`)
@Check('exercise_candidates_proof_check', `state NOT IN ('proven', 'published') OR proven_at IS NOT NULL`)
export class ExerciseCandidateEntity extends ClaimColumns {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'exercise_candidates_pkey' })
  id!: CandidateId;

  @Column({ type: 'text' })
  slug!: ExerciseSlug;

  @ForeignKey(() => ExerciseVersionEntity, { name: 'exercise_candidates_version_fkey' })
  @Column({ type: 'text', nullable: true })
  version!: ExerciseVersion | null;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  /** The whole folder, with the solutions that prove it. */
  @Column({ type: 'jsonb' })
  files!: SubmissionFile[];

  @Column({ type: 'jsonb' })
  findings!: LintFinding[];

  @Column({ type: 'text' })
  state!: CandidateState;

  @Column({ type: 'jsonb', nullable: true })
  progress!: ProofProgress | null;

  @Column({ type: 'jsonb', nullable: true })
  report!: ProofReport | null;

  @ForeignKey(() => UserEntity, { name: 'exercise_candidates_author_fkey', onDelete: 'SET NULL' })
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  createdBy!: UserId | null;

  /** Whole milliseconds, because a page cursor carries it through a JavaScript Date. */
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'proven_at', type: 'timestamptz', nullable: true })
  provenAt!: Date | null;

  @Column({ name: 'published_at', type: 'timestamptz', nullable: true })
  publishedAt!: Date | null;
}
