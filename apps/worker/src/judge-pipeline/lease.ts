/** A claim that has to be kept up. */
export interface Held {
  /** What the log calls it. */
  readonly name: string;
  readonly task: { readonly attempt: number };
  extendLease(leaseMs: number): Promise<boolean>;
}

/** Thrown into a run whose row now belongs to another attempt. Its result would be refused anyway. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Holds a claimed attempt: extends its lease while the run goes on, and aborts the run when the lease is lost or the
 * worker stops.
 */
export class Lease {
  readonly signal: AbortSignal;
  private readonly lost = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly held: Held,
    private readonly leaseMs: number,
    stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([this.lost.signal, stop]);
    this.timer = setInterval(() => void this.extend(), leaseMs / 3);
  }

  release(): void {
    clearInterval(this.timer);
  }

  private async extend(): Promise<void> {
    try {
      const kept = await this.held.extendLease(this.leaseMs);
      if (!kept)
        this.lost.abort(
          new LeaseLost(`attempt ${this.held.task.attempt} of ${this.held.name} was superseded`),
        );
    } catch {
      // The database is out of reach for a moment. Two more extensions fit into the lease; if none succeeds,
      // the sweeper hands the row to another worker and `record` refuses this attempt.
    }
  }
}
