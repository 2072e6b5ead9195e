import { useState, type DragEvent } from 'react';
import { readDropped, readPicked } from '../files/read-upload.js';
import { Failure } from '../parts/notice.js';
import type { CodePaneProps } from './code-pane-props.js';
import { ChangeNotice } from './change-notice.js';
import { ConflictNotice } from './conflict-notice.js';
import { FileDialog } from './file-dialog.js';
import { OpenFile } from './open-file.js';
import { PaneFoot } from './pane-foot.js';
import { PaneToolbar } from './pane-toolbar.js';

/** Where the learner writes: files, editor, and what happens to them. */
export function CodePane(props: CodePaneProps) {
  const { draft, desk } = props;
  const [asked, setAsked] = useState<{ renamed: string | null } | null>(null);
  const [dropping, setDropping] = useState(false);
  const { state } = draft;

  const onDrop = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    setDropping(false);
    void desk.upload(readDropped(event.dataTransfer));
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    setDropping(true);
  };
  const choosePath = (path: string) => {
    if (asked === null) return;
    if (asked.renamed === null) desk.add(path);
    else desk.rename(asked.renamed, path);
    setAsked(null);
  };

  return (
    <section
      className={dropping ? 'pane code dropping' : 'pane code'}
      aria-label="Your solution"
      onDropCapture={onDrop}
      onDragOverCapture={onDragOver}
      onDragLeave={() => setDropping(false)}
    >
      <PaneToolbar
        {...props}
        onAdd={() => setAsked({ renamed: null })}
        onRename={() => setAsked({ renamed: desk.current?.path ?? null })}
        onPick={(files) => void desk.upload(readPicked(files))}
      />
      {state.is === 'conflict' && <ConflictNotice draft={draft} theirs={state.theirs} />}
      {desk.lastChange && <ChangeNotice desk={desk} />}
      {state.is === 'failed' ? (
        <Failure error={state.error} onRetry={() => void draft.keeper.open()} />
      ) : (
        <OpenFile {...props} onRename={(path) => setAsked({ renamed: path })} />
      )}
      {asked && (
        <FileDialog
          files={draft.files}
          renamed={asked.renamed}
          onChoose={choosePath}
          onClose={() => setAsked(null)}
        />
      )}
      <PaneFoot {...props} />
    </section>
  );
}
