import type { FailedCheck } from '#contracts';
import { DiffView } from './diff-view.js';

/** What was compared: on one line each, or line by line where it takes more. */
export function CheckView({ check }: { check: FailedCheck }) {
  const { expected, actual, negated } = check;
  const takesLines = actual !== null && !negated && (expected.includes('\n') || actual.includes('\n'));
  return (
    <div className="fact">
      <h4>{tellWhat(check)}</h4>
      {takesLines ? (
        <DiffView expected={expected} actual={actual} />
      ) : (
        <dl className="sides">
          <div className="expected">
            <dt>{negated ? 'expected anything but' : 'expected'}</dt>
            <dd>
              <code>{expected}</code>
            </dd>
          </div>
          <div className="actual">
            <dt>got</dt>
            <dd>{actual === null ? <em>nothing: it is not there</em> : <code>{actual}</code>}</dd>
          </div>
        </dl>
      )}
    </div>
  );
}

function tellWhat({ what, place }: FailedCheck) {
  switch (what) {
    case 'status':
      return 'Status';
    case 'header':
      return <>Header {place}</>;
    case 'body':
      return place === '' ? 'Body' : <>Body, at {place}</>;
    case 'result':
      return place === '' ? 'Result' : <>Result, at {place}</>;
    case 'value':
      return place === '' ? 'Difference' : <>Difference of {place}</>;
  }
}
