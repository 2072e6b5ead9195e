import type { Standing } from '#contracts';
import { Moment } from '../../parts/moment.js';
import { ScrollTable } from '../../parts/scroll-table.js';

export function BoardTable({ label, rows }: { label: string; rows: readonly Standing[] }) {
  return (
    <ScrollTable label={label} className="board">
      <thead>
        <tr>
          <th className="number">Rank</th>
          <th>Name</th>
          <th className="number">Points</th>
          <th>Reached</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ rank, name, points, reachedAt, you }, index) => (
          // Names may be the same: a place on the page is what tells rows apart.
          <tr key={index} className={you ? 'own' : undefined} aria-current={you ? 'true' : undefined}>
            <td className="number">{rank}</td>
            <td>
              {name} {you && <span className="badge">you</span>}
            </td>
            <td className="number">{points.toLocaleString()}</td>
            <td>
              <Moment at={reachedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
