import type {
  FeedbackPolicy,
  LimitUse,
  Outcome,
  ResourceUse,
  SubmissionDetail,
  SubmissionMode,
  TestResult,
  Verdict,
  VisibleTest,
  WithheldGroup,
} from '#contracts';
import type { Exercise } from '#exercise-catalog';
import type { Release } from './decide-release.js';
import { measureLatency } from './measure-latency.js';

/** Who is looking, and what they have reached. */
export interface Viewing {
  readonly mode: SubmissionMode;
  /** Instructors and admins see everything. */
  readonly staff: boolean;
  /** The viewer has an accepted submission for this exercise (opens `after-pass`). */
  readonly passed: boolean;
  /** What the viewer's cohorts say about the exercise (opens `after-due`, or withholds everything but counts). */
  readonly release: Release;
}

type Feedback = Pick<Exercise, 'manifest'>;

/**
 * One test as its feedback policy lets this viewer see it. Public tests hide nothing. Enforced here, when read,
 * so that every view and export obeys the same rule.
 */
export function showTest(result: TestResult, exercise: Feedback, viewing: Viewing): VisibleTest {
  const group = exercise.manifest.groups.find((entry) => entry.name === result.group);
  const shown = atDetail(openGroup(result.group, exercise, viewing).detail, result, group?.hint ?? null);
  const log = hidesInputs(exercise, viewing) ? null : (result.log ?? null);
  return { ...shown, log };
}

/** The verdict of a submission as this viewer may see it. Counts and groups are always true. */
export function showVerdict(
  verdict: Verdict,
  exercise: Feedback,
  viewing: Viewing,
): NonNullable<SubmissionDetail['verdict']> {
  const tests = verdict.tests.map((test) => showTest(test, exercise, viewing));
  const hidden = hidesInputs(exercise, viewing);
  const logWithheld = hidden && !endedBeforeTests(verdict);
  return {
    outcome: verdict.outcome,
    score: verdict.score,
    cause: verdict.cause,
    nextStep: tellNextStep(verdict, tests),
    limits: hidden ? verdict.limits.map(roundLimit) : verdict.limits,
    groups: verdict.groups,
    tests,
    withheld: listWithheld(verdict, exercise, viewing),
    passed: tests.filter((test) => test.status === 'passed').length,
    total: tests.length,
    usage: hidden && verdict.usage !== null ? roundUsage(verdict.usage) : verdict.usage,
    latencyMs: hidden ? null : measureLatency(verdict.tests),
    logWithheld,
    buildOutput: logWithheld ? '' : verdict.buildOutput,
    logTail: logWithheld ? '' : verdict.logTail,
    seed: verdict.provenance.seed,
  };
}

const READ_A_TEST: readonly Outcome[] = ['partial', 'wrong-answer'];
const NOTHING_TO_READ =
  'What its tests ask is not shown to you: run the public tests, and go through the statement once more.';

/** Who reads of no failed test what it asked is not sent there. A run that broke off has a next step of its own. */
function tellNextStep({ outcome, nextStep, tests }: Verdict, shown: readonly VisibleTest[]): string {
  const isWhole = tests.every(({ failure }) => failure?.category !== 'not-run');
  const tells = shown.some(({ message }) => message !== null);
  return READ_A_TEST.includes(outcome) && isWhole && !tells ? NOTHING_TO_READ : nextStep;
}

/**
 * SECURITY: B07: a program can print every input that it receives, of any group: its output shows as much of a graded
 * run as the most reticent group does.
 */
function hidesInputs({ manifest }: Feedback, viewing: Viewing): boolean {
  const policies = manifest.groups.map(({ feedback }) => feedback ?? manifest.feedback);
  return policies.some((policy) => openPolicy(policy, viewing).detail !== 'message');
}

/** The groups of this run that do not show all there is, each with what it shows and when it opens. */
function listWithheld(verdict: Verdict, exercise: Feedback, viewing: Viewing): WithheldGroup[] {
  const names = [...new Set(verdict.tests.map(({ group }) => group))];
  return names.flatMap((group) => {
    const { detail, opens } = openGroup(group, exercise, viewing);
    return detail === 'message' ? [] : [{ group, shows: detail, opens }];
  });
}

function openGroup(name: string, { manifest }: Feedback, viewing: Viewing): Opening {
  const group = manifest.groups.find((entry) => entry.name === name);
  return openPolicy(group?.feedback ?? manifest.feedback, viewing);
}

const BEFORE_TESTS: readonly Outcome[] = ['build-failed', 'start-failed'];

/** No hidden test has asked anything yet: what was printed is the learner's own, and says why it did not start. */
const endedBeforeTests = ({ outcome, tests }: Verdict): boolean =>
  BEFORE_TESTS.includes(outcome) && tests.every(({ failure }) => failure?.category === 'not-run');

const ROUND_MS = 100;
const MIB = 1024 * 1024;
const roundTo = (step: number, value: number): number => Math.round(value / step) * step;

/** SECURITY: B09: a program can sleep, or take memory, as its input says; so its latency is not told at all. */
const roundUsage = ({ wallMs, cpuMs, peakMemoryBytes }: ResourceUse): ResourceUse => ({
  wallMs: roundTo(ROUND_MS, wallMs),
  cpuMs: roundTo(ROUND_MS, cpuMs),
  peakMemoryBytes: roundTo(MIB, peakMemoryBytes),
});

/** To sixteenths of what was allowed: enough to see that it was too much. */
const roundLimit = (use: LimitUse): LimitUse => ({
  ...use,
  used: use.allowed === 0 ? use.used : Math.round(roundTo(use.allowed / 16, use.used)),
});

type Detail = 'none' | 'category' | 'hint' | 'message';

interface Opening {
  readonly detail: Detail;
  /** When more is shown; null when this is all there ever is. */
  readonly opens: WithheldGroup['opens'];
}

function openPolicy(policy: FeedbackPolicy, viewing: Viewing): Opening {
  if (viewing.staff || viewing.mode === 'public') return { detail: 'message', opens: null };
  if (viewing.release.withheld) return { detail: 'none', opens: 'after-due' };
  switch (policy) {
    case 'none':
    case 'category':
    case 'hint':
    case 'message':
      return { detail: policy, opens: null };
    case 'after-pass':
      return viewing.passed ? { detail: 'message', opens: null } : { detail: 'none', opens: policy };
    case 'after-due':
      // Where nothing is ever due, passing opens it.
      return (viewing.release.due ?? viewing.passed)
        ? { detail: 'message', opens: null }
        : { detail: 'none', opens: policy };
  }
}

const NOTHING = {
  title: null,
  category: null,
  message: null,
  check: null,
  exchange: null,
  call: null,
} as const;

function atDetail(detail: Detail, result: TestResult, hint: string | null): Omit<VisibleTest, 'log'> {
  const { group, status, failure } = result;
  const withheld = { ...NOTHING, group, status };
  switch (detail) {
    case 'none':
      return withheld;
    case 'category':
      return { ...withheld, category: failure?.category ?? null };
    case 'hint':
      return {
        ...withheld,
        title: result.title,
        category: failure?.category ?? null,
        message: failure === undefined ? null : hint,
      };
    case 'message':
      return {
        group,
        status,
        title: result.title,
        category: failure?.category ?? null,
        message: failure?.message ?? null,
        check: failure?.check ?? null,
        exchange: failure?.exchange ?? null,
        call: failure?.call ?? null,
      };
  }
}
