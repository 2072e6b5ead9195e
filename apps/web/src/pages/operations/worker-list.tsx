import { ProgramRuntime, type WorkerView } from '#contracts';
import { Icon, type IconName } from '../../parts/icon.js';
import { tellAge } from '../../parts/moment.js';
import { Empty } from '../../parts/notice.js';

const LOOKS: Readonly<Record<WorkerView['state'], readonly [string, IconName, string]>> = {
  open: ['good', 'check', 'takes submissions'],
  closed: ['bad', 'lock', 'takes nothing'],
  draining: ['fair', 'pause', 'draining'],
  lost: ['bad', 'cross', 'lost'],
};

/** Every worker there is or was within a day. */
export function WorkerList({ workers }: { workers: readonly WorkerView[] }) {
  if (workers.length === 0) {
    return (
      <Empty title="No worker has announced itself">
        <p>
          Start one on a machine with a Docker engine, with the same <code>DATABASE_URL</code> and{' '}
          <code>REDIS_URL</code> as the API. Submissions are kept meanwhile.
        </p>
      </Empty>
    );
  }
  return (
    <ul className="cards">
      {workers.map((worker) => (
        <li key={worker.id} className="card">
          <Worker worker={worker} />
        </li>
      ))}
    </ul>
  );
}

function Worker({ worker }: { worker: WorkerView }) {
  const { host, id, state, trouble, slots, running, runningAside, engine, seenAt, startedAt } = worker;
  const [tone, icon, word] = LOOKS[state];
  return (
    <div className="stack">
      <div className="row apart">
        <h3>{host}</h3>
        <span className={`badge ${tone}`}>
          <Icon name={icon} /> {word}
        </span>
      </div>
      {trouble !== null && <p className="bad">{trouble}</p>}
      <dl className="facts-list">
        <dt>Slots</dt>
        <dd>
          {slots === 0 ? 'not known yet' : `${running} of ${slots} taken`}
          {runningAside > 0 && ', one by a batch'}
        </dd>
        <dt>Runtimes</dt>
        <dd>{tellRuntimes(worker)}</dd>
        <dt>Engine</dt>
        <dd>{engine ?? 'not examined yet'}</dd>
        <dt>Since</dt>
        <dd>
          started {tellAge(startedAt)}, seen {tellAge(seenAt)}
        </dd>
        <dt>Housekeeping</dt>
        <dd>
          {worker.swept} put back into the queue, {worker.orphansRemoved} orphaned containers removed
        </dd>
      </dl>
      <details>
        <summary>{worker.images.length} images</summary>
        <ul>
          {worker.images.map(({ name, id: digest }) => (
            <li key={name}>
              {name} <code>{toShortDigest(digest)}</code>
            </li>
          ))}
        </ul>
        <p className="muted">
          <small>{id}</small>
        </p>
      </details>
    </div>
  );
}

function tellRuntimes({ images }: WorkerView): string {
  const names = images.map(({ name }) => name);
  const ready = ProgramRuntime.options.filter((runtime) => names.includes(runtime));
  const missing = ProgramRuntime.options.filter((runtime) => !names.includes(runtime));
  const readyText = ready.length === 0 ? 'none ready' : `${ready.join(', ')} ready`;
  return missing.length === 0 ? readyText : `${readyText}; missing: ${missing.join(', ')}`;
}

const toShortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
