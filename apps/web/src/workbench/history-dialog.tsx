import { useState } from 'react';
import type { DraftOccasion, DraftRevisionSummary, SubmissionFile } from '#contracts';
import { useLoaded } from '../api/use-loaded.js';
import { listRevisions, readRevision } from '../drafts/server-drafts.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { WhenLoaded } from '../parts/loaded.js';
import { Moment } from '../parts/moment.js';
import { CompareFiles } from './compare-files.js';

interface HistoryProps {
  readonly slug: string;
  readonly runtime: string;
  readonly files: readonly SubmissionFile[];
  readonly onRestore: (files: readonly SubmissionFile[]) => void;
}

const OCCASIONS: Readonly<Record<DraftOccasion, string>> = {
  edit: 'Written',
  submit: 'Submitted',
  reset: 'Started over',
  restore: 'Brought back',
  conflict: 'Chosen between two browsers',
};

/** What the draft was before, what differs from now, and the way back. */
export function HistoryDialog({ onClose, ...history }: HistoryProps & { readonly onClose: () => void }) {
  return (
    <Dialog title="History of this draft" wide open onClose={onClose}>
      <History {...history} />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function History({ slug, runtime, files, onRestore }: HistoryProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const revisions = useLoaded('revisions', (signal) => listRevisions(slug, runtime, signal));
  return (
    <WhenLoaded of={revisions} what="the history">
      {({ items }) =>
        items.length === 0 ? (
          <p>Nothing is saved on the server yet. The history begins with the first change.</p>
        ) : (
          <div className="draft-history">
            <ol aria-label="Revisions, newest first">
              {items.map((revision, index) => (
                <li key={revision.id}>
                  <button
                    type="button"
                    aria-pressed={revision.id === chosen}
                    onClick={() => setChosen(revision.id)}
                  >
                    <RevisionLine revision={revision} isLatest={index === 0} />
                  </button>
                </li>
              ))}
            </ol>
            {chosen === null ? (
              <p className="muted">Choose a revision to see how it differs from your draft.</p>
            ) : (
              <Revision key={chosen} {...{ slug, runtime, files, onRestore }} id={chosen} />
            )}
          </div>
        )
      }
    </WhenLoaded>
  );
}

function RevisionLine({ revision, isLatest }: { revision: DraftRevisionSummary; isLatest: boolean }) {
  const { savedAt, occasion, fileCount, bytes } = revision;
  return (
    <>
      <strong>
        <Moment at={savedAt} />
      </strong>
      <span>
        {OCCASIONS[occasion]}
        {isLatest && ', the latest'}
      </span>
      <span className="muted">
        {fileCount === 1 ? '1 file' : `${fileCount} files`}, {tellSize(bytes)}
      </span>
    </>
  );
}

function Revision({ slug, runtime, files, onRestore, id }: HistoryProps & { readonly id: string }) {
  const revision = useLoaded(id, (signal) => readRevision(slug, runtime, id, signal));
  return (
    <WhenLoaded of={revision} what="the revision">
      {(found) => (
        <div>
          <div className="row apart">
            <p className="muted">Struck out: in that revision alone. Underlined: in your draft alone.</p>
            <Button small onClick={() => onRestore(found.files)}>
              Bring it back
            </Button>
          </div>
          <CompareFiles before={found.files} after={files} />
        </div>
      )}
    </WhenLoaded>
  );
}

const tellSize = (bytes: number): string =>
  bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 102.4) / 10} KiB`;
