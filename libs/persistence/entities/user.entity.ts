import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BoardVisibility, Role, UserId } from '#contracts';

@Entity({ name: 'users' })
@Check('users_board_visibility_check', `board_visibility IN ('alias', 'name', 'hidden')`)
export class UserEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id!: UserId;

  /** Lower case: two spellings of one address are one account. */
  @Index('users_email_key', { unique: true })
  @Column({ type: 'text' })
  email!: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName!: string;

  /** What others read on boards, unless its bearer chose otherwise. */
  @Index('users_alias_key', { unique: true })
  @Column({ type: 'text' })
  alias!: string;

  @Column({ name: 'board_visibility', type: 'text', default: 'alias' })
  boardVisibility!: BoardVisibility;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash!: string;

  @Column({ type: 'text' })
  role!: Role;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
