import { useState } from 'react';
import { ExpectedLearner, ImportRosterRequest, pageOf, RosterReport } from '#contracts';
import { asJson, request, send } from '../../api/client.js';
import { saveAnswer } from '../../api/save-answer.js';
import { useAction } from '../../api/use-action.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { FormEnd, TextAreaField } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Failure } from '../../parts/notice.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { Tallies, Tally } from '../../parts/tally.js';
import { useForm } from '../../parts/use-form.js';
import { announce } from '../../shell/announcer.js';

const ExpectedPage = pageOf(ExpectedLearner);

export function RosterSection({ id }: { id: string }) {
  const [report, setReport] = useState<RosterReport | null>(null);
  const expected = useLoaded(`roster ${id}`, (signal) =>
    request(ExpectedPage, `/cohorts/${id}/roster?limit=100`, { signal }),
  );
  return (
    <div className="stack">
      <ImportForm
        id={id}
        onImported={(done) => {
          setReport(done);
          expected.reload();
        }}
      />
      {report && <Report report={report} />}
      <h2>Expected</h2>
      <WhenLoaded of={expected} what="who is expected">
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <p className="muted">
              Nobody. Who is on a roster and has no account stands here until they make one.
            </p>
          ) : (
            <>
              <ExpectedTable id={id} people={items} onRemoved={expected.reload} />
              {nextCursor !== null && <p className="muted">And more: the download has them all.</p>}
            </>
          )
        }
      </WhenLoaded>
      <Download id={id} />
    </div>
  );
}

function ImportForm({ id, onImported }: { id: string; onImported: (report: RosterReport) => void }) {
  const form = useForm({
    initial: { csv: '' },
    schema: ImportRosterRequest,
    send: async (body) => {
      const report = await request(RosterReport, `/cohorts/${id}/roster`, asJson('POST', body));
      announce(`${report.enrolled} enrolled, ${report.expected} expected, ${report.mistakes} with mistakes`);
      onImported(report);
    },
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <h2>Import a roster</h2>
      <div className="field">
        <label htmlFor="roster-file">From a file</label>
        <input
          id="roster-file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={(event) => void event.target.files?.[0]?.text().then((text) => form.set('csv', text))}
        />
      </div>
      <TextAreaField
        form={form}
        name="csv"
        label="Or as text"
        rows={6}
        hint="Name, e-mail address, external id on each line, or in the order of a header line. Importing again is safe."
      />
      <FormEnd form={form} label="Import" />
    </form>
  );
}

const RESULTS = {
  enrolled: 'enrolled',
  expected: 'expected once they join',
  member: 'a member already',
  mistake: 'mistake',
} as const;

function Report({ report }: { report: RosterReport }) {
  return (
    <section aria-labelledby="report" className="stack">
      <h2 id="report">What came of it</h2>
      <Tallies>
        <Tally label="Enrolled" value={report.enrolled} tone="good" />
        <Tally label="Expected" value={report.expected} />
        <Tally label="Members already" value={report.members} />
        <Tally
          label="Lines with mistakes"
          value={report.mistakes}
          tone={report.mistakes > 0 ? 'bad' : 'plain'}
        />
      </Tallies>
      <ScrollTable label="What came of each line">
        <thead>
          <tr>
            <th className="number">Line</th>
            <th>Name</th>
            <th>E-mail</th>
            <th>Result</th>
          </tr>
        </thead>
        <tbody>
          {report.lines.map(({ line, name, email, result, message }) => (
            <tr key={line}>
              <td className="number">{line}</td>
              <td>{name ?? '–'}</td>
              <td>{email ?? '–'}</td>
              <td className={result === 'mistake' ? 'bad' : undefined}>
                {RESULTS[result]}
                {message !== null && `: ${message}`}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  );
}

function ExpectedTable({
  id,
  people,
  onRemoved,
}: {
  id: string;
  people: readonly ExpectedLearner[];
  onRemoved: () => void;
}) {
  const { run, error } = useAction(async (email: string) => {
    await send(`/cohorts/${id}/roster/${encodeURIComponent(email)}`, { method: 'DELETE' });
    onRemoved();
  });
  return (
    <>
      {error && <Failure error={error} />}
      <ScrollTable label="Who is expected">
        <thead>
          <tr>
            <th>Name</th>
            <th>E-mail</th>
            <th>External id</th>
            <th>
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ email, name, externalId }) => (
            <tr key={email}>
              <td>{name ?? '–'}</td>
              <td>{email}</td>
              <td>{externalId ?? '–'}</td>
              <td>
                <Button kind="quiet" small onClick={() => void run(email)}>
                  Remove <span className="visually-hidden">{email}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </>
  );
}

function Download({ id }: { id: string }) {
  const { run, busy, error } = useAction(() => saveAnswer(`/cohorts/${id}/roster.csv`, 'roster.csv'));
  return (
    <>
      {error && <Failure error={error} />}
      <div className="row">
        <Button kind="quiet" busy={busy} onClick={() => void run()}>
          Download members and roster as CSV
        </Button>
      </div>
    </>
  );
}
