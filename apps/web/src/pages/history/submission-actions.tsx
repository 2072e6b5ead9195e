import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import {
  pageOf,
  SubmissionFiles,
  SubmissionListItem,
  SubmissionSummary,
  type SubmissionDetail,
} from '#contracts';
import { asJson, request } from '../../api/client.js';
import { saveAnswer } from '../../api/save-answer.js';
import { useAction } from '../../api/use-action.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { Icon } from '../../parts/icon.js';
import { tellMoment } from '../../parts/moment.js';
import { Failure } from '../../parts/notice.js';

const OTHERS = 50;
const OtherSubmissions = pageOf(SubmissionListItem);

/** What can be done with a submission: take it home; with one’s own also send it again and lay it beside another one. */
export function SubmissionActions({ detail }: { detail: SubmissionDetail }) {
  const path = `/submissions/${encodeURIComponent(detail.id)}`;
  const download = useAction(() => saveAnswer(`${path}/archive`, `${detail.exercise}.zip`));
  const report = useAction((format: 'junit' | 'ctrf', ending: string) =>
    saveAnswer(`${path}/export/${format}`, `${detail.exercise}.${ending}`),
  );
  return (
    <>
      <div className="row submission-actions">
        <Button kind="quiet" busy={download.busy} onClick={() => void download.run()}>
          <Icon name="download" /> Download
        </Button>
        {detail.verdict !== null && (
          <>
            <Button kind="quiet" busy={report.busy} onClick={() => void report.run('junit', 'junit.xml')}>
              <Icon name="download" /> JUnit XML
            </Button>
            <Button kind="quiet" busy={report.busy} onClick={() => void report.run('ctrf', 'ctrf.json')}>
              <Icon name="download" /> CTRF
            </Button>
          </>
        )}
        {detail.learner === null && detail.mode !== 'preview' && (
          <>
            <SubmitAgain detail={detail} />
            <CompareForm detail={detail} />
          </>
        )}
      </div>
      {download.error && <Failure error={download.error} />}
      {report.error && <Failure error={report.error} />}
    </>
  );
}

function SubmitAgain({ detail }: { detail: SubmissionDetail }) {
  const [, go] = useLocation();
  const submitAgain = async () => {
    const { files } = await request(SubmissionFiles, `/submissions/${encodeURIComponent(detail.id)}/files`);
    const again = await request(
      SubmissionSummary,
      `/exercises/${encodeURIComponent(detail.exercise)}/submissions?mode=${detail.mode}`,
      asJson('POST', { runtime: detail.runtime, files }),
    );
    go(`/submissions/${again.id}`);
  };
  return (
    <ConfirmButton
      kind="quiet"
      label={
        <>
          <Icon name="refresh" /> Submit again
        </>
      }
      question="Submit these files again?"
      action="Submit again"
      onConfirm={submitAgain}
    >
      <p>
        The same files become a new submission in {detail.runtime}, judged by the exercise as it is today.
        This one stays as it is.
      </p>
    </ConfirmButton>
  );
}

function CompareForm({ detail }: { detail: SubmissionDetail }) {
  const [, go] = useLocation();
  const [chosen, setChosen] = useState('');
  const query = `exercise=${detail.exercise}&limit=${OTHERS}`;
  const loaded = useLoaded(query, (signal) => request(OtherSubmissions, `/submissions?${query}`, { signal }));
  const others = loaded.state === 'ready' ? loaded.value.items.filter(({ id }) => id !== detail.id) : [];
  const compare = (event: FormEvent) => {
    event.preventDefault();
    const other = chosen || others[0]?.id;
    if (other !== undefined) go(`/submissions/${detail.id}/compare/${other}`);
  };
  if (loaded.state === 'ready' && others.length === 0)
    return <p className="compare-form muted">Another submission to this exercise can be compared with it.</p>;
  if (others.length === 0) return <div className="compare-form" />;
  return (
    <form className="row compare-form" onSubmit={compare}>
      <label htmlFor="compare-with">Compare with</label>
      <select id="compare-with" value={chosen} onChange={(event) => setChosen(event.target.value)}>
        {others.map((other) => (
          <option key={other.id} value={other.id}>
            {tellSubmission(other)}
          </option>
        ))}
      </select>
      <Button kind="quiet" type="submit">
        Compare
      </Button>
    </form>
  );
}

function tellSubmission({ createdAt, outcome, status, score, runtime }: SubmissionListItem): string {
  const result = (outcome ?? status).replaceAll('-', ' ');
  return `${tellMoment(createdAt)}: ${result}${score === null ? '' : ` ${score}`}, ${runtime}`;
}
