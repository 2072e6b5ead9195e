import type { LimitUse, SubmissionDetail } from '#contracts';
import { TestRow } from '../parts/test-row.js';

type Verdict = NonNullable<SubmissionDetail['verdict']>;

export function VerdictView({ verdict }: { verdict: Verdict }) {
  const groups = [...new Set(verdict.tests.map((test) => test.group))];
  return (
    <>
      <div className={verdict.outcome === 'system-error' ? 'notice ours' : 'notice'}>
        <p>
          <strong>{verdict.cause}</strong>
        </p>
        <p>{verdict.nextStep}</p>
        {verdict.limits.map((use) => (
          <p key={use.limit}>{tellLimit(use)}</p>
        ))}
      </div>
      {verdict.usage && (
        <p className="facts">
          <span>{(verdict.usage.wallMs / 1000).toFixed(1)} s</span>
          <span>{(verdict.usage.cpuMs / 1000).toFixed(1)} s of CPU</span>
          <span>{toMib(verdict.usage.peakMemoryBytes)} of memory at most</span>
          <span>seed {verdict.seed}</span>
        </p>
      )}
      {verdict.buildOutput !== '' && <Output title="Build output" text={verdict.buildOutput} open />}
      {groups.map((name) => (
        <TestGroup key={name} name={name} verdict={verdict} />
      ))}
      {verdict.logWithheld && (
        <p className="muted">The log of this run is withheld: its exercise hides the inputs of its tests.</p>
      )}
      {verdict.logTail !== '' && (
        <Output title="Your program’s log" text={verdict.logTail} open={verdict.score !== 100} />
      )}
    </>
  );
}

function TestGroup({ name, verdict }: { name: string; verdict: Verdict }) {
  const score = verdict.groups.find((group) => group.name === name);
  return (
    <section>
      <h2>
        {name}{' '}
        {score && (
          <small className="muted">
            {Math.round(score.earned * 10) / 10} of {score.points} points · {score.passed}/{score.total}
          </small>
        )}
      </h2>
      <ul className="tests">
        {verdict.tests.map((test, index) => test.group === name && <TestRow key={index} test={test} />)}
      </ul>
    </section>
  );
}

function Output({ title, text, open }: { title: string; text: string; open: boolean }) {
  return (
    <details open={open}>
      <summary>{title}</summary>
      <pre>{text}</pre>
    </details>
  );
}

function tellLimit({ limit, allowed, used, unit }: LimitUse): string {
  const show = (value: number) => {
    if (unit === 'ms') return `${(value / 1000).toFixed(1)} s`;
    return unit === 'bytes' ? toMib(value) : String(value);
  };
  return `${limit.replaceAll('-', ' ')}: allowed ${show(allowed)}, used ${show(used)}`;
}

const toMib = (bytes: number): string =>
  `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MiB`;
