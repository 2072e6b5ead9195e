import { Logger, Module, type DynamicModule } from '@nestjs/common';
import Docker from 'dockerode';
import type { Config } from '#config';
import { JobQueueModule } from '#job-queue';
import { LiveUpdatesModule } from '#live-updates';
import { openSubmissionTraces, registerWorkerMetrics, SubmissionTraces } from '#observability';
import { PersistenceModule } from '#persistence';
import {
  containerCapacity,
  DockerPodRunner,
  ImageLibraries,
  Janitor,
  localImages,
  readEngineSize,
  ProgramContainers,
  SandboxDoctor,
  type PodChoice,
} from '#sandbox';
import { ConsumerSettings } from './consumers/consumer-settings.js';
import { JudgeConsumer } from './consumers/judge-consumer.service.js';
import { ProofConsumer } from './consumers/proof-consumer.service.js';
import { Slots } from './consumers/slots.js';
import { AttemptJudge } from './judge-pipeline/attempt-judge.service.js';
import { JudgePipeline } from './judge-pipeline/judge-pipeline.service.js';
import { JUDGING_METRICS, JudgeSettings, POD_RUNNER } from './judge-pipeline/judge-settings.js';
import { MetricsServer, MetricsServerSettings } from './maintenance/metrics-server.service.js';
import { PodWarmer } from './maintenance/pod-warmer.service.js';
import { PodJanitor } from './maintenance/pod-janitor.service.js';
import { RetentionSettings, RetentionSweeper } from './maintenance/retention-sweeper.service.js';
import { RuntimeAnnouncer } from './maintenance/runtime-announcer.service.js';
import { Sweeper } from './maintenance/sweeper.service.js';
import { NewsSources, WorkerAnnouncer } from './maintenance/worker-announcer.service.js';
import { ProvePipeline } from './prove-pipeline/prove-pipeline.service.js';
import { RejudgeConsumer } from './rejudge/rejudge-consumer.service.js';
import { RejudgePipeline } from './rejudge/rejudge-pipeline.service.js';
import { GateSettings } from './self-check/gate-settings.js';
import { Quarantine } from './self-check/quarantine.service.js';
import { SandboxGate } from './self-check/sandbox-gate.service.js';
import { ModeWatch } from './work-gate/mode-watch.service.js';
import { WorkGate } from './work-gate/work-gate.service.js';

/** Longer than the longest run of the shipped exercises, shorter than an operator's patience. */
const DRAIN_MS = 90_000;

/** A worker: takes submissions from the queue and judges them on its own Docker engine. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config, workerId: string): DynamicModule {
    const docker = new Docker({ socketPath: config.worker.dockerSocket });
    const metrics = registerWorkerMetrics();
    const containers = new ProgramContainers({ docker, owner: workerId, by: config.worker.containersBy });
    const runner = new DockerPodRunner({
      docker,
      owner: workerId,
      containers,
      onChoice: (choice) => {
        logChoice(choice);
        metrics.countPod(choice.warm ? 'ahead' : 'now');
      },
      onWarmFault: logWarmFault,
      onRefill: (durationMs) => metrics.observeRefill(durationMs),
    });
    const doctor = new SandboxDoctor(docker, localImages, workerId, containers);
    const libraries = new ImageLibraries(docker, workerId);
    const isNeeded = (id: string): boolean =>
      [runner, doctor, libraries].some((holder) => holder.isNeeded(id));
    const { leaseMs, maxAttempts, proofRepeats, warmPods } = config.worker;
    return {
      module: WorkerModule,
      imports: [
        PersistenceModule.forRoot({ url: config.database.url.reveal() }),
        JobQueueModule.forRoot({ url: config.redis.url.reveal() }),
        LiveUpdatesModule.forRoot({ url: config.redis.url.reveal() }),
      ],
      providers: [
        { provide: Docker, useValue: docker },
        { provide: POD_RUNNER, useValue: runner },
        { provide: JUDGING_METRICS, useValue: metrics },
        {
          provide: SubmissionTraces,
          useFactory: () => openSubmissionTraces({ url: config.tracing.url, service: 'touchstone-worker' }),
        },
        {
          provide: MetricsServerSettings,
          useValue: new MetricsServerSettings(
            config.http.host,
            config.worker.metricsPort,
            config.http.metricsToken,
          ),
        },
        { provide: DockerPodRunner, useValue: runner },
        { provide: Janitor, useValue: new Janitor(docker, { owner: workerId, isNeeded }) },
        {
          provide: JudgeSettings,
          useValue: new JudgeSettings(workerId, leaseMs, maxAttempts, config.caps, proofRepeats, warmPods),
        },
        {
          provide: ConsumerSettings,
          useValue: new ConsumerSettings(() => decideSlots(docker, config.worker.concurrency), DRAIN_MS),
        },
        { provide: ProgramContainers, useValue: containers },
        { provide: SandboxDoctor, useValue: doctor },
        { provide: ImageLibraries, useValue: libraries },
        { provide: GateSettings, useValue: new GateSettings(config.worker.acceptUnenforced) },
        SandboxGate,
        Quarantine,
        ModeWatch,
        WorkGate,
        { provide: Slots, useValue: new Slots() },
        AttemptJudge,
        JudgePipeline,
        JudgeConsumer,
        RejudgePipeline,
        RejudgeConsumer,
        ProvePipeline,
        ProofConsumer,
        Sweeper,
        PodJanitor,
        PodWarmer,
        RuntimeAnnouncer,
        { provide: RetentionSettings, useValue: toRetention(config) },
        RetentionSweeper,
        NewsSources,
        WorkerAnnouncer,
        MetricsServer,
      ],
    };
  }
}

/** A board that nobody read for a day is forgotten; every other one has caught up with what is older than this. */
const STANDING_CHANGES_DAYS = 3;

function toRetention({ retention }: Config): RetentionSettings {
  return new RetentionSettings({
    logs: retention.logsDays,
    draftRevisions: retention.draftRevisionsDays,
    deliveries: retention.deliveriesDays,
    sessions: retention.expiredTokensDays,
    tokens: retention.expiredTokensDays,
    standingChanges: STANDING_CHANGES_DAYS,
  });
}

const podLogger = new Logger('Pods');

/** Where to look for the containers of a submission. */
function logChoice({ podId, taskId, attempt, warm }: PodChoice): void {
  podLogger.log(`pod ${podId}, ${warm ? 'made ahead' : 'made now'}, is for ${taskId}, attempt ${attempt}`);
}

function logWarmFault(fault: unknown): void {
  podLogger.warn(`a pod could not be made ahead: ${String(fault)}`);
}

/** As many at a time as the operator says, or as the engine's cores and memory carry. */
async function decideSlots(docker: Docker, concurrency: number | 'auto'): Promise<number> {
  return concurrency === 'auto' ? containerCapacity(await readEngineSize(docker)).pods : concurrency;
}
