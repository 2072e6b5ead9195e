import { memo } from 'react';
import { countOf } from '../parts/count-of.js';
import { Icon } from '../parts/icon.js';
import { tellPoints } from './amounts.js';
import type { LiveGroup } from './live-run.js';
import { CATEGORY_WORDS } from './words.js';

/** Every group with a place for each of its tests from the start, so that nothing moves while they end. */
export function LiveGroups({ groups }: { groups: readonly LiveGroup[] }) {
  return (
    <div className="live-groups">
      {groups.map((group) => (
        <LiveGroupView key={group.name} group={group} />
      ))}
    </div>
  );
}

const LiveGroupView = memo(function LiveGroupView({ group }: { group: LiveGroup }) {
  const waiting = Math.max(0, (group.total ?? 0) - group.tests.length);
  return (
    <section className="live-group">
      <h2>
        {group.name}
        <span className="group-points">{tellStanding(group)}</span>
      </h2>
      <ul className="live-tests">
        {group.tests.map((test) => (
          <LiveTestRow key={test.index} test={test} />
        ))}
        {Array.from({ length: waiting }, (_, index) => (
          <li key={`waiting ${group.tests.length + index}`} className="waiting" aria-hidden="true">
            <Icon name="circle" />
          </li>
        ))}
      </ul>
    </section>
  );
});

const LiveTestRow = memo(function LiveTestRow({ test }: { test: LiveGroup['tests'][number] }) {
  const failed = test.status === 'failed';
  return (
    <li className={test.status}>
      <Icon name={failed ? 'cross' : 'check'} title={test.status} />
      <span className="live-title">
        {test.title ?? 'hidden test'}
        {failed && <span className="muted">{tellFailure(test)}</span>}
      </span>
    </li>
  );
});

/** The first line of what there is to say: the rest comes with the verdict. */
function tellFailure({ message, category }: LiveGroup['tests'][number]): string {
  const words = message?.split('\n', 1)[0] ?? (category && CATEGORY_WORDS[category]);
  return words === undefined ? '' : ` · ${words}`;
}

function tellStanding({ points, earned, total, allOrNothing, tests }: LiveGroup): string {
  const done =
    total === null ? countOf(tests.length, 'test') : `${tests.length} of ${countOf(total, 'test')}`;
  if (points === null) return done;
  const rule = allOrNothing ? ', all or nothing' : '';
  return `${tellPoints(earned)} of ${countOf(points, 'point')}${rule} · ${done}`;
}
