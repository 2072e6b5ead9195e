import type { LiveEvent, SubmissionId } from '#contracts';
import { Telling, type LiveUpdates } from '#live-updates';
import type { Logger } from '@nestjs/common';
import type { SubmissionRepository } from '#persistence';

/**
 * Tells the watchers of one attempt what happens, in order. Telling is best effort: Redis may be away without
 * harm to the verdict, since the final word is read from the row.
 */
export class Progress {
  private readonly telling: Telling<LiveEvent>;

  constructor(
    private readonly submission: { readonly id: SubmissionId; readonly attempt: number },
    private readonly live: LiveUpdates,
    private readonly submissions: SubmissionRepository,
    logger: Logger,
  ) {
    const { id, attempt } = submission;
    this.telling = new Telling(
      (number, ...events) => live.publish(id, attempt, number, ...events),
      (error) => logger.warn(`progress of ${id} was not told: ${String(error)}`),
    );
  }

  tell(event: LiveEvent): void {
    this.telling.tell(event);
    if (event.type !== 'status') return;
    const { status } = event;
    if (status !== 'queued' && status !== 'judged') {
      this.telling.afterwards(() => this.submissions.setStatus({ ...this.submission, status }));
    }
  }

  /** Tells everybody that the row changed: judged, or queued again. */
  announce(): void {
    this.telling.afterwards(() => this.live.announce(this.submission.id));
  }

  /** Settles when everything said so far was sent or given up. */
  flush(): Promise<void> {
    return this.telling.flush();
  }
}
