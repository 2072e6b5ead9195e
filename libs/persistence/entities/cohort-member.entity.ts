import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CohortId, CohortRole, UserId } from '#contracts';
import { CohortEntity } from './cohort.entity.js';
import { UserEntity } from './user.entity.js';

@Entity({ name: 'cohort_members' })
@Check('cohort_members_role_check', `role IN ('learner', 'instructor')`)
export class CohortMemberEntity {
  @ForeignKey(() => CohortEntity, { name: 'cohort_members_cohort_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'cohort_id', type: 'uuid', primaryKeyConstraintName: 'cohort_members_pkey' })
  cohortId!: CohortId;

  @Index('cohort_members_user_idx')
  @ForeignKey(() => UserEntity, { name: 'cohort_members_user_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'cohort_members_pkey' })
  userId!: UserId;

  @Column({ type: 'text' })
  role!: CohortRole;

  @Column({ name: 'joined_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  joinedAt!: Date;

  /** As the roster has it, for the cohort's staff only. */
  @Column({ name: 'roster_name', type: 'text', nullable: true })
  rosterName!: string | null;

  /** The learner's number in the school's own system. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;
}
