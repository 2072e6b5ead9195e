import { Link } from 'wouter';
import type { SubmissionListItem } from '#contracts';
import { Moment, tellMoment } from '../../parts/moment.js';
import { OutcomeBadge } from '../../parts/outcome-badge.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { PairBox, type Pair } from './choose-pair.js';
import { shortenVersion } from './shorten-version.js';

export function HistoryTable({ items, pair }: { items: readonly SubmissionListItem[]; pair: Pair }) {
  return (
    <ScrollTable label="Your submissions" className="history">
      <thead>
        <tr>
          <th scope="col">Sent</th>
          <th scope="col">Exercise</th>
          <th scope="col">Result</th>
          <th scope="col" className="number">
            Tests
          </th>
          <th scope="col" className="number">
            Score
          </th>
          <th scope="col">Runtime</th>
          <th scope="col">Version</th>
          <th scope="col">Compare</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <td>
              <Link href={`/submissions/${item.id}`}>
                <Moment at={item.createdAt} />
              </Link>
            </td>
            <td>
              <Link href={`/exercises/${item.exercise}`}>{item.title}</Link>
            </td>
            <td>
              <OutcomeBadge outcome={item.outcome} status={item.status} />
              {item.attempt > 1 && <small className="muted"> judged {item.attempt} times</small>}
            </td>
            <td className="number">
              {item.tests === null ? '–' : `${item.tests.passed} / ${item.tests.total}`}
            </td>
            <td className="number">{item.mode === 'public' ? 'not scored' : (item.score ?? '–')}</td>
            <td>{item.runtime}</td>
            <td>
              <code title={item.exerciseVersion}>{shortenVersion(item.exerciseVersion)}</code>
            </td>
            <td className="pair-box">
              <PairBox pair={pair} id={item.id} name={`${item.title}, ${tellMoment(item.createdAt)}`} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
