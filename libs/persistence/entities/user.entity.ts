import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BoardVisibility, Role, UserId } from '#contracts';

@Entity({ name: 'users' })
@Check('users_board_visibility_check', `board_visibility IN ('alias', 'name', 'hidden')`)
export class UserEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id!: UserId;

  /** Lower case: two spellings of one address are one account. Null: no provider has vouched for one. */
  @Index('users_email_key', { unique: true })
  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ name: 'display_name', type: 'text' })
  displayName!: string;

  /** What others read on boards, unless its bearer chose otherwise. */
  @Index('users_alias_key', { unique: true })
  @Column({ type: 'text' })
  alias!: string;

  @Column({ name: 'board_visibility', type: 'text', default: 'alias' })
  boardVisibility!: BoardVisibility;

  /** Null for whoever signs in with a provider only. */
  @Column({ name: 'password_hash', type: 'text', nullable: true })
  passwordHash!: string | null;

  @Column({ type: 'text' })
  role!: Role;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
