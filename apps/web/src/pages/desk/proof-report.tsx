import type { ProofReport as Report } from '#contracts';
import { countOf } from '../../parts/count-of.js';
import { Notice } from '../../parts/notice.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { ProofMatrix } from './proof-matrix.js';

/** From here on a busier machine could fail a correct solution. */
const TIGHT_SHARE = 0.5;

/** What the runs of an exercise's own programs came to, and what is missing for a proof. */
export function ProofReport({ report }: { report: Report }) {
  const { proven, problems, repeats, tookMs, matrix, flaky } = report;
  const programs = matrix.rows.length;
  return (
    <div className="stack">
      <Notice tone={proven ? 'good' : 'bad'}>
        <p>
          <strong>{proven ? 'Proven.' : `Not proven: ${countOf(problems.length, 'problem')}.`}</strong>{' '}
          {countOf(programs, 'program')}, {countOf(matrix.tests.length, 'hidden test')},{' '}
          {countOf(repeats, 'run')} each, {Math.round(tookMs / 1000)} s.
        </p>
      </Notice>
      {problems.length > 0 && <Problems problems={problems} />}
      <ProofMatrix matrix={matrix} />
      <h3>Flake rate</h3>
      <p className={flaky.length > 0 ? 'bad' : undefined}>
        {flaky.length === 0
          ? 'Every program came to the same in every run.'
          : `${flaky.length} of ${countOf(programs, 'program')} did not come to the same in every run: ${flaky.join(', ')}.`}
      </p>
      {report.headRoom.length > 0 && <HeadRoom entries={report.headRoom} />}
    </div>
  );
}

function Problems({ problems }: { problems: Report['problems'] }) {
  return (
    <section className="stack" aria-labelledby="missing">
      <h3 id="missing">What is missing for a proof</h3>
      <ScrollTable label="Problems">
        <thead>
          <tr>
            <th scope="col">About</th>
            <th scope="col">Problem</th>
            <th scope="col">Where to mend it</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ program, message, file, line, column }) => (
            <tr key={`${program} ${message}`}>
              <td>
                <code>{program ?? 'tests/hidden'}</code>
              </td>
              <td>{message}</td>
              <td>
                <code>
                  {file}:{line}:{column}
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  );
}

function HeadRoom({ entries }: { entries: Report['headRoom'] }) {
  return (
    <section className="stack" aria-labelledby="head-room">
      <h3 id="head-room">Head-room</h3>
      <p className="muted">The most that any accepted solution used of each limit.</p>
      <ScrollTable label="Use of the limits">
        <thead>
          <tr>
            <th scope="col">Limit</th>
            <th scope="col" className="number">
              Used
            </th>
            <th scope="col" className="number">
              Allowed
            </th>
            <th scope="col" className="number">
              Share
            </th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ limit, used, allowed, unit, share, by }) => (
            <tr key={limit}>
              <th scope="row">{limit}</th>
              <td className="number">
                {used} {unit}
              </td>
              <td className="number">
                {allowed} {unit}
              </td>
              <td className={share > TIGHT_SHARE ? 'number fair' : 'number'}>
                {Math.round(share * 100)} %{share > TIGHT_SHARE && ' (tight)'}
              </td>
              <td>{by}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  );
}
