import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { UserId } from '#contracts';
import { UserEntity } from './user.entity.js';

@Entity({ name: 'personal_tokens' })
export class PersonalTokenEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'personal_tokens_pkey' })
  id!: string;

  @Index('personal_tokens_user_idx')
  @ForeignKey(() => UserEntity, { name: 'personal_tokens_user_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @Column({ type: 'text' })
  name!: string;

  @Index('personal_tokens_hash_key', { unique: true })
  @Column({ name: 'token_hash', type: 'text' })
  tokenHash!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}
