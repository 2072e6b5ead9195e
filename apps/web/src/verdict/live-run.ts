import type { LiveEvent, SubmissionStatus } from '#contracts';

type LiveTest = Extract<LiveEvent, { type: 'test' }>;
type Plan = Extract<LiveEvent, { type: 'plan' }>;

/** A group of tests while they end. */
export interface LiveGroup {
  readonly name: string;
  /** How many tests it has; null when the worker did not say. */
  readonly total: number | null;
  /** What it is worth; null in runs that are not scored. */
  readonly points: number | null;
  readonly allOrNothing: boolean;
  readonly earned: number;
  /** In the order they ended. */
  readonly tests: readonly LiveTest[];
}

/** What a page knows of a run while it goes on. */
export interface LiveRun {
  readonly status: SubmissionStatus;
  readonly queuePosition: number | null;
  /** How many tests there will be; null until the suite is loaded. */
  readonly total: number | null;
  readonly groups: readonly LiveGroup[];
  /** Why it is judged again, when a platform fault voided an attempt. */
  readonly retryReason: string | null;
}

export const NEW_RUN: LiveRun = {
  status: 'queued',
  queuePosition: null,
  total: null,
  groups: [],
  retryReason: null,
};

/** The run after one more event. A new attempt starts over. */
export function takeEvent(run: LiveRun, event: LiveEvent): LiveRun {
  switch (event.type) {
    case 'queue-position':
      return { ...run, queuePosition: event.position };
    case 'status':
      if (event.status === 'preparing')
        return { ...NEW_RUN, status: 'preparing', retryReason: run.retryReason };
      return { ...run, status: event.status, queuePosition: null };
    case 'plan':
      return { ...run, total: event.total, groups: (event.groups ?? []).map(toGroup) };
    case 'test':
      return { ...run, groups: addTest(run.groups, event) };
    case 'retrying':
      return { ...NEW_RUN, retryReason: event.reason };
    case 'judged':
      return { ...run, status: 'judged' };
  }
}

export function countEnded(run: LiveRun): { passed: number; failed: number } {
  const tests = run.groups.flatMap((group) => group.tests);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return { passed, failed: tests.length - passed };
}

type PlannedGroup = NonNullable<Plan['groups']>[number];

function toGroup({ name, total, points, allOrNothing }: PlannedGroup): LiveGroup {
  return { name, total, points: points ?? null, allOrNothing: allOrNothing ?? false, earned: 0, tests: [] };
}

function addTest(groups: readonly LiveGroup[], test: LiveTest): LiveGroup[] {
  const known = groups.some(({ name }) => name === test.group);
  const all = known ? groups : [...groups, { ...NEW_GROUP, name: test.group }];
  return all.map((group) =>
    group.name === test.group
      ? { ...group, earned: test.earned ?? group.earned, tests: [...group.tests, test] }
      : group,
  );
}

/** Of a worker that tells no groups in its plan. */
const NEW_GROUP = { total: null, points: null, allOrNothing: false, earned: 0, tests: [] };
