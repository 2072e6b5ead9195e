import type { LiveEvent, SubmissionStatus } from '#contracts';

type LiveTest = Extract<LiveEvent, { type: 'test' }>;

/** What a page knows of a run while it goes on. */
export interface LiveRun {
  readonly status: SubmissionStatus;
  readonly queuePosition: number | null;
  /** How many tests there will be; null until the suite is loaded. */
  readonly total: number | null;
  readonly tests: readonly LiveTest[];
  /** Why it is judged again, when a platform fault voided an attempt. */
  readonly retryReason: string | null;
  readonly judged: boolean;
}

export const NEW_RUN: LiveRun = {
  status: 'queued',
  queuePosition: null,
  total: null,
  tests: [],
  retryReason: null,
  judged: false,
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
      return { ...run, total: event.total };
    case 'test':
      return { ...run, tests: [...run.tests, event] };
    case 'retrying':
      return { ...NEW_RUN, retryReason: event.reason };
    case 'judged':
      return { ...run, status: 'judged', judged: true };
  }
}
