import type { Outcome, SubmissionStatus } from '#contracts';
import { Icon, type IconName } from './icon.js';
import type { Tone } from './notice.js';

/** An outcome, or the status of a submission that has none yet: word, sign and colour. */
export function OutcomeBadge({ outcome, status }: { outcome: Outcome | null; status: SubmissionStatus }) {
  const word = outcome ?? status;
  const [tone, icon] = toLook(outcome);
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} />
      {word.replaceAll('-', ' ')}
    </span>
  );
}

function toLook(outcome: Outcome | null): readonly [Tone | 'busy', IconName] {
  if (outcome === null) return ['busy', 'clock'];
  if (outcome === 'accepted') return ['good', 'check'];
  if (outcome === 'partial') return ['fair', 'half'];
  return outcome === 'system-error' ? ['ours', 'info'] : ['bad', 'cross'];
}
