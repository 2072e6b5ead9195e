import { useState } from 'react';
import type { ModuleCall, TestLog, VisibleTest } from '#contracts';
import { Icon } from '../parts/icon.js';
import { CheckView } from './check-view.js';
import { ExchangeView } from './exchange-view.js';
import { CATEGORY_WORDS } from './words.js';

interface FailedTestProps {
  readonly test: VisibleTest;
  readonly openAtFirst: boolean;
}

/** A failed test; what it sent, expected and got is made only once it is opened, so that 300 of them are no burden. */
export function FailedTest({ test, openAtFirst }: FailedTestProps) {
  const [open, setOpen] = useState(openAtFirst);
  return (
    <details className="failed-test" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="cross" title="failed" />
        <span className="failed-title">{test.title}</span>
        {test.category !== null && test.category !== 'assertion' && (
          <span className="muted">{CATEGORY_WORDS[test.category]}</span>
        )}
      </summary>
      {open && <Details test={test} />}
    </details>
  );
}

function Details({ test: { message, check, exchange, call, log } }: { test: VisibleTest }) {
  return (
    <div className="failed-body">
      {message !== null && <p className="failed-message">{message}</p>}
      {call && <CallView call={call} isChecked={check?.what === 'result' && check.place === ''} />}
      {check && <CheckView check={check} />}
      {exchange && <ExchangeView exchange={exchange} check={check} />}
      {log && <LogView log={log} />}
    </div>
  );
}

const CALL_WORDS = { returned: 'It returned', threw: 'It threw', unanswered: 'It did not return' } as const;

/** @param isChecked what it returned is shown by the check: once is enough */
function CallView({ call: { call, outcome, value }, isChecked }: { call: ModuleCall; isChecked: boolean }) {
  return (
    <div className="fact">
      <h4>Call</h4>
      <pre tabIndex={0}>{call}</pre>
      {!isChecked && (
        <>
          <h4>{CALL_WORDS[outcome]}</h4>
          {value !== null && <pre tabIndex={0}>{value}</pre>}
        </>
      )}
    </div>
  );
}

function LogView({ log: { text, cut } }: { log: TestLog }) {
  return (
    <div className="fact">
      <h4>Your program wrote meanwhile</h4>
      {cut && <p className="muted">It wrote more: this is the end of it.</p>}
      <pre className="log" tabIndex={0}>
        {text.trimEnd()}
      </pre>
    </div>
  );
}
