import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CohortId, UserId, WebhookEvent, WebhookId, WebhookTrouble } from '#contracts';
import { CohortEntity } from './cohort.entity.js';
import { UserEntity } from './user.entity.js';

/** An endpoint of another system that a cohort tells what happens in it. */
@Entity({ name: 'webhooks' })
@Check('webhooks_trouble_check', `trouble IS NULL OR (trouble IN ('failing', 'gone') AND NOT enabled)`)
export class WebhookEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhooks_pkey' })
  id!: WebhookId;

  @Index('webhooks_cohort_idx')
  @ForeignKey(() => CohortEntity, { name: 'webhooks_cohort_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'cohort_id', type: 'uuid' })
  cohortId!: CohortId;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text', array: true })
  events!: WebhookEvent[];

  /** Encrypted: a copy of the database alone signs nothing. */
  @Column({ name: 'sealed_secret', type: 'text' })
  sealedSecret!: string;

  /** The secret of before; messages are signed with both for a day. */
  @Column({ name: 'sealed_old_secret', type: 'text', nullable: true })
  sealedOldSecret!: string | null;

  @Column({ name: 'old_secret_until', type: 'timestamptz', nullable: true })
  oldSecretUntil!: Date | null;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  /** Why the platform switched it off; null when a person did. */
  @Column({ type: 'text', nullable: true })
  trouble!: WebhookTrouble | null;

  @Column({ name: 'last_delivered_at', type: 'timestamptz', nullable: true })
  lastDeliveredAt!: Date | null;

  /** null when that account is gone. */
  @ForeignKey(() => UserEntity, { name: 'webhooks_created_by_fkey', onDelete: 'SET NULL' })
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  createdBy!: UserId | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
