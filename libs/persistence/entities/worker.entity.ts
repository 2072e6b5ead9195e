import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlatformMode, WorkerImage } from '#contracts';

/** A worker as it last said it is. Its row goes when it stops in order, and stays for a day when it does not. */
@Entity({ name: 'workers' })
export class WorkerEntity {
  /** The boot id that claims and pod labels carry. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'workers_pkey' })
  id!: string;

  @Column({ type: 'text' })
  host!: string;

  /** 0 before its engine was proven for the first time. */
  @Column({ type: 'integer' })
  slots!: number;

  @Column({ type: 'integer' })
  running!: number;

  @Column({ name: 'running_aside', type: 'integer' })
  runningAside!: number;

  @Column({ name: 'gate_open', type: 'boolean' })
  gateOpen!: boolean;

  /** Why its gate is closed; null while nothing is wrong. */
  @Column({ type: 'text', nullable: true })
  trouble!: string | null;

  /** The mode that it has seen and obeys. */
  @Column({ type: 'text' })
  mode!: PlatformMode;

  @Column({ type: 'text', nullable: true })
  engine!: string | null;

  @Column({ type: 'jsonb' })
  images!: readonly WorkerImage[];

  /** Rows that its sweeper put back into the queue since it started. */
  @Column({ type: 'integer' })
  swept!: number;

  /** Containers that its janitor removed since it started. */
  @Column({ name: 'orphans_removed', type: 'integer' })
  orphansRemoved!: number;

  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'now()' })
  startedAt!: Date;

  @Column({ name: 'seen_at', type: 'timestamptz', default: () => 'now()' })
  seenAt!: Date;
}
