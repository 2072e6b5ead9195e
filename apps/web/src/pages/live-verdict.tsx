import type { SubmissionStatus } from '#contracts';
import { TestRow } from '../parts/test-row.js';
import type { LiveRun } from './live-run.js';

const ROAD: readonly SubmissionStatus[] = ['queued', 'preparing', 'building', 'starting', 'testing'];

export function LiveVerdict({ run }: { run: LiveRun }) {
  return (
    <section aria-live="polite">
      <ol className="road">
        {ROAD.map((step) => (
          <li
            key={step}
            className={toStepClass(step, run.status)}
            aria-current={step === run.status ? 'step' : undefined}
          >
            {step}
            {step === 'queued' &&
              run.queuePosition !== null &&
              run.queuePosition > 0 &&
              ` (${run.queuePosition} before you)`}
          </li>
        ))}
      </ol>
      {run.retryReason && <p className="notice ours">{run.retryReason}</p>}
      {run.total !== null && (
        <p>
          <progress max={run.total} value={run.tests.length} /> {run.tests.length} of {run.total} tests
        </p>
      )}
      <ul className="tests">
        {run.tests.map((test) => (
          <TestRow
            key={test.index}
            test={{
              group: test.group,
              title: test.title ?? null,
              status: test.status,
              category: test.category ?? null,
              message: test.message ?? null,
              check: null,
              exchange: null,
              call: null,
              log: null,
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function toStepClass(step: SubmissionStatus, status: SubmissionStatus): string {
  const at = ROAD.indexOf(status);
  const own = ROAD.indexOf(step);
  if (own === at) return 'now';
  return own < at ? 'past' : 'ahead';
}
