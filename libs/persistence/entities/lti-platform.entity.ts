import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A learning platform that an admin registered. */
@Entity({ name: 'lti_platforms' })
@Index('lti_platforms_client_key', ['issuer', 'clientId'], { unique: true })
export class LtiPlatformEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'lti_platforms_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  issuer!: string;

  @Column({ name: 'client_id', type: 'text' })
  clientId!: string;

  @Column({ name: 'authorization_url', type: 'text' })
  authorizationUrl!: string;

  @Column({ name: 'token_url', type: 'text' })
  tokenUrl!: string;

  @Column({ name: 'keys_url', type: 'text' })
  keysUrl!: string;

  @Column({ name: 'line_item_origin', type: 'text' })
  lineItemOrigin!: string;

  @Column({ name: 'deployment_ids', type: 'text', array: true })
  deploymentIds!: string[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
