import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { BoardMode, CohortId, FeedbackRelease, UserId } from '#contracts';
import { UserEntity } from './user.entity.js';

/** Learners who work through a track or chosen exercises together, and under which terms. */
@Entity({ name: 'cohorts' })
@Check('cohorts_dates_check', 'starts_at < closes_at AND due_at <= closes_at AND starts_at < due_at')
@Check('cohorts_late_penalty_check', 'late_penalty_percent BETWEEN 0 AND 100')
@Check('cohorts_attempt_policy_check', 'attempt_cap > 0 AND cool_down_seconds > 0')
@Check('cohorts_feedback_release_check', `feedback_release IN ('exercise', 'after-due')`)
@Check('cohorts_board_mode_check', `board_mode IN ('off', 'staff', 'cohort', 'public')`)
export class CohortEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'cohorts_pkey' })
  id!: CohortId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  summary!: string;

  /** null: the exercises are chosen one by one (`cohort_exercises`); else they are the track's, as it is now. */
  @Column({ name: 'track_slug', type: 'text', nullable: true })
  trackSlug!: string | null;

  @Column({ name: 'starts_at', type: 'timestamptz', precision: 3, nullable: true })
  startsAt!: Date | null;

  @Column({ name: 'due_at', type: 'timestamptz', precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column({ name: 'closes_at', type: 'timestamptz', precision: 3, nullable: true })
  closesAt!: Date | null;

  /** What is taken off after the due date; null: late work counts in full, 100: not at all. */
  @Column({ name: 'late_penalty_percent', type: 'integer', nullable: true })
  latePenaltyPercent!: number | null;

  @Column({ name: 'attempt_cap', type: 'integer', nullable: true })
  attemptCap!: number | null;

  @Column({ name: 'cool_down_seconds', type: 'integer', nullable: true })
  coolDownSeconds!: number | null;

  @Column({ name: 'feedback_release', type: 'text' })
  feedbackRelease!: FeedbackRelease;

  @Column({ name: 'board_mode', type: 'text' })
  boardMode!: BoardMode;

  /** The cut of the learners' board; null: it is live. */
  @Column({ name: 'board_frozen_at', type: 'timestamptz', precision: 3, nullable: true })
  boardFrozenAt!: Date | null;

  @Index('cohorts_join_code_key', { unique: true })
  @Column({ name: 'join_code', type: 'text' })
  joinCode!: string;

  @Column({ name: 'join_open', type: 'boolean' })
  joinOpen!: boolean;

  /** null when that account is gone. */
  @ForeignKey(() => UserEntity, { name: 'cohorts_created_by_fkey', onDelete: 'SET NULL' })
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  createdBy!: UserId | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'archived_at', type: 'timestamptz', precision: 3, nullable: true })
  archivedAt!: Date | null;
}
