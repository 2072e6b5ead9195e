import { GRADER_PROTOCOL_VERSION, type WorkerFrame } from '#contracts';
import type { PodPlan, SubjectExit } from '#judging';
import { listUpstreamPorts } from '../spec/upstream-ports.js';
import { subjectPort } from '../spec/subject-spec.js';
import type { Pod } from './pod.js';
import { takeTypesOut } from './take-types-out.js';

/** Everything the grader needs to plan and run the suite. SECURITY: the hidden suite goes this way and no other. */
export function loadFrame(plan: PodPlan, pod: Pod): WorkerFrame {
  return {
    type: 'load',
    protocol: GRADER_PROTOCOL_VERSION,
    kind: plan.kind,
    ...(plan.speaks === undefined ? {} : { speaks: plan.speaks }),
    files: takeTypesOut(plan.suite),
    seed: plan.seed,
    ...(plan.shuffleSeed === undefined ? {} : { shuffleSeed: plan.shuffleSeed }),
    subjects: pod.subjects.map(({ index }) => ({ index, port: subjectPort(index) })),
    services: [...pod.access],
    upstreams: listUpstreamPorts(plan.upstreams),
    testTimeoutMs: plan.limits.testTimeoutMs,
    startTimeoutMs: plan.limits.startTimeoutMs,
    maxCrashRestarts: plan.maxCrashRestarts,
  };
}

/** What is to be judged where nothing of the learner's runs. The grader's inbox takes 32 MiB: no submission comes near it, escaped or not. */
export function artifactFrame({ files }: PodPlan): WorkerFrame {
  return { type: 'artifact', files: files.map(({ path, content }) => ({ path, content })) };
}

export function exitFrame({ instance, exitCode, oomKilled }: SubjectExit): WorkerFrame {
  return { type: 'subject-exited', instance, exitCode, oomKilled };
}
