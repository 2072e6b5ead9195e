import { Injectable } from '@nestjs/common';
import type { CandidateId, CandidateState, ProofEvent } from '#contracts';
import { LiveUpdates } from '#live-updates';
import type { WholeCandidate } from '#persistence';
import type { Told } from '../live/event-frame.js';
import { finalEventId, isLaterId } from '../live/event-id.js';
import type { Reader } from '../live/reader.js';
import { CandidatesService } from './candidates.service.js';

const HEARTBEAT_MS = 15_000;
const ON_ITS_ROAD: readonly CandidateState[] = ['queued', 'proving'];

/** Follows the proof of one candidate as `SubmissionWatchService` follows a submission: the last word is the row's. */
@Injectable()
export class CandidateWatchService {
  constructor(
    private readonly live: LiveUpdates,
    private readonly candidates: CandidatesService,
  ) {}

  async *follow(
    reader: Reader,
    id: CandidateId,
    afterId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<Told<ProofEvent>, void> {
    let lastId = afterId;
    let lastToldAt = Date.now();
    for await (const update of this.live.proofs.watch(id, afterId, signal)) {
      if (!(await reader.mayReadOn())) return;
      if (update !== 'row-changed') {
        if (update.event.type === 'settled') continue;
        lastId = update.id;
        lastToldAt = Date.now();
        yield update;
        continue;
      }
      const row = await this.candidates.get(id);
      if (!ON_ITS_ROAD.includes(row.state)) return yield* this.finish(row, lastId, signal);
      if (Date.now() - lastToldAt < HEARTBEAT_MS) continue;
      lastToldAt = Date.now();
      yield 'heartbeat';
    }
  }

  /** Whatever was told between the last look and the end, then where it ended. */
  private async *finish(
    { id, attempt, state }: WholeCandidate,
    afterId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<Told<ProofEvent>, void> {
    const final = finalEventId(attempt);
    for await (const update of this.live.proofs.watch(id, afterId, signal)) {
      if (update === 'row-changed') break;
      if (update.event.type !== 'settled' && isLaterId(final, update.id)) yield update;
    }
    if (!signal.aborted && isLaterId(final, afterId)) yield { id: final, event: { type: 'settled', state } };
  }
}
