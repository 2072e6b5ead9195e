import { useId, useState } from 'react';
import { RuntimeName } from '#contracts';
import { readStarter } from '../drafts/server-drafts.js';
import { Button } from '../parts/button.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Icon } from '../parts/icon.js';
import type { CodePaneProps } from './code-pane-props.js';
import { HistoryDialog } from './history-dialog.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';
import { UploadControls } from './upload-controls.js';

interface PaneToolbarProps extends CodePaneProps {
  readonly onAdd: () => void;
  readonly onRename: () => void;
  readonly onPick: (files: readonly File[]) => void;
}

/** What can be done to the files, and to the draft as a whole. */
export function PaneToolbar(props: PaneToolbarProps) {
  const { exercise, runtime, desk, isLoggedIn, draft, onAdd, onRename, onPick } = props;
  const [open, setOpen] = useState<'keys' | 'history' | null>(null);
  const runtimeId = useId();
  const close = () => setOpen(null);
  const hasFile = desk.current !== null;
  return (
    <div className="pane-toolbar">
      <div className="row">
        <label htmlFor={runtimeId} className="visually-hidden">
          Runtime
        </label>
        <select
          id={runtimeId}
          value={runtime}
          onChange={(event) => props.onRuntime(RuntimeName.parse(event.target.value))}
        >
          {exercise.runtimes.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <Button kind="bare" small onClick={onAdd}>
          <Icon name="plus" /> New file
        </Button>
        <Button kind="bare" small disabled={!hasFile} onClick={onRename}>
          <Icon name="pencil" /> Rename
        </Button>
        <Button kind="bare" small disabled={!hasFile} onClick={() => desk.remove(desk.current!.path)}>
          <Icon name="trash" /> Delete
        </Button>
        <UploadControls onPick={onPick} />
      </div>
      <div className="row">
        {isLoggedIn && (
          <Button kind="bare" small onClick={() => setOpen('history')}>
            <Icon name="clock" /> History
          </Button>
        )}
        <StartOver {...props} />
        <Button kind="bare" small onClick={() => setOpen('keys')}>
          Keys
        </Button>
      </div>
      <ShortcutsDialog open={open === 'keys'} onClose={close} />
      {open === 'history' && (
        <HistoryDialog
          slug={exercise.slug}
          runtime={runtime}
          files={draft.files}
          onRestore={(files) => {
            desk.replaceAll(files, 'restore', 'The revision is brought back.');
            close();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

function StartOver({ exercise, runtime, desk, isLoggedIn }: PaneToolbarProps) {
  const reset = async () => {
    desk.replaceAll(await readStarter(exercise.slug, runtime), 'reset', 'You begin with the starter again.');
  };
  return (
    <ConfirmButton
      label={
        <>
          <Icon name="refresh" /> Start over
        </>
      }
      question="Begin with the starter again?"
      action="Start over"
      kind="bare"
      small
      onConfirm={reset}
    >
      {isLoggedIn
        ? 'Your files are replaced by the starter’s. What you have now stays in the history.'
        : 'Your files are replaced by the starter’s. You can undo it while this page is open.'}
    </ConfirmButton>
  );
}
