import type {
  FeedbackPolicy,
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
  const open = viewing.staff || viewing.mode === 'public';
  return atDetail(open ? 'message' : openPolicy(policy, viewing), result, group?.hint ?? null);
}

/** The verdict of a submission as this viewer may see it. Counts and groups are always true. */
export function showVerdict(
  verdict: Verdict,
  exercise: Feedback,
  viewing: Viewing,
): NonNullable<SubmissionDetail['verdict']> {
  const tests = verdict.tests.map((test) => showTest(test, exercise, viewing));
  return {
    outcome: verdict.outcome,
    score: verdict.score,
    cause: verdict.cause,
    nextStep: verdict.nextStep,
    limits: verdict.limits,
    groups: verdict.groups,
    tests,
    passed: tests.filter((test) => test.status === 'passed').length,
    total: tests.length,
    usage: verdict.usage,
    buildOutput: verdict.buildOutput,
    logTail: verdict.logTail,
    seed: verdict.provenance.seed,
  };
}

type Detail = 'none' | 'category' | 'hint' | 'message';

function openPolicy(policy: FeedbackPolicy, viewing: Viewing): Detail {
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
