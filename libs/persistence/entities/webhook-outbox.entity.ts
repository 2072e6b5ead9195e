import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { CohortId, WebhookEvent } from '#contracts';

/** Something that happened and that a webhook listens to, written by triggers in the same transaction. */
@Entity({ name: 'webhook_outbox' })
export class WebhookOutboxEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'webhook_outbox_pkey',
  })
  id!: string;

  @Column({ name: 'cohort_id', type: 'uuid' })
  cohortId!: CohortId;

  @Column({ type: 'text' })
  type!: WebhookEvent;

  /** Which rows it is about; they are read when the message is written. */
  @Column({ type: 'jsonb' })
  detail!: object;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;
}
