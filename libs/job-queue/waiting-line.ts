import type { Queue } from 'bull';
import type { JudgeJob, SubmissionId } from '#contracts';

const MAX_AGE_MS = 1_000;
/** Nobody counts beyond this, and reading it stays cheap (about half a megabyte). */
const MAX_LENGTH = 10_000;

/** Who waits where, read from Redis at most once a second however many ask. */
export class WaitingLine {
  private positions: Promise<ReadonlyMap<string, number>> | undefined;
  private readAtMs = 0;

  constructor(
    private readonly queue: Queue<JudgeJob>,
    private readonly now: () => number = Date.now,
  ) {}

  async positionOf(submissionId: SubmissionId): Promise<number | null> {
    return (await this.current()).get(submissionId) ?? null;
  }

  private current(): Promise<ReadonlyMap<string, number>> {
    if (this.positions && this.now() - this.readAtMs < MAX_AGE_MS) return this.positions;
    this.readAtMs = this.now();
    this.positions = this.read();
    this.positions.catch(() => (this.positions = undefined));
    return this.positions;
  }

  /** Bull pushes on the left and takes from the right, so the last id of the list is next. */
  private async read(): Promise<ReadonlyMap<string, number>> {
    const jobIds = await this.queue.client.lrange(this.queue.toKey('wait'), -MAX_LENGTH, -1);
    return new Map(jobIds.reverse().map((jobId, position) => [toSubmissionId(jobId), position]));
  }
}

function toSubmissionId(jobId: string): string {
  return jobId.slice(0, jobId.indexOf('.'));
}
