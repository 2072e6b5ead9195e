import { setTimeout as delay } from 'node:timers/promises';
import type { LiveEvent, SubmissionId, SubmissionStatus } from '#contracts';
import { Telling, type LiveUpdates } from '#live-updates';
import type { Logger } from '@nestjs/common';
import type { RunningStatus, SubmissionRepository } from '#persistence';

/** Most verdicts of quick suites are reached sooner: of those no status is written at all. */
const REST_MS = 100;

/**
 * Tells the watchers of one attempt what happens, in order. Telling is best effort: Redis may be away without
 * harm to the verdict, since the final word is read from the row.
 */
export class Progress {
  private readonly telling: Telling<LiveEvent>;
  /** What the row does not say yet. */
  private status: RunningStatus | null = null;
  private keeping: Promise<void> | null = null;
  private readonly over = new AbortController();

  constructor(
    private readonly submission: { readonly id: SubmissionId; readonly attempt: number },
    private readonly live: Pick<LiveUpdates, 'publish' | 'announce'>,
    private readonly submissions: Pick<SubmissionRepository, 'setStatus'>,
    private readonly logger: Pick<Logger, 'warn'>,
    /** How long the row's status may be behind. */
    private readonly restMs = REST_MS,
  ) {
    const { id, attempt } = submission;
    this.telling = new Telling(
      (number, ...events) => live.publish(id, attempt, number, ...events),
      (error) => this.failed(error),
    );
  }

  tell(event: LiveEvent): void {
    this.telling.tell(event);
    // A claim has written the first one.
    if (event.type !== 'status' || !isWritten(event.status)) return;
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
    this.over.abort();
    await this.keeping;
  }

  /**
   * Beside the telling, and after a rest: a verdict does not wait for it, and then needs it no more. Of those that come meanwhile only the
   * last counts.
   */
  private async keepStatus(): Promise<void> {
    for (;;) {
      // Cut short when the attempt is over.
      await delay(this.restMs, undefined, { signal: this.over.signal }).catch(() => undefined);
      const { status } = this;
      if (status === null || this.over.signal.aborted) break;
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

const isWritten = (status: SubmissionStatus): status is Exclude<RunningStatus, 'preparing'> =>
  status !== 'queued' && status !== 'preparing' && status !== 'judged';
