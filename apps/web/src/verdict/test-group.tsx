import type { GroupScore, VisibleTest, WithheldGroup } from '#contracts';
import { countOf } from '../parts/count-of.js';
import { Icon } from '../parts/icon.js';
import { tellPoints } from './amounts.js';
import { FailedTest } from './failed-test.js';
import { CATEGORY_WORDS, tellWithheld } from './words.js';

interface TestGroupProps {
  readonly name: string;
  readonly tests: readonly VisibleTest[];
  /** Null in runs that are not scored. */
  readonly score: GroupScore | null;
  /** Null when this reader sees all of it. */
  readonly withheld: WithheldGroup | null;
  /** The tests whose details stand open at first. */
  readonly open: ReadonlySet<unknown>;
}

/** A group of tests: its points, its failed tests with all there is to see, its passed ones in short. */
export function TestGroup({ name, tests, score, withheld, open }: TestGroupProps) {
  const failed = tests.filter(({ status }) => status === 'failed');
  const passed = tests.filter(({ status }) => status === 'passed');
  return (
    <section className="test-group">
      <h3>
        {name}
        {score && <span className="group-points">{tellScore(score)}</span>}
      </h3>
      <p className="group-count">{tellTests(passed.length, tests.length)}</p>
      {score?.allOrNothing === true && (
        <p className="group-count">All or nothing: its points come only when all its tests pass.</p>
      )}
      {withheld && failed.length > 0 && (
        <p className="withheld">
          <Icon name="lock" /> {tellWithheld(withheld)}
        </p>
      )}
      <FailedTests tests={failed} open={open} />
      <PassedTests tests={passed} />
    </section>
  );
}

function FailedTests({ tests, open }: { tests: readonly VisibleTest[]; open: ReadonlySet<unknown> }) {
  const named = tests.filter(({ title }) => title !== null);
  const nameless = tests.filter(({ title }) => title === null);
  return (
    <>
      {named.map((test) => (
        <FailedTest key={test.title} test={test} openAtFirst={open.has(test)} />
      ))}
      {nameless.length > 0 && (
        <p className="nameless failed">
          <Icon name="cross" /> {countOf(nameless.length, 'hidden test')} failed{tellCategories(nameless)}
        </p>
      )}
    </>
  );
}

function PassedTests({ tests }: { tests: readonly VisibleTest[] }) {
  if (tests.length === 0) return null;
  const names = tests.flatMap(({ title }) => title ?? []);
  if (names.length === 0) {
    return (
      <p className="nameless passed">
        <Icon name="check" /> {countOf(tests.length, 'hidden test')} passed
      </p>
    );
  }
  return (
    <details className="passed-tests">
      <summary>
        <Icon name="check" /> {countOf(tests.length, 'test')} passed
      </summary>
      <ul>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </details>
  );
}

/** “: 2 no answer in time, 1 your program ended”, where the policy tells so much. */
function tellCategories(tests: readonly VisibleTest[]): string {
  const counts = new Map<string, number>();
  for (const { category } of tests) {
    if (category !== null)
      counts.set(CATEGORY_WORDS[category], (counts.get(CATEGORY_WORDS[category]) ?? 0) + 1);
  }
  const words = [...counts].map(([category, count]) => `${count} × ${category}`);
  return words.length === 0 ? '.' : `: ${words.join(', ')}.`;
}

const tellScore = ({ earned, points }: GroupScore): string =>
  `${tellPoints(earned)} of ${countOf(points, 'point')}`;

const tellTests = (passed: number, total: number): string => `${passed} of ${countOf(total, 'test')} passed`;
