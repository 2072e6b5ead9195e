import { Link } from 'wouter';
import { Button } from '../parts/button.js';
import { Failure } from '../parts/notice.js';
import type { CodePaneProps } from './code-pane-props.js';
import { DraftStatus } from './draft-status.js';

/** Where the work is safe, and what to do with it. */
export function PaneFoot({ exercise, draft, submitting, isLoggedIn }: CodePaneProps) {
  const { submit, busy, error } = submitting;
  const { files, state } = draft;
  const isReady = state.is !== 'loading' && state.is !== 'failed';
  return (
    <div className="pane-foot">
      {error && <Failure error={error} />}
      <div className="row apart">
        <DraftStatus draft={draft} />
        {isLoggedIn ? (
          <div className="row">
            <Button
              kind="quiet"
              small
              busy={busy === 'public'}
              disabled={!isReady}
              onClick={() => void submit('public', files)}
            >
              Run the public tests
            </Button>
            <Button
              small
              busy={busy === 'graded'}
              disabled={!isReady}
              onClick={() => void submit('graded', files)}
            >
              Submit
            </Button>
          </div>
        ) : (
          <Link href={`/login?next=${encodeURIComponent(`/exercises/${exercise.slug}`)}`}>
            Log in to run and submit it
          </Link>
        )}
      </div>
      <p className="muted editor-hint">
        In the editor, Tab indents. Press <kbd>Escape</kbd>, then <kbd>Tab</kbd> to leave it.
      </p>
    </div>
  );
}
