import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { UserId } from '#contracts';

/** What staff did to other people's results and rights. Append only: a trigger refuses everything but INSERT. */
@Entity({ name: 'audit_log' })
@Index('audit_log_subject_idx', ['subject', 'at'])
export class AuditEntryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_log_pkey' })
  id!: string;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;

  /** null: the platform itself. No foreign key, because the record stays when the account goes. */
  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId!: UserId | null;

  @Column({ type: 'text' })
  action!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'jsonb' })
  detail!: unknown;
}
