import { Column } from 'typeorm';

/**
 * What a row has that workers claim, hold and release: a submission, an item of a batch, a candidate. Whether it waits
 * or is held stands in a column of the row's own.
 */
export abstract class ClaimColumns {
  /** The fencing token: only its current holder may write. Never goes back. */
  @Column({ type: 'integer', default: 0 })
  attempt!: number;

  /** Attempts that count towards parking: since the last rejudge, without those an orderly shutdown cut short. */
  @Column({ type: 'integer', default: 0 })
  tries!: number;

  @Column({ name: 'not_before', type: 'timestamptz', default: () => 'now()' })
  notBefore!: Date;

  /** When the row was last handed to the queue, so that sweeps take turns. */
  @Column({ name: 'enqueued_at', type: 'timestamptz', default: () => 'now()' })
  enqueuedAt!: Date;

  @Column({ name: 'worker_id', type: 'text', nullable: true })
  workerId!: string | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null;

  /** The platform fault that voided the latest attempt; while it stands, nobody is charged. */
  @Column({ name: 'fault_code', type: 'text', nullable: true })
  faultCode!: string | null;

  @Column({ name: 'fault_message', type: 'text', nullable: true })
  faultMessage!: string | null;
}
