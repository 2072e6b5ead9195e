import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { UserId } from '#contracts';
import { UserEntity } from './user.entity.js';

/** Whom a provider's user is here. Only the provider and its own name for them identify; an address never does. */
@Entity({ name: 'identities' })
export class IdentityEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'identities_pkey' })
  provider!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'identities_pkey' })
  subject!: string;

  @Index('identities_user_idx')
  @ForeignKey(() => UserEntity, { name: 'identities_user_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
