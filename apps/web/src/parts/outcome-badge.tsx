import type { Outcome, SubmissionStatus } from '#contracts';

/** An outcome, or the status of a submission that has none yet. */
export function OutcomeBadge({ outcome, status }: { outcome: Outcome | null; status: SubmissionStatus }) {
  const word = outcome ?? status;
  return <span className={`badge ${toTone(outcome)}`}>{word.replaceAll('-', ' ')}</span>;
}

function toTone(outcome: Outcome | null): string {
  if (outcome === null) return 'busy';
  if (outcome === 'accepted') return 'good';
  if (outcome === 'partial') return 'fair';
  return outcome === 'system-error' ? 'ours' : 'bad';
}
