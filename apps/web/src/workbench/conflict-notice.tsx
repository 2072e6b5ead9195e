import { useState } from 'react';
import type { Draft } from '#contracts';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Moment } from '../parts/moment.js';
import { Notice } from '../parts/notice.js';
import { CompareFiles } from './compare-files.js';
import type { OpenDraft } from './use-draft.js';

/** Two browsers have gone on from the same draft: the learner chooses, and nothing is lost either way. */
export function ConflictNotice({ draft, theirs }: { draft: OpenDraft; theirs: Draft }) {
  const [comparing, setComparing] = useState(false);
  const choices = (
    <div className="row">
      <Button small onClick={() => draft.keeper.keepMine()}>
        Go on with this one
      </Button>
      <Button kind="quiet" small onClick={() => draft.keeper.takeTheirs()}>
        Take the other one
      </Button>
      {!comparing && (
        <Button kind="quiet" small onClick={() => setComparing(true)}>
          Compare them
        </Button>
      )}
    </div>
  );
  return (
    <Notice tone="fair">
      <p>
        <strong>Another browser has saved another draft</strong>
        {theirs.savedAt !== null && (
          <>
            {' '}
            (<Moment at={theirs.savedAt} />)
          </>
        )}
        . Which one do you want to go on with? The other one stays in the history.
      </p>
      {choices}
      <Dialog title="This draft and the other one" wide open={comparing} onClose={() => setComparing(false)}>
        <p className="muted">Struck out: in the other browser’s draft alone. Underlined: here alone.</p>
        <CompareFiles before={theirs.files} after={draft.files} />
        <div className="dialog-end">{choices}</div>
      </Dialog>
    </Notice>
  );
}
