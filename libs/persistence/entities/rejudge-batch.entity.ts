import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RejudgeBatchId, RejudgeScope, RejudgeState, RejudgeSummary, UserId } from '#contracts';
import { UserEntity } from './user.entity.js';

/** Submissions that are judged again aside: nobody's result changes until it is applied. */
@Entity({ name: 'rejudge_batches' })
@Index('rejudge_batches_created_idx', ['createdAt', 'id'])
@Index('rejudge_batches_running_idx', ['id'], { where: `state = 'running'` })
@Check('rejudge_batches_state_check', `state IN ('running', 'ready', 'applied', 'discarded')`)
@Check(
  'rejudge_batches_settled_check',
  `(state IN ('applied', 'discarded')) = (settled_at IS NOT NULL AND summary IS NOT NULL)`,
)
export class RejudgeBatchEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'rejudge_batches_pkey' })
  id!: RejudgeBatchId;

  /** null: the account is gone. */
  @ForeignKey(() => UserEntity, { name: 'rejudge_batches_creator_fkey', onDelete: 'SET NULL' })
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  createdBy!: UserId | null;

  @Column({ type: 'jsonb' })
  scope!: RejudgeScope;

  /** Applies itself once it is ready, where no result gets lower; else it waits for a person. */
  @Column({ name: 'apply_unless_lower', type: 'boolean', default: false })
  applyUnlessLower!: boolean;

  @Column({ type: 'text', default: 'running' })
  state!: RejudgeState;

  /** How many submissions it was made of. */
  @Column({ type: 'integer' })
  total!: number;

  /** What it came to, kept when it is applied or discarded; null before. */
  @Column({ type: 'jsonb', nullable: true })
  summary!: RejudgeSummary | null;

  /** Whole milliseconds, because a page cursor carries it through a JavaScript Date. */
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'ready_at', type: 'timestamptz', nullable: true })
  readyAt!: Date | null;

  /** When it was applied or discarded. */
  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  settledAt!: Date | null;

  @ForeignKey(() => UserEntity, { name: 'rejudge_batches_settler_fkey', onDelete: 'SET NULL' })
  @Column({ name: 'settled_by', type: 'uuid', nullable: true })
  settledBy!: UserId | null;
}
