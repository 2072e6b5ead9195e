import type { LiveEvent, PlannedTest, SubmissionStatus, TestResult, Verdict } from '#contracts';
import { decideOutcome } from './decide-outcome.js';
import { NO_COHORTS } from './decide-release.js';
import { planPod, type PodOrder } from './plan-pod.js';
import type { PodObservation, PodRunner } from './pod-runner.js';
import { RunRecord } from './run-record.js';
import { showTest } from './show-verdict.js';

/** A verdict before points are counted (`#scoring`'s `scoreTests` adds them). */
type Judgement = Omit<Verdict, 'score' | 'groups'>;

interface JudgeRequest extends PodOrder {
  readonly runner: PodRunner;
  readonly signal: AbortSignal;
  /** Called for each step the learner may watch, already filtered by the feedback policy. */
  readonly onEvent?: (event: LiveEvent) => void;
  /** Called with every test of the suite, in its order, for authors' tools. Never shown to learners. */
  readonly onPlan?: (tests: readonly PlannedTest[]) => void;
  /** Called with the full truth of each test, for authors' tools. Never shown to learners. */
  readonly onResult?: (result: TestResult) => void;
}

/**
 * Judges one submission once: plan → pod → decide.
 * @throws PlatformFault when learner code could not be started or the engine was lost; never for what learner code did
 */
export async function judge(request: JudgeRequest): Promise<Judgement> {
  const plan = planPod(request);
  const record = new RunRecord();
  const report = await request.runner.run(plan, (seen) => take(seen, record, request), request.signal);
  const decision = decideOutcome(plan.limits, record, report);
  return {
    outcome: decision.outcome,
    cause: decision.cause,
    nextStep: decision.nextStep,
    limits: [...decision.limits],
    tests: [...decision.tests],
    usage: report.usage,
    buildOutput: report.buildOutput,
    logTail: report.logTail,
    provenance: {
      exerciseVersion: request.exercise.version,
      seed: request.seed,
      runnerVersion: report.runnerVersion,
      images: { ...report.images },
    },
  };
}

function take(seen: PodObservation, record: RunRecord, request: JudgeRequest): void {
  switch (seen.type) {
    case 'phase':
      tellStatus(seen.phase, request);
      return;
    case 'control':
      return;
    case 'frame':
      takeFrame(seen, record, request);
      return;
  }
}

function takeFrame(
  { frame, log }: Extract<PodObservation, { type: 'frame' }>,
  record: RunRecord,
  request: JudgeRequest,
): void {
  const added = record.add(frame, log);
  if (frame.type === 'plan') {
    request.onPlan?.(frame.tests);
    request.onEvent?.(toPlanEvent(frame.tests));
  }
  if (added === null) return;
  request.onResult?.(added.result);
  request.onEvent?.(toLiveEvent(added.index, added.result, request));
}

function tellStatus(status: SubmissionStatus, request: JudgeRequest): void {
  request.onEvent?.({ type: 'status', status, attempt: request.attempt });
}

function toPlanEvent(tests: readonly PlannedTest[]): LiveEvent {
  const totals = new Map<string, number>();
  for (const { group } of tests) totals.set(group, (totals.get(group) ?? 0) + 1);
  return {
    type: 'plan',
    total: tests.length,
    groups: [...totals].map(([name, total]) => ({ name, total })),
  };
}

function toLiveEvent(index: number, result: TestResult, request: JudgeRequest): LiveEvent {
  const shown = showTest(result, request.exercise, {
    mode: request.mode,
    staff: false,
    passed: false,
    // Whoever watches may see less: the API knows their cohorts.
    release: NO_COHORTS,
  });
  return {
    type: 'test',
    index,
    group: shown.group,
    status: shown.status,
    ...(shown.title === null ? {} : { title: shown.title }),
    ...(shown.category === null ? {} : { category: shown.category }),
    ...(shown.message === null ? {} : { message: shown.message }),
  };
}
