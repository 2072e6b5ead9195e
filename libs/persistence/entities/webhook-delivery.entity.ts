import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type {
  UserId,
  WebhookDeliveryId,
  WebhookDeliveryState,
  WebhookId,
  WebhookMessageType,
} from '#contracts';
import { UserEntity } from './user.entity.js';
import { WebhookEntity } from './webhook.entity.js';

/** One message to one endpoint, and what came of sending it. */
@Entity({ name: 'webhook_deliveries' })
@Check('webhook_deliveries_state_check', `state IN ('pending', 'delivered', 'failed')`)
@Index('webhook_deliveries_log_idx', ['webhookId', 'createdAt', 'id'])
@Index('webhook_deliveries_due_idx', ['webhookId', 'nextAt'], { where: `state = 'pending'` })
export class WebhookDeliveryEntity {
  /** Also the `webhook-id` of the message: the same for every try. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  id!: WebhookDeliveryId;

  @ForeignKey(() => WebhookEntity, { name: 'webhook_deliveries_webhook_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'webhook_id', type: 'uuid' })
  webhookId!: WebhookId;

  @Column({ type: 'text' })
  type!: WebhookMessageType;

  @Column({ type: 'text' })
  body!: string;

  /** Whose account takes the message with it when it goes. */
  @Index('webhook_deliveries_about_idx')
  @ForeignKey(() => UserEntity, { name: 'webhook_deliveries_about_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'about_user', type: 'uuid', nullable: true })
  aboutUser!: UserId | null;

  @Column({ type: 'text', default: 'pending' })
  state!: WebhookDeliveryState;

  @Column({ type: 'integer', default: 0 })
  tries!: number;

  /** When it may be sent; while somebody sends it, when another may. */
  @Column({ name: 'next_at', type: 'timestamptz', default: () => 'now()' })
  nextAt!: Date;

  @Column({ name: 'tried_at', type: 'timestamptz', nullable: true })
  triedAt!: Date | null;

  @Column({ name: 'answer_status', type: 'integer', nullable: true })
  answerStatus!: number | null;

  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Index('webhook_deliveries_created_idx')
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
