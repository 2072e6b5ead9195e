import { useEffect, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { Link, useLocation } from 'wouter';
import {
  RuntimeName,
  Starter,
  SubmissionSummary,
  type ExerciseDetail,
  type SubmissionFile,
} from '#contracts';
import { asJson, request } from '../api/client.js';
import { useSession } from '../api/session.js';
import { Failure } from '../parts/notice.js';

/** Files of one submission: begun from the starter, pasted or uploaded, then sent. */
export function SubmitForm({ exercise }: { exercise: ExerciseDetail }) {
  const { me, known } = useSession();
  const [, go] = useLocation();
  const [runtime, setRuntime] = useState<RuntimeName>(exercise.runtimes[0]!);
  const [files, setFiles] = useState<SubmissionFile[]>([]);
  const [current, setCurrent] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const abort = new AbortController();
    request(Starter, `/exercises/${exercise.slug}/starter?runtime=${runtime}`, { signal: abort.signal }).then(
      (starter) => {
        setFiles(starter.files);
        setCurrent(0);
      },
      (failure: Error) => !abort.signal.aborted && setError(failure),
    );
    return () => abort.abort();
  }, [exercise.slug, runtime]);

  const submit = async (mode: 'graded' | 'public') => {
    setBusy(true);
    setError(null);
    try {
      const path = `/exercises/${exercise.slug}/submissions?mode=${mode}`;
      const made = await request(SubmissionSummary, path, asJson('POST', { runtime, files }));
      go(`/submissions/${made.id}`);
    } catch (failure) {
      setError(failure as Error);
      setBusy(false);
    }
  };

  const edit = (content: string) =>
    setFiles(files.map((file, index) => (index === current ? { ...file, content } : file)));

  return (
    <section className="workbench" aria-label="Your solution">
      <div className="row">
        <label className="inline">
          Runtime
          <select value={runtime} onChange={(event) => setRuntime(RuntimeName.parse(event.target.value))}>
            {exercise.runtimes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <UploadButton onFiles={(uploaded) => setFiles(mergeFiles(files, uploaded))} />
      </div>
      <FileTabs files={files} current={current} onPick={setCurrent} onChange={setFiles} />
      <textarea
        aria-label={files[current]?.path ?? 'file'}
        className="code"
        spellCheck={false}
        value={files[current]?.content ?? ''}
        onChange={(event) => edit(event.target.value)}
        onKeyDown={(event) => isSubmitKey(event) && me && void submit('graded')}
      />
      {error && <Failure error={error} />}
      {me ? (
        <div className="row">
          <button type="button" disabled={busy || files.length === 0} onClick={() => void submit('graded')}>
            Submit
          </button>
          <button
            type="button"
            className="quiet"
            disabled={busy || files.length === 0}
            onClick={() => void submit('public')}
          >
            Run the public tests
          </button>
          <small className="muted">Ctrl+Enter submits</small>
        </div>
      ) : (
        known && (
          <p className="notice">
            <Link href={`/login?next=/exercises/${exercise.slug}`}>Log in or register</Link> to submit.
          </p>
        )
      )}
    </section>
  );
}

const isSubmitKey = (event: KeyboardEvent) => event.key === 'Enter' && (event.ctrlKey || event.metaKey);

/** Uploaded files replace files of the same path. */
function mergeFiles(files: readonly SubmissionFile[], uploaded: readonly SubmissionFile[]): SubmissionFile[] {
  const kept = files.filter((file) => !uploaded.some((other) => other.path === file.path));
  return [...kept, ...uploaded];
}

function UploadButton({ onFiles }: { onFiles: (files: SubmissionFile[]) => void }) {
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])];
    onFiles(await Promise.all(chosen.map(async (file) => ({ path: file.name, content: await file.text() }))));
  };
  return (
    <label className="button quiet upload">
      Upload files
      <input type="file" multiple onChange={(event) => void read(event)} />
    </label>
  );
}

interface FileTabsProps {
  readonly files: SubmissionFile[];
  readonly current: number;
  readonly onPick: (index: number) => void;
  readonly onChange: (files: SubmissionFile[]) => void;
}

function FileTabs({ files, current, onPick, onChange }: FileTabsProps) {
  const add = () => {
    const path = prompt('Path of the new file, for example lib/store.ts')?.trim();
    if (!path || files.some((file) => file.path === path)) return;
    onChange([...files, { path, content: '' }]);
    onPick(files.length);
  };
  const remove = (index: number) => {
    onChange(files.filter((_file, other) => other !== index));
    onPick(0);
  };
  return (
    <div className="tabs" role="tablist" aria-label="Files">
      {files.map((file, index) => (
        <span key={file.path} className={index === current ? 'tab current' : 'tab'}>
          <button type="button" role="tab" aria-selected={index === current} onClick={() => onPick(index)}>
            {file.path}
          </button>
          {files.length > 1 && (
            <button type="button" aria-label={`Remove ${file.path}`} onClick={() => remove(index)}>
              ×
            </button>
          )}
        </span>
      ))}
      <button type="button" className="quiet" onClick={add}>
        + file
      </button>
    </div>
  );
}
