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
} from '#contracts';
import type { Exercise } from '#exercise-catalog';

/** Who is looking, and what they have reached. */
export interface Viewing {
  readonly mode: SubmissionMode;
  /** Instructors and admins see everything. */
  readonly staff: boolean;
  /** The viewer has an accepted submission for this exercise (opens `after-pass`). */
  readonly passed: boolean;
}

type Feedback = Pick<Exercise, 'manifest'>;

/**
 * One test as its feedback policy lets this viewer see it. Public tests hide nothing. Enforced here, when read,
 * so that every view and export obeys the same rule.
 */
export function showTest(result: TestResult, exercise: Feedback, viewing: Viewing): VisibleTest {
  const group = exercise.manifest.groups.find((entry) => entry.name === result.group);
  const policy = group?.feedback ?? exercise.manifest.feedback;
  return atDetail(openPolicy(policy, viewing), result, group?.hint ?? null);
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
    nextStep: verdict.nextStep,
    limits: hidden ? verdict.limits.map(roundLimit) : verdict.limits,
    groups: verdict.groups,
    tests,
    passed: tests.filter((test) => test.status === 'passed').length,
    total: tests.length,
    usage: hidden && verdict.usage !== null ? roundUsage(verdict.usage) : verdict.usage,
    logWithheld,
    buildOutput: logWithheld ? '' : verdict.buildOutput,
    logTail: logWithheld ? '' : verdict.logTail,
    seed: verdict.provenance.seed,
  };
}

/**
 * SECURITY: B07: a program can print every input that it receives, of any group: its output shows as much of a graded
 * run as the most reticent group does.
 */
function hidesInputs({ manifest }: Feedback, viewing: Viewing): boolean {
  const policies = manifest.groups.map(({ feedback }) => feedback ?? manifest.feedback);
  return policies.some((policy) => openPolicy(policy, viewing) !== 'message');
}

const BEFORE_TESTS: readonly Outcome[] = ['build-failed', 'start-failed'];

/** No hidden test has asked anything yet: what was printed is the learner's own, and says why it did not start. */
const endedBeforeTests = ({ outcome, tests }: Verdict): boolean =>
  BEFORE_TESTS.includes(outcome) && tests.every(({ failure }) => failure?.category === 'not-run');

const ROUND_MS = 100;
const MIB = 1024 * 1024;
const roundTo = (step: number, value: number): number => Math.round(value / step) * step;

/** SECURITY: B09: a program can sleep, or take memory, as its input says. */
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

function openPolicy(policy: FeedbackPolicy, viewing: Viewing): Detail {
  if (viewing.staff || viewing.mode === 'public') return 'message';
  switch (policy) {
    case 'none':
    case 'category':
    case 'hint':
    case 'message':
      return policy;
    case 'after-pass':
      return viewing.passed ? 'message' : 'none';
    case 'after-due':
      // Due dates come with cohorts; outside a cohort nothing is ever due.
      return 'none';
  }
}

function atDetail(detail: Detail, result: TestResult, hint: string | null): VisibleTest {
  const { group, status, failure } = result;
  const withheld: VisibleTest = { group, status, title: null, category: null, message: null, exchange: null };
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
        exchange: failure?.exchange ?? null,
      };
  }
}
