import { Inject, Injectable, Logger } from '@nestjs/common';
import { PlatformFault, type CandidateId, type ProofReport } from '#contracts';
import { loadExerciseFiles, proveExercise } from '#exercise-catalog';
import { listPrograms, runPrograms, type PodRunner } from '#judging';
import { LiveUpdates } from '#live-updates';
import { CandidateRepository, type ClaimedCandidate } from '#persistence';
import { Slots } from '../consumers/slots.js';
import { JudgeSettings, POD_RUNNER } from '../judge-pipeline/judge-settings.js';
import { Lease, LeaseLost, type Held } from '../judge-pipeline/lease.js';
import { planRetry } from '../judge-pipeline/plan-retry.js';
import { toFault } from '../judge-pipeline/to-fault.js';
import { PatientJudge } from './patient-judge.js';
import { ProofTeller } from './proof-teller.js';
import { toLintReport, toReport } from './to-report.js';

/** A candidate is never given up for a fault of ours: after the usual tries it is tried again this often. */
const LONG_WAIT_MS = 10 * 60_000;

/**
 * The road of one candidate through a worker: claim → load → run its own programs, one at a time → prove → record →
 * tell. Called at least once for every queued candidate, by any number of workers.
 */
@Injectable()
export class ProvePipeline {
  private readonly logger = new Logger(ProvePipeline.name);

  constructor(
    private readonly candidates: CandidateRepository,
    private readonly live: LiveUpdates,
    @Inject(POD_RUNNER) private readonly runner: PodRunner,
    private readonly settings: JudgeSettings,
    private readonly slots: Slots,
  ) {}

  /** Proves the candidate, unless that is done or another worker has it. Never rejects for a platform fault. */
  async prove(id: CandidateId, stop: AbortSignal): Promise<void> {
    const { workerId, leaseMs } = this.settings;
    const claimed = await this.candidates.claim({ id, workerId, leaseMs });
    if (claimed === null) return;
    const teller = new ProofTeller(claimed, this.live, this.candidates, this.logger);
    const lease = new Lease(this.hold(claimed), leaseMs, stop);
    try {
      const report = await this.reachReport(claimed, teller, lease.signal);
      await teller.flush();
      await this.record(claimed, report);
    } catch (error) {
      await this.settleFault(claimed, error, teller);
    } finally {
      lease.release();
      teller.announce();
      await teller.flush();
    }
  }

  private hold(task: ClaimedCandidate): Held {
    const { id, attempt } = task;
    return {
      name: `candidate ${id}`,
      task,
      extendLease: (leaseMs) => this.candidates.extendLease({ id, attempt, leaseMs }),
    };
  }

  private async reachReport(
    claimed: ClaimedCandidate,
    teller: ProofTeller,
    signal: AbortSignal,
  ): Promise<ProofReport> {
    const { slug, files } = claimed;
    const { runner, slots, settings } = this;
    const { caps, proofRepeats: repeats } = settings;
    if (claimed.faultCode === 'worker-lost' && claimed.tries > settings.maxTries) {
      throw new PlatformFault('worker-lost', 'the workers that took this candidate went away');
    }
    const startedAt = Date.now();
    const facts = () => ({ repeats, tookMs: Date.now() - startedAt });
    const loaded = loadExerciseFiles(slug, files);
    if (!loaded.ok) return toLintReport(loaded.problems, facts());
    const { exercise, solutions } = loaded;
    const programs = listPrograms(exercise, solutions);
    teller.begin(
      programs.map(({ program }) => program),
      repeats,
    );
    const observed = await runPrograms(new PatientJudge({ runner, caps, slots, candidate: claimed }), {
      exercise,
      programs,
      repeats,
      concurrency: 1,
      signal,
      whenUnjudged: 'throw',
      onStart: (program, repeat) => teller.start(program, repeat),
      onPlan: (tests) => teller.plan(tests),
      onTest: (program, result) => teller.test(program, result),
      onRun: (entry) => teller.run(entry),
    });
    const proof = proveExercise({ manifest: exercise.manifest, programs: observed, whole: true });
    return toReport(proof, observed, files, facts());
  }

  private async record({ id, attempt, slug }: ClaimedCandidate, report: ProofReport): Promise<void> {
    const isCurrent = await this.candidates.record({ id, attempt, report });
    const result = report.proven ? 'proven' : `not proven, ${report.problems.length} problems`;
    if (isCurrent) this.logger.log(`candidate ${id} of ${slug}: ${result}, attempt ${attempt}`);
    else
      this.logger.warn(
        `attempt ${attempt} of candidate ${id} was superseded: its result (${result}) is void`,
      );
  }

  /** Our fault: void the attempt and queue the candidate again. It says nothing about the exercise. */
  private async settleFault(claimed: ClaimedCandidate, error: unknown, teller: ProofTeller): Promise<void> {
    const { id, attempt, tries } = claimed;
    if (error instanceof LeaseLost) return this.logger.warn(error.message);
    const fault = toFault(error);
    this.logger.error(
      `platform fault ${fault.code} while proving ${id}, attempt ${attempt}: ${fault.message}`,
      fault,
    );
    teller.retry('Our fault, not the exercise’s: it will be proven again.');
    await teller.flush();
    const notBeforeMs = planRetry(tries, fault.code, this.settings.maxTries) ?? LONG_WAIT_MS;
    await this.candidates.release({ id, attempt, fault, notBeforeMs });
  }
}
