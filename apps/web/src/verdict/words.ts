import type { FailureCategory, LimitUse, Outcome, SubmissionStatus, WithheldGroup } from '#contracts';

/** What an outcome is called where it is the heading of a verdict. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  accepted: 'Accepted',
  partial: 'Partly right',
  'wrong-answer': 'Wrong answer',
  'build-failed': 'It did not build',
  'start-failed': 'It did not start',
  crashed: 'It crashed',
  'time-limit': 'Out of time',
  'memory-limit': 'Out of memory',
  'output-limit': 'Too much output',
  'process-limit': 'Too many processes',
  'disk-limit': 'Disk full',
  'system-error': 'Our fault, not yours',
};

export const CATEGORY_WORDS: Readonly<Record<FailureCategory, string>> = {
  assertion: 'something else came than was expected',
  timeout: 'no answer in time',
  connection: 'the connection failed',
  crashed: 'your program ended',
  error: 'an error',
  'not-run': 'not run',
};

export const LIMIT_WORDS: Readonly<Record<LimitUse['limit'], string>> = {
  time: 'Time',
  memory: 'Memory',
  output: 'Output',
  processes: 'Processes and threads',
  disk: 'Disk',
  'start-time': 'Time to start',
  'build-time': 'Time to build',
};

/** The road of a submission, in order, as a learner reads it. */
export const ROAD: readonly { readonly status: SubmissionStatus; readonly word: string }[] = [
  { status: 'queued', word: 'Queued' },
  { status: 'preparing', word: 'Preparing' },
  { status: 'building', word: 'Building' },
  { status: 'starting', word: 'Starting' },
  { status: 'testing', word: 'Testing' },
];

/** Why the failed tests of a group are not shown in full, and when they will be. */
export function tellWithheld({ shows, opens }: WithheldGroup): string {
  if (opens === 'after-pass') return 'Details are shown once you have passed this exercise.';
  if (opens === 'after-due') return 'Your instructor shows details after the due date.';
  if (shows === 'hint') return 'These tests are hidden; a hint is all they tell.';
  if (shows === 'category') return 'These tests are hidden; they tell only in what way they failed.';
  return 'These tests are hidden; only their number is shown.';
}
