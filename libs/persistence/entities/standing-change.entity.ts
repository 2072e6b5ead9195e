import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { CohortId, UserId } from '#contracts';

/**
 * That a learner's place on boards may have changed for another reason than a verdict: name, visibility, role,
 * membership, account. Written by triggers on `users` and `cohort_members`, so that no way of changing them is
 * forgotten; read by boards that catch up; forgotten after some days.
 */
@Entity({ name: 'standing_changes' })
export class StandingChangeEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'standing_changes_pkey',
  })
  id!: string;

  /** No foreign key: an account that is gone has changed, too. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  /** null: it concerns every board. */
  @Column({ name: 'cohort_id', type: 'uuid', nullable: true })
  cohortId!: CohortId | null;

  @Index('standing_changes_changed_idx')
  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  changedAt!: Date;
}
