import type { SubmissionDetail } from '#contracts';
import { Icon } from '../../parts/icon.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { compareVerdicts, type ChangedGroup, type ChangedTest } from './compare-verdicts.js';

type Verdict = NonNullable<SubmissionDetail['verdict']>;

/** Which tests came out differently, and how the groups count now. */
export function VerdictComparison({ before, after }: { before: Verdict; after: Verdict }) {
  const { groups, tests, untold } = compareVerdicts(before, after);
  return (
    <>
      {tests.length === 0 ? (
        <p>
          {untold === 0 ? 'Every test came out the same.' : 'No test that may be named came out differently.'}
        </p>
      ) : (
        <ul className="changed-tests">
          {tests.map((test) => (
            <li key={`${test.group} ${test.title}`}>
              <Direction test={test} /> <span className="muted">{test.group} ›</span> {test.title}
            </li>
          ))}
        </ul>
      )}
      {untold > 0 && (
        <p className="muted">
          {untold} hidden {untold === 1 ? 'test keeps its' : 'tests keep their'} names to themselves; the
          groups count them.
        </p>
      )}
      <ScrollTable label="Passed tests by group">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.name}>
              <th scope="row">{group.name}</th>
              <td className="number">{tellCount(group.before)}</td>
              <td className="number">{tellCount(group.after)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </>
  );
}

const tellCount = (count: ChangedGroup['before']): string =>
  count === null ? '–' : `${count.passed} of ${count.total}`;

function Direction({ test: { before, after } }: { test: ChangedTest }) {
  if (after === null) return <span className="muted">not there any more</span>;
  const isGood = after === 'passed';
  return (
    <span className={isGood ? 'good' : 'bad'}>
      <Icon name={isGood ? 'check' : 'cross'} /> {before === null ? `new, ${after}` : `${before} → ${after}`}
    </span>
  );
}
