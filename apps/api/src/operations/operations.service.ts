import { Injectable } from '@nestjs/common';
import type { Operations, Requeued, RequeueRequest, WorkerView } from '#contracts';
import { LiveUpdates } from '#live-updates';
import { OperationsRepository, WorkerRepository, type WorkerRecord } from '#persistence';
import type { Caller } from '../http/caller.js';
import { PlatformModeService, toStatus } from './platform-mode.service.js';

/** Everything an operator looks at, at once. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly figures: OperationsRepository,
    private readonly workers: WorkerRepository,
    private readonly modes: PlatformModeService,
    private readonly live: LiveUpdates,
  ) {}

  async describe(): Promise<Operations> {
    const [mode, queue, workers, outcomes, errors] = await Promise.all([
      this.modes.getRecord(),
      this.figures.readQueue(),
      this.workers.list(),
      this.figures.countOutcomes(),
      this.figures.listSystemErrors(),
    ]);
    return {
      status: { ...toStatus(mode), changedBy: mode.changedBy },
      queue,
      workers: workers.map(toWorkerView),
      outcomes,
      systemErrors: errors.map(({ submissionId, exerciseSlug, at, ...error }) => ({
        ...error,
        submission: submissionId,
        exercise: exerciseSlug,
        at: at.toISOString(),
      })),
    };
  }

  async requeue({ id: actorId }: Caller, { submissions }: RequeueRequest): Promise<Requeued> {
    const requeued = await this.figures.requeueParked({ ids: submissions ?? null, actorId });
    for (const id of requeued) await this.live.announce(id);
    return { submissions: requeued };
  }
}

function toWorkerView({
  gateOpen,
  mode,
  lost,
  startedAt,
  seenAt,
  images,
  ...worker
}: WorkerRecord): WorkerView {
  return {
    ...worker,
    images: [...images],
    state: toState({ gateOpen, mode, lost }),
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
  };
}

function toState({
  lost,
  gateOpen,
  mode,
}: Pick<WorkerRecord, 'lost' | 'gateOpen' | 'mode'>): WorkerView['state'] {
  if (lost) return 'lost';
  if (!gateOpen) return 'closed';
  return mode === 'draining' ? 'draining' : 'open';
}
