import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ExerciseId, UserId } from '#contracts';
import { LtiPlatformEntity } from './lti-platform.entity.js';
import { UserEntity } from './user.entity.js';

/** Where the best score of somebody for an exercise goes, and what was sent there last. */
@Entity({ name: 'lti_grades' })
export class LtiGradeEntity {
  @ForeignKey(() => LtiPlatformEntity, { name: 'lti_grades_platform_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'platform_id', type: 'uuid', primaryKeyConstraintName: 'lti_grades_pkey' })
  platformId!: string;

  @Index('lti_grades_user_idx')
  @ForeignKey(() => UserEntity, { name: 'lti_grades_user_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'lti_grades_pkey' })
  userId!: UserId;

  @PrimaryColumn({ name: 'exercise_id', type: 'uuid', primaryKeyConstraintName: 'lti_grades_pkey' })
  exerciseId!: ExerciseId;

  /** The platform's name for the learner. */
  @Column({ type: 'text' })
  subject!: string;

  @Column({ name: 'line_item', type: 'text' })
  lineItem!: string;

  @Column({ name: 'sent_score', type: 'double precision', nullable: true })
  sentScore!: number | null;

  /** Of the latest try. Platforms drop a score that is not younger than the one they have. */
  @Column({ name: 'scored_at', type: 'timestamptz', nullable: true })
  scoredAt!: Date | null;

  @Column({ type: 'integer', default: 0 })
  tries!: number;

  @Index('lti_grades_next_idx')
  @Column({ name: 'next_at', type: 'timestamptz', default: () => 'now()' })
  nextAt!: Date;

  @Column({ name: 'last_error', type: 'text', nullable: true })
  lastError!: string | null;
}
