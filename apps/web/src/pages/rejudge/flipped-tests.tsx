import type { RejudgeSummary } from '#contracts';
import { ScrollTable } from '../../parts/scroll-table.js';

type Flip = RejudgeSummary['flips'][number];

/** The tests that came out otherwise, most frequent first. */
export function FlippedTests({ flips }: { flips: readonly Flip[] }) {
  return (
    <section aria-labelledby="flips">
      <h2 id="flips">Tests that flip</h2>
      {flips.length === 0 ? (
        <p className="muted">None: every test came out as before.</p>
      ) : (
        <ScrollTable label="Flips by test">
          <thead>
            <tr>
              <th>Test</th>
              <th>Before</th>
              <th>Now</th>
              <th className="number">Submissions</th>
            </tr>
          </thead>
          <tbody>
            {flips.map(({ test, from, to, count }) => (
              <tr key={`${test} ${from} ${to}`}>
                <td>{test}</td>
                <td>{WORDS[from]}</td>
                <td className={to === 'passed' ? 'good' : to === 'failed' ? 'bad' : ''}>{WORDS[to]}</td>
                <td className="number">{count}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </section>
  );
}

const WORDS: Readonly<Record<Flip['from'], string>> = {
  passed: 'passed',
  failed: 'failed',
  absent: 'not in the suite',
};
