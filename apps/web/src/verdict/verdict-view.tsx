import type { SubmissionMode } from '#contracts';
import { Icon, type IconName } from '../parts/icon.js';
import type { Tone } from '../parts/notice.js';
import { LimitBars } from './limit-bars.js';
import { tellPassed, type ShownVerdict } from './tell-verdict.js';
import { tellSize, tellTime } from './amounts.js';
import { TestGroup } from './test-group.js';
import { OUTCOME_WORDS } from './words.js';
import './verdict.css';

interface VerdictViewProps {
  readonly verdict: ShownVerdict;
  readonly mode: SubmissionMode;
}

/** A verdict from its outcome down to each failed test, as far as this reader may see it. */
export function VerdictView({ verdict, mode }: VerdictViewProps) {
  const groups = [...new Set(verdict.tests.map((test) => test.group))];
  const open = chooseOpen(verdict);
  return (
    <div className="verdict">
      <Headline verdict={verdict} mode={mode} />
      {verdict.buildOutput !== '' && <Output title="Build output" text={verdict.buildOutput} open />}
      {groups.map((name) => (
        <TestGroup
          key={name}
          name={name}
          tests={verdict.tests.filter(({ group }) => group === name)}
          score={verdict.groups.find((group) => group.name === name) ?? null}
          withheld={verdict.withheld.find(({ group }) => group === name) ?? null}
          open={open}
        />
      ))}
      {verdict.logWithheld && verdict.outcome !== 'accepted' && (
        <p className="muted">
          <Icon name="lock" /> The log of this run is not shown: this exercise hides the inputs of its tests,
          and a program could print them.
        </p>
      )}
      {verdict.logTail !== '' && (
        <Output
          title="Your program’s log, to its end"
          text={verdict.logTail}
          open={ENDED_BY_PROGRAM.includes(verdict.outcome)}
        />
      )}
      <Usage verdict={verdict} />
    </div>
  );
}

/** Outcomes whose cause is in the last lines of the log. */
const ENDED_BY_PROGRAM: readonly string[] = ['start-failed', 'crashed', 'output-limit'];
/** As many failed tests stand open at first: what to mend first is among them. */
const OPEN_AT_FIRST = 5;

/** By identity: each test of a verdict is an object of its own. */
function chooseOpen({ tests }: ShownVerdict): ReadonlySet<unknown> {
  const failed = tests.filter((test) => test.status === 'failed' && test.message !== null);
  return new Set(failed.slice(0, OPEN_AT_FIRST));
}

function Headline({ verdict, mode }: VerdictViewProps) {
  const { outcome, score, cause, nextStep, passed, total } = verdict;
  const [tone, icon] = toLook(outcome);
  return (
    <section className={`verdict-head ${tone}`} aria-labelledby="verdict-outcome">
      <div className="verdict-title">
        <Icon name={icon} />
        <h2 id="verdict-outcome">{OUTCOME_WORDS[outcome]}</h2>
        {score !== null && (
          <p className="verdict-score">
            <strong>{score}</strong> of 100
          </p>
        )}
        {outcome === 'system-error' && <p className="verdict-score">This costs you nothing</p>}
      </div>
      <p className="verdict-cause">{cause}</p>
      <p>{nextStep}</p>
      {total > 0 && !TOLD_BY_CAUSE.includes(outcome) && <p>{tellPassed(passed, total)}</p>}
      {mode === 'public' && <p className="muted">These were the public tests: they are not scored.</p>}
      <LimitBars limits={verdict.limits} />
    </section>
  );
}

/** Their cause is the number of tests that passed. */
const TOLD_BY_CAUSE: readonly string[] = ['accepted', 'partial', 'wrong-answer'];

function toLook(outcome: ShownVerdict['outcome']): readonly [Tone, IconName] {
  if (outcome === 'accepted') return ['good', 'check'];
  if (outcome === 'partial') return ['fair', 'half'];
  return outcome === 'system-error' ? ['ours', 'info'] : ['bad', 'cross'];
}

function Output({ title, text, open }: { title: string; text: string; open: boolean }) {
  return (
    <details className="output" open={open}>
      <summary>{title}</summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

function Usage({ verdict: { usage, seed } }: { verdict: ShownVerdict }) {
  if (usage === null) return null;
  return (
    <p className="facts">
      <span>ran {tellTime(usage.wallMs)}</span>
      <span>{tellTime(usage.cpuMs)} on the processor</span>
      <span>{tellSize(usage.peakMemoryBytes)} of memory at most</span>
      <span>
        seed <code>{seed}</code>
      </span>
    </p>
  );
}
