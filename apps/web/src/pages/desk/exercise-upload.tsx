import { useId, useState, type DragEvent } from 'react';
import { CandidateDetail, ExerciseSlug, type CreateCandidateRequest } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { useStrayDrops } from '../../files/use-stray-drops.js';
import { Button } from '../../parts/button.js';
import { countOf } from '../../parts/count-of.js';
import { Failure } from '../../parts/notice.js';
import './desk.css';

interface UploadProps {
  /** The exercise that a new version is for; a new one gives its own name. */
  readonly slug?: string;
  readonly onSent: (candidate: CandidateDetail) => void;
}

type Chosen = readonly { readonly path: string; readonly file: File }[];

/** A folder or an archive of one, picked or dropped: read here, sent as plain files. */
export function ExerciseUpload({ slug: fixed, onSent }: UploadProps) {
  const id = useId();
  const [slug, setSlug] = useState(fixed ?? '');
  const [files, setFiles] = useState<CreateCandidateRequest['files']>([]);
  const [over, setOver] = useState(false);
  const isSlug = ExerciseSlug.safeParse(slug).success;
  const reading = useAction(async (choose: () => Promise<Chosen>) => {
    // Unpacking is fetched when it is first needed.
    const chosen = await choose();
    const { readExerciseFolder } = await import('./read-exercise-folder.js');
    const folder = await readExerciseFolder(chosen);
    setFiles([...folder.files]);
    if (fixed === undefined && folder.slug !== null) setSlug(folder.slug);
  });
  const sending = useAction(async () => {
    const path = `/exercises/${encodeURIComponent(slug)}/candidates`;
    const candidate = await request(CandidateDetail, path, asJson('POST', { files }));
    setFiles([]);
    onSent(candidate);
  });
  useStrayDrops();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { dataTransfer } = event;
    // The entries are taken before the event ends; the code that walks them may come later.
    const entries = [...dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
    void reading.run(async () => (await import('./read-exercise-folder.js')).walkEntries(entries));
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void sending.run();
      }}
    >
      <div
        className={over ? 'drop over stack' : 'drop stack'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>Drop the exercise’s folder here, or an archive of it (.zip, .tar, .tar.gz).</p>
        <FilePicker id={`${id}-folder`} label="Choose a folder" folder onChoose={reading.run} />
        <FilePicker id={`${id}-archive`} label="Choose an archive" onChoose={reading.run} />
      </div>
      {fixed === undefined && (
        <div className="field">
          <label htmlFor={`${id}-slug`}>Name of the exercise</label>
          <input
            id={`${id}-slug`}
            value={slug}
            aria-describedby={`${id}-slug-hint`}
            aria-invalid={slug !== '' && !isSlug ? true : undefined}
            onChange={(event) => setSlug(event.target.value)}
          />
          <span className={slug !== '' && !isSlug ? 'error' : 'hint'} id={`${id}-slug-hint`}>
            Lower-case words joined by hyphens, as the folder is called: it is in every address.
          </span>
        </div>
      )}
      {reading.error && <Failure error={reading.error} />}
      {sending.error && <Failure error={sending.error} />}
      <div className="row">
        <Button type="submit" busy={sending.busy} disabled={files.length === 0 || !isSlug}>
          Send to be proven
        </Button>
        <span role="status" className="muted">
          {files.length === 0 ? 'Nothing chosen yet.' : `${countOf(files.length, 'file')} chosen.`}
        </span>
      </div>
    </form>
  );
}

interface PickerProps {
  readonly id: string;
  readonly label: string;
  readonly folder?: boolean;
  readonly onChoose: (choose: () => Promise<Chosen>) => Promise<boolean>;
}

function FilePicker({ id, label, folder = false, onChoose }: PickerProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        {...(folder ? { webkitdirectory: '' } : { accept: '.zip,.tar,.gz,.tgz' })}
        onChange={(event) => {
          const picked = [...(event.target.files ?? [])].map((file) => ({
            path: file.webkitRelativePath || file.name,
            file,
          }));
          if (picked.length > 0) void onChoose(() => Promise.resolve(picked));
        }}
      />
    </div>
  );
}
