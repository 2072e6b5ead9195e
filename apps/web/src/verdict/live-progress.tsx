import type { Connection } from '../api/watch-submission.js';
import { Icon } from '../parts/icon.js';
import { LiveGroups } from './live-groups.js';
import { countEnded, type LiveRun } from './live-run.js';
import { tellRun } from './tell-run.js';
import { useAnnouncedRun } from './use-announced-run.js';
import { ROAD } from './words.js';

interface LiveProgressProps {
  readonly run: LiveRun;
  readonly connection: Connection;
}

/** Where a run is on its road, what is happening, and its tests as they end. */
export function LiveProgress({ run, connection }: LiveProgressProps) {
  const sentence = tellRun(run, connection);
  useAnnouncedRun(sentence, run.status);
  const { passed, failed } = countEnded(run);
  return (
    <section className="live" aria-label="Progress">
      <Road run={run} />
      <p className={connection === 'lost' ? 'live-now fair' : 'live-now'}>
        {connection === 'lost' && <Icon name="warning" />} {sentence}
      </p>
      <progress
        className="live-bar"
        aria-label="Tests done"
        max={run.total ?? 1}
        value={run.total === null ? 0 : passed + failed}
      />
      <LiveGroups groups={run.groups} />
    </section>
  );
}

function Road({ run }: { run: LiveRun }) {
  const at = ROAD.findIndex(({ status }) => status === run.status);
  // Judged, and the verdict is on its way.
  const reached = at === -1 ? ROAD.length : at;
  return (
    <ol className="verdict-road" aria-label="The road of a submission">
      {ROAD.map(({ status, word }, index) => (
        <li
          key={status}
          className={index < reached ? 'past' : index === reached ? 'now' : 'ahead'}
          aria-current={index === reached ? 'step' : undefined}
        >
          <Icon name={index < reached ? 'check' : index === reached ? 'dot' : 'circle'} />
          <span>{word}</span>
          {index < reached && <span className="visually-hidden"> done</span>}
        </li>
      ))}
    </ol>
  );
}
