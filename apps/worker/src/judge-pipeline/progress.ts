import type { LiveEvent, SubmissionId } from '#contracts';
import type { LiveUpdates } from '#live-updates';
import type { Logger } from '@nestjs/common';
import type { SubmissionRepository } from '#persistence';

/**
 * Tells the watchers of one attempt what happens, in order. Telling is best effort: Redis may be away without
 * harm to the verdict, since the final word is read from the row.
 */
export class Progress {
  private next = 1;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly submission: { readonly id: SubmissionId; readonly attempt: number },
    private readonly live: LiveUpdates,
    private readonly submissions: SubmissionRepository,
    private readonly logger: Logger,
  ) {}

  tell(event: LiveEvent): void {
    const number = this.next++;
    const { id, attempt } = this.submission;
    this.enqueue(() => this.live.publish(id, attempt, number, event));
    if (event.type !== 'status') return;
    const { status } = event;
    if (status !== 'queued' && status !== 'judged') {
      this.enqueue(() => this.submissions.setStatus({ id, attempt, status }));
    }
  }

  /** Tells everybody that the row changed: judged, or queued again. */
  announce(): void {
    this.enqueue(() => this.live.announce(this.submission.id));
  }

  /** Settles when everything said so far was sent or given up. */
  async flush(): Promise<void> {
    await this.tail;
  }

  private enqueue(send: () => Promise<unknown>): void {
    this.tail = this.tail.then(send).catch((error: unknown) => {
      this.logger.warn(`progress of ${this.submission.id} was not told: ${String(error)}`);
    });
  }
}
