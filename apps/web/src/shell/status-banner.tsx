import { PlatformStatus, type PlatformMode } from '#contracts';
import { request } from '../api/client.js';
import { usePolled } from '../api/use-polled.js';
import { Icon } from '../parts/icon.js';

const LOOK_EVERY_MS = 15_000;

const WORDS: Readonly<Record<PlatformMode, string | null>> = {
  normal: null,
  draining: 'Submissions are accepted and will be judged a little later.',
  maintenance: 'Touchstone is being worked on: submissions are not accepted for now, everything else works.',
};

const LOST = 'Touchstone does not answer. What you see may be old; it is asked again every few seconds.';

/** What the operator has to say to everybody, on every page; nothing while there is nothing to say. */
export function StatusBanner() {
  const status = usePolled(
    'status',
    (signal) => request(PlatformStatus, '/status', { signal }),
    () => LOOK_EVERY_MS,
  );
  const isLost = status.state === 'failed' || (status.state === 'ready' && status.isOld);
  const mode = status.state === 'ready' ? [WORDS[status.value.mode], status.value.line] : [];
  const text = isLost ? [LOST] : mode;
  const said = text.filter((part) => part !== null).join(' ');
  return (
    <div role="status" aria-label="Platform">
      {said !== '' && (
        <p className="banner">
          <Icon name="info" /> {said}
        </p>
      )}
    </div>
  );
}
