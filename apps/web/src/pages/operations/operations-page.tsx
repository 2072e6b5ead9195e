import { Link } from 'wouter';
import { Operations } from '#contracts';
import { request } from '../../api/client.js';
import { usePolled } from '../../api/use-polled.js';
import { ButtonLink } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Notice } from '../../parts/notice.js';
import { OutcomeBadge } from '../../parts/outcome-badge.js';
import { Page } from '../../parts/page.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { Tallies, Tally } from '../../parts/tally.js';
import { listAlarms, tellSeconds } from './list-alarms.js';
import { ModeForm } from './mode-form.js';
import { WorkerList } from './worker-list.js';

const REFRESH_MS = 3_000;

/** How the platform is doing, and what the operator wants of it. */
export function OperationsPage() {
  const loaded = usePolled(
    'operations',
    (signal) => request(Operations, '/operations', { signal }),
    () => REFRESH_MS,
  );
  return (
    <Page
      title="Operations"
      lead="As of now; read again every few seconds while you look."
      actions={
        <>
          <ButtonLink href="/operations/accounts" kind="quiet">
            Accounts
          </ButtonLink>
          <ButtonLink href="/operations/platforms" kind="quiet">
            Learning platforms
          </ButtonLink>
        </>
      }
    >
      <WhenLoaded of={loaded} what="how the platform is doing">
        {(operations) => (
          <>
            <Alarms operations={operations} />
            <Queue operations={operations} />
            <section aria-labelledby="workers">
              <h2 id="workers">Workers</h2>
              <WorkerList workers={operations.workers} />
            </section>
            <div className="columns">
              <SystemErrors errors={operations.systemErrors} />
              <Outcomes outcomes={operations.outcomes} />
            </div>
            <ModeForm
              key={operations.status.since}
              status={operations.status}
              running={operations.workers.reduce((sum, { running }) => sum + running, 0)}
              onChange={loaded.reload}
            />
          </>
        )}
      </WhenLoaded>
    </Page>
  );
}

function Alarms({ operations }: { operations: Operations }) {
  const alarms = listAlarms(operations);
  return (
    <div role="status">
      {alarms.length === 0 ? (
        <Notice tone="good">
          <p>
            <Icon name="check" /> All is well.
          </p>
        </Notice>
      ) : (
        alarms.map(({ tone, text }) => (
          <Notice key={text} tone={tone}>
            <p>
              <Icon name="warning" title={tone === 'bad' ? 'Alarm' : 'Attention'} /> {text}
            </p>
          </Notice>
        ))
      )}
    </div>
  );
}

function Queue({ operations: { queue, workers } }: { operations: Operations }) {
  const alive = workers.filter(({ state }) => state !== 'lost');
  const slots = alive.reduce((sum, worker) => sum + worker.slots, 0);
  const running = alive.reduce((sum, worker) => sum + worker.running, 0);
  const wait = queue.submissions.oldestSeconds;
  return (
    <section aria-labelledby="queue">
      <h2 id="queue">Queue</h2>
      <Tallies>
        <Tally label="Submissions waiting" value={queue.submissions.length} />
        <Tally label="Longest wait" value={wait === null ? '–' : tellSeconds(wait)} />
        <Tally label="Pods running, of slots" value={`${running} / ${slots}`} />
        <Tally label="Waiting to be judged again" value={queue.rejudging.length} />
        <Tally label="Tried again after a fault" value={queue.retrying} />
      </Tallies>
    </section>
  );
}

function Outcomes({ outcomes }: { outcomes: Operations['outcomes'] }) {
  return (
    <section aria-labelledby="outcomes">
      <h2 id="outcomes">Verdicts</h2>
      {outcomes.length === 0 ? (
        <p className="muted">None within the last 24 hours.</p>
      ) : (
        <ScrollTable label="Verdicts by outcome">
          <thead>
            <tr>
              <th>Outcome</th>
              <th className="number">1 hour</th>
              <th className="number">24 hours</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map(({ outcome, hour, day }) => (
              <tr key={outcome}>
                <td>
                  <OutcomeBadge outcome={outcome} status="judged" />
                </td>
                <td className="number">{hour}</td>
                <td className="number">{day}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </section>
  );
}

function SystemErrors({ errors }: { errors: Operations['systemErrors'] }) {
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">Faults of ours</h2>
      {errors.length === 0 ? (
        <p className="muted">None: every submission was judged at the first try.</p>
      ) : (
        <ScrollTable label="Faults by time">
          <thead>
            <tr>
              <th>When</th>
              <th>Submission</th>
              <th>Cause</th>
              <th>Then</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ submission, exercise, code, message, at, state }) => (
              <tr key={`${submission} ${at}`}>
                <td>
                  <Moment at={at} />
                </td>
                <td>
                  <Link href={`/submissions/${submission}`}>{exercise}</Link>
                </td>
                <td>
                  <code>{code}</code>
                  <br />
                  <small className="muted">{message}</small>
                </td>
                <td>{state === 'given-up' ? <strong>given up</strong> : 'tried again'}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </section>
  );
}
