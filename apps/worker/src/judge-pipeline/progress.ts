import type { LiveEvent, SubmissionId } from '#contracts';
import { Telling, type LiveUpdates } from '#live-updates';
import type { Logger } from '@nestjs/common';
import type { RunningStatus, SubmissionRepository } from '#persistence';

/**
 * Tells the watchers of one attempt what happens, in order. Telling is best effort: Redis may be away without
 * harm to the verdict, since the final word is read from the row.
 */
export class Progress {
  private readonly telling: Telling<LiveEvent>;
  /** What the row does not say yet. */
  private status: RunningStatus | null = null;
  private keeping: Promise<void> | null = null;

  constructor(
    private readonly submission: { readonly id: SubmissionId; readonly attempt: number },
    private readonly live: Pick<LiveUpdates, 'publish' | 'announce'>,
    private readonly submissions: Pick<SubmissionRepository, 'setStatus'>,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {
    const { id, attempt } = submission;
    this.telling = new Telling(
      (number, ...events) => live.publish(id, attempt, number, ...events),
      (error) => this.failed(error),
    );
  }

  tell(event: LiveEvent): void {
    this.telling.tell(event);
    if (event.type !== 'status' || event.status === 'queued' || event.status === 'judged') return;
    this.status = event.status;
    this.keeping ??= this.keepStatus();
  }

  /** Tells everybody that the row changed: judged, or queued again. */
  announce(): void {
    this.telling.afterwards(() => this.live.announce(this.submission.id));
  }

  /** Settles when everything said so far was sent or given up. */
  flush(): Promise<void> {
    return this.telling.flush();
  }

  /** Settles when, besides, nothing more will be written into the row. */
  async end(): Promise<void> {
    await this.flush();
    await this.keeping;
  }

  /**
   * Beside the telling: a verdict does not wait for it, and then needs it no more (a row that is judged stays as it is). While one status
   * is written others may come; only the last of them counts.
   */
  private async keepStatus(): Promise<void> {
    for (let status = this.status; status !== null; status = this.status) {
      this.status = null;
      await this.submissions
        .setStatus({ ...this.submission, status })
        .catch((error: unknown) => this.failed(error));
    }
    this.keeping = null;
  }

  private failed(error: unknown): void {
    this.logger.warn(`progress of ${this.submission.id} was not told: ${String(error)}`);
  }
}
