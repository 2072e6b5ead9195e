import type { Connection } from '../api/watch-submission.js';
import { countOf } from '../parts/count-of.js';
import { countEnded, type LiveRun } from './live-run.js';

/** What is happening to a submission, in one sentence. */
export function tellRun(run: LiveRun, connection: Connection): string {
  if (connection === 'lost') return 'Connection lost, trying again. Your submission is safe.';
  const happening = tellStatus(run);
  return run.retryReason === null || run.status === 'testing' ? happening : `${run.retryReason} ${happening}`;
}

function tellStatus(run: LiveRun): string {
  switch (run.status) {
    case 'queued':
      return tellPosition(run.queuePosition);
    case 'preparing':
      return 'A sandbox is being prepared.';
    case 'building':
      return 'Your code is being built.';
    case 'starting':
      return 'Your program is starting.';
    case 'testing':
      return tellTests(run);
    case 'judged':
      return 'Judged. The verdict is on its way.';
  }
}

function tellPosition(position: number | null): string {
  if (position === null) return 'Waiting for a free worker.';
  if (position === 0) return 'Next in line.';
  return `${countOf(position, 'submission')} before yours.`;
}

function tellTests(run: LiveRun): string {
  const { passed, failed } = countEnded(run);
  const done = passed + failed;
  const of = run.total === null ? countOf(done, 'test') : `${done} of ${countOf(run.total, 'test')}`;
  return `${of} done${failed === 0 ? '' : `, ${failed} failed`}.`;
}
