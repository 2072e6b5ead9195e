import { Injectable } from '@nestjs/common';
import type { StoredLiveEvent, SubmissionId } from '#contracts';
import { LiveUpdates } from '#live-updates';
import type { JudgedSubmission } from '#persistence';
import { SubmissionsService } from '../submissions/submissions.service.js';
import type { Told } from './event-frame.js';
import { finalEventId, isLaterId } from './event-id.js';
import type { Reader } from './reader.js';

const HEARTBEAT_MS = 15_000;

/**
 * Follows one submission: what was told, what is being told, and at the end the verdict, read from the row. Every event
 * with an id is told once, however often Redis forgets or the reader comes back.
 */
@Injectable()
export class SubmissionWatchService {
  constructor(
    private readonly live: LiveUpdates,
    private readonly submissions: SubmissionsService,
  ) {}

  async *follow(
    reader: Reader,
    id: SubmissionId,
    afterId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<Told, void> {
    const remarks = new Remarks();
    const withheld = await this.submissions.withholdsTests(reader.caller, id);
    let lastId = afterId;
    for await (const update of this.live.watch(id, afterId, signal)) {
      if (!(await reader.mayReadOn())) return;
      if (update !== 'row-changed') {
        if (update.event.type === 'judged') continue;
        lastId = update.id;
        yield remarks.tell(withheld ? withoutDetail(update) : update);
        continue;
      }
      const row = await this.submissions.get(reader.caller, id);
      if (row.status === 'judged') return yield* this.finish(row, lastId, withheld, signal);
      yield* remarks.pass(await this.submissions.findPosition(row));
    }
  }

  /** Whatever was told between the last look and the verdict, then the verdict. */
  private async *finish(
    row: JudgedSubmission,
    afterId: string | null,
    withheld: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Told, void> {
    const final = finalEventId(row.attempt);
    for await (const update of this.live.watch(row.id, afterId, signal)) {
      if (update === 'row-changed') break;
      if (update.event.type !== 'judged' && isLaterId(final, update.id))
        yield withheld ? withoutDetail(update) : update;
    }
    if (row.outcome === null || signal.aborted || !isLaterId(final, afterId)) return;
    yield { id: final, event: { type: 'judged', outcome: row.outcome, score: row.score } };
  }
}

/** SECURITY: P40: of a test that a cohort withholds, its watcher learns group and status. */
function withoutDetail(told: StoredLiveEvent): StoredLiveEvent {
  if (told.event.type !== 'test') return told;
  const { title: _, category: __, message: ___, ...event } = told.event;
  return { id: told.id, event };
}

/** Queue positions, when they change, and signs of life when there has been nothing else for a while. */
class Remarks {
  private position: number | null = null;
  private lastToldAt = Date.now();

  tell<T extends Told>(told: T): T {
    this.lastToldAt = Date.now();
    return told;
  }

  *pass(position: number | null): Generator<Told, void> {
    if (position !== null && position !== this.position) {
      yield this.tell({ id: null, event: { type: 'queue-position', position } });
    } else if (Date.now() - this.lastToldAt >= HEARTBEAT_MS) {
      yield this.tell('heartbeat' as const);
    }
    this.position = position;
  }
}
