import { useId, useState, type FormEvent } from 'react';
import type { SubmissionFile } from '#contracts';
import { describeNewPath } from '../files/file-list.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';

interface FileDialogProps {
  readonly files: readonly SubmissionFile[];
  /** The file that gets another path; null to add one. */
  readonly renamed: string | null;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

/** Asks for the path of a file and checks it by the rules of a submission while it is typed. */
export function FileDialog({ files, renamed, onChoose, onClose }: FileDialogProps) {
  const [path, setPath] = useState(renamed ?? '');
  const [tried, setTried] = useState(false);
  const id = useId();
  const trimmed = path.trim();
  const mistake = describeNewPath(files, trimmed, renamed);
  const shown = mistake !== null && (tried || trimmed !== '') ? mistake : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (mistake === null) onChoose(trimmed);
  };
  return (
    <Dialog title={renamed === null ? 'New file' : `Rename ${renamed}`} open onClose={onClose}>
      <form onSubmit={submit}>
        <div className="field">
          <label htmlFor={id}>Path</label>
          <input
            id={id}
            value={path}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => setPath(event.target.value)}
            aria-describedby={`${id}-hint${shown === null ? '' : ` ${id}-error`}`}
            aria-invalid={shown === null ? undefined : true}
          />
          <span className="hint" id={`${id}-hint`}>
            Folders are part of the path: lib/store.ts
          </span>
          {shown !== null && (
            <span className="error" id={`${id}-error`} role="alert">
              {shown}
            </span>
          )}
        </div>
        <div className="row end">
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">{renamed === null ? 'Add the file' : 'Rename'}</Button>
        </div>
      </form>
    </Dialog>
  );
}
