import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { PlatformMode, UserId } from '#contracts';
import { UserEntity } from './user.entity.js';

/** One row: what the whole platform is to do, obeyed by every API replica and worker. */
@Entity({ name: 'platform_mode' })
@Check('platform_mode_singleton_check', 'singleton')
@Check('platform_mode_mode_check', `mode IN ('normal', 'draining', 'maintenance')`)
export class PlatformModeEntity {
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'platform_mode_pkey' })
  singleton!: true;

  @Column({ type: 'text' })
  mode!: PlatformMode;

  /** What people are told. */
  @Column({ type: 'text', nullable: true })
  line!: string | null;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt!: Date;

  @ForeignKey(() => UserEntity, { name: 'platform_mode_changer_fkey', onDelete: 'SET NULL' })
  @Column({ name: 'changed_by', type: 'uuid', nullable: true })
  changedBy!: UserId | null;
}
