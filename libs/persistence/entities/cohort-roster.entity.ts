import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CohortId } from '#contracts';
import { CohortEntity } from './cohort.entity.js';

/** Somebody an instructor expects who has no account yet; the row goes when they become a member. */
@Entity({ name: 'cohort_roster' })
export class CohortRosterEntity {
  @ForeignKey(() => CohortEntity, { name: 'cohort_roster_cohort_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'cohort_id', type: 'uuid', primaryKeyConstraintName: 'cohort_roster_pkey' })
  cohortId!: CohortId;

  /** Lower case, like `users.email`. */
  @Index('cohort_roster_email_idx')
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'cohort_roster_pkey' })
  email!: string;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ name: 'invited_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  invitedAt!: Date;
}
