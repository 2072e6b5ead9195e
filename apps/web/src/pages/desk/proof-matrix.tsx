import { ScrollTable } from '../../parts/scroll-table.js';
import type { LiveMatrix, LiveRow } from './live-proof.js';
import './desk.css';

const SEPARATOR = ' › ';

/** Program × hidden test: each cell has a sign, its words for who cannot see it, and a colour. */
export function ProofMatrix({ matrix }: { matrix: LiveMatrix }) {
  const { tests, rows } = matrix;
  return (
    <>
      <ScrollTable label="Programs">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Program</th>
            <th scope="col">Outcome</th>
            <th scope="col" className="number">
              Score
            </th>
            <th scope="col" className="number">
              Runs
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.program}>
              <td>
                <strong>{toKey(index)}</strong>
              </td>
              <th scope="row">
                <code>{row.program}</code>
              </th>
              <td className={row.expected ? undefined : 'bad'}>
                {row.outcome?.replaceAll('-', ' ') ?? 'not run yet'}
                {!row.expected && ' (not as promised)'}
              </td>
              <td className="number">{row.score ?? '–'}</td>
              <td className="number">{row.runs}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {tests.length > 0 && (
        <>
          <p className="muted">
            <span aria-hidden="true">
              · passes, ✘ fails as it should, ! not as promised, ? not the same each time, – did not run
            </span>
          </p>
          <ScrollTable label="Hidden tests by program">
            <thead>
              <tr>
                <th scope="col">Hidden test</th>
                {rows.map((row, index) => (
                  <th key={row.program} scope="col" className="mark">
                    <span aria-hidden="true">{toKey(index)}</span>
                    <span className="visually-hidden">{row.program}</span>
                  </th>
                ))}
                <th scope="col" className="number">
                  Catches
                </th>
              </tr>
            </thead>
            <tbody>
              {tests.map((test, index) => (
                <tr key={test}>
                  <th scope="row" className="test">
                    <span className="muted">{groupOf(test)}</span>
                    {SEPARATOR}
                    {test.slice(groupOf(test).length + SEPARATOR.length)}
                  </th>
                  {rows.map((row) => (
                    <MatrixCell key={row.program} row={row} index={index} />
                  ))}
                  <td className="number">{countCaught(rows, index)}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </>
      )}
    </>
  );
}

function MatrixCell({ row, index }: { row: LiveRow; index: number }) {
  const { sign, words, tone } = describeCell(row.cells[index] ?? null);
  return (
    <td className={`mark ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      <span className="visually-hidden">{words}</span>
    </td>
  );
}

function describeCell(cell: LiveRow['cells'][number]): { sign: string; words: string; tone: string } {
  if (cell === null) return { sign: '', words: 'not run yet', tone: '' };
  const { mark, expected } = cell;
  if (mark === 'unstable') return { sign: '?', words: 'not the same each time', tone: 'bad' };
  if (!expected) return { sign: '!', words: `${SAID[mark]}, which was not promised`, tone: 'bad' };
  return { sign: SIGNS[mark], words: SAID[mark], tone: mark === 'failed' ? 'good' : 'muted' };
}

const SIGNS = { passed: '·', failed: '✘', 'not-run': '–' } as const;
const SAID = { passed: 'passes', failed: 'fails', 'not-run': 'did not run' } as const;
const KEYS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const toKey = (index: number): string => KEYS[index] ?? String(index + 1);
const groupOf = (test: string): string => test.split(SEPARATOR)[0] ?? test;

/** Rejected solutions that the test fails as promised. */
function countCaught(rows: readonly LiveRow[], index: number): number {
  return rows.filter(({ role, cells }) => {
    const cell = cells[index];
    return role === 'rejected' && cell?.mark === 'failed' && cell.expected;
  }).length;
}
