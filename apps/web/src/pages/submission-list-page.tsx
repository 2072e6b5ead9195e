import { useState } from 'react';
import { Link } from 'wouter';
import { SubmissionSummary, pageOf } from '#contracts';
import { request } from '../api/client.js';
import { useLoaded } from '../api/use-loaded.js';
import { Failure, Loading } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { OutcomeBadge } from '../parts/outcome-badge.js';

const SubmissionPageShape = pageOf(SubmissionSummary);

export function SubmissionListPage() {
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({ limit: '50', ...(cursor === null ? {} : { cursor }) }).toString();
  const loaded = useLoaded(query, (signal) =>
    request(SubmissionPageShape, `/submissions?${query}`, { signal }),
  );
  if (loaded.state === 'loading') return <Loading what="your submissions" />;
  if (loaded.state === 'failed') return <Failure error={loaded.error} />;
  const { items, nextCursor } = loaded.value;
  if (items.length === 0) return <p className="notice">You have not submitted anything yet.</p>;
  return (
    <Page title="Your submissions">
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>When</th>
              <th>Result</th>
              <th className="number">Score</th>
              <th>Exercise</th>
              <th>Runtime</th>
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <tr key={entry.id}>
                <td>
                  <Link href={`/submissions/${entry.id}`}>{toShortTime(entry.createdAt)}</Link>
                </td>
                <td>
                  <OutcomeBadge outcome={entry.outcome} status={entry.status} />
                  {entry.mode === 'public' && <small className="muted"> public tests</small>}
                </td>
                <td className="number">{entry.score ?? '–'}</td>
                <td>{entry.exercise}</td>
                <td>{entry.runtime}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="row">
        {cursor !== null && (
          <button type="button" className="quiet" onClick={() => setCursor(null)}>
            Newest
          </button>
        )}
        {nextCursor !== null && (
          <button type="button" className="quiet" onClick={() => setCursor(nextCursor)}>
            Older
          </button>
        )}
      </p>
    </Page>
  );
}

const toShortTime = (time: string): string =>
  new Date(time).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
