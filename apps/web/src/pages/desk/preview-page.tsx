import { lazy, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import {
  ExerciseDetail,
  Starter,
  SubmissionSummary,
  type RuntimeName,
  type SubmissionFile,
} from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Failure, Loading, Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Tabs } from '../../parts/tabs.js';
import { StatementPane } from '../../workbench/statement-pane.js';
import '../../workbench/workbench.css';
import './desk.css';

const CodeEditor = lazy(async () => ({ default: (await import('../../code/code-editor.js')).CodeEditor }));

/** A version as learners will see it, with a submission that counts for nothing. */
export function PreviewPage({ id }: { id: string }) {
  const loaded = useLoaded(id, (signal) =>
    request(ExerciseDetail, `/candidates/${encodeURIComponent(id)}/exercise`, { signal }),
  );
  if (loaded.state === 'loading') return <Loading what="the preview" />;
  if (loaded.state === 'failed') {
    return (
      <Page title="Preview" trail={<Link href="/desk">Desk</Link>}>
        <Failure error={loaded.error} onRetry={loaded.reload} />
      </Page>
    );
  }
  const exercise = loaded.value;
  return (
    <Page
      title={exercise.title}
      trail={<Link href={`/desk/exercises/${exercise.slug}`}>Desk: {exercise.slug}</Link>}
      lead={exercise.summary}
      width="wide"
    >
      <Notice>
        <p>A preview: learners do not see this version unless it is published.</p>
      </Notice>
      <div className="preview">
        <div className="card">
          <StatementPane exercise={exercise} isPreview />
        </div>
        <TrySubmission id={id} runtimes={exercise.runtimes} />
      </div>
    </Page>
  );
}

function TrySubmission({ id, runtimes }: { id: string; runtimes: readonly RuntimeName[] }) {
  const [runtime, setRuntime] = useState(runtimes[0]!);
  const [changes, setChanges] = useState<Readonly<Record<string, string>>>({});
  const [, goTo] = useLocation();
  const starter = useLoaded(`${id} ${runtime}`, (signal) =>
    request(Starter, `/candidates/${id}/starter?runtime=${runtime}`, { signal }),
  );
  const files =
    starter.state === 'ready'
      ? starter.value.files.map(({ path, content }) => ({ path, content: changes[path] ?? content }))
      : [];
  const { run, busy, error } = useAction(async (mode: 'preview' | 'public') => {
    const body = asJson('POST', { runtime, files });
    const sent = await request(SubmissionSummary, `/candidates/${id}/submissions?mode=${mode}`, body);
    goTo(`/submissions/${sent.id}`);
  });
  return (
    <section className="stack" aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <div className="field">
        <label htmlFor="runtime">Runtime</label>
        <select
          id="runtime"
          value={runtime}
          onChange={(event) => {
            setRuntime(event.target.value as RuntimeName);
            setChanges({});
          }}
        >
          {runtimes.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <WhenLoaded of={starter} what="the starter">
        {() => (
          <Files
            key={runtime}
            files={files}
            onChange={(path, content) => setChanges((before) => ({ ...before, [path]: content }))}
          />
        )}
      </WhenLoaded>
      {error && <Failure error={error} />}
      <div className="row">
        <Button busy={busy} disabled={files.length === 0} onClick={() => void run('preview')}>
          Submit for a preview
        </Button>
        <Button kind="quiet" busy={busy} disabled={files.length === 0} onClick={() => void run('public')}>
          Run the public tests
        </Button>
      </div>
      <p className="muted">
        Judged as a learner’s submission, told as a learner reads it, and counted for nobody.
      </p>
    </section>
  );
}

interface FilesProps {
  readonly files: readonly SubmissionFile[];
  readonly onChange: (path: string, content: string) => void;
}

/** The starter, to change as a learner would. */
function Files({ files, onChange }: FilesProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const current = files.find(({ path }) => path === chosen) ?? files[0];
  if (current === undefined) return <p className="muted">This version has no starter for it.</p>;
  return (
    <div>
      <Tabs
        label="Files"
        tabs={files.map(({ path }) => ({ id: path, label: <code>{path}</code> }))}
        current={current.path}
        onChoose={setChosen}
      >
        <div className="preview-editor">
          <Suspense fallback={<p className="muted">Loading the editor …</p>}>
            <CodeEditor path={current.path} content={current.content} onChange={onChange} />
          </Suspense>
        </div>
      </Tabs>
    </div>
  );
}
