import { useState, type ReactNode } from 'react';
import { useAction } from '../api/use-action.js';
import { Button, type ButtonKind } from './button.js';
import { Dialog } from './dialog.js';
import { Failure } from './notice.js';

interface ConfirmButtonProps {
  readonly label: ReactNode;
  /** Heading of the question. */
  readonly question: string;
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode;
  /** On the button that does it: a verb. */
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  /** A word to type first, for what cannot be undone. */
  readonly typed?: string;
}

/** A button that asks before it does. */
export function ConfirmButton({
  label,
  question,
  children,
  action,
  onConfirm,
  kind = 'danger',
  small = false,
  typed,
}: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  const [word, setWord] = useState('');
  const { run, busy, error } = useAction(onConfirm);
  const mayConfirm = typed === undefined || word === typed;
  const close = () => {
    setOpen(false);
    setWord('');
  };
  return (
    <>
      <Button kind={kind} small={small} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog title={question} open={open} onClose={close}>
        <div className="stack">
          <div>{children}</div>
          {typed !== undefined && (
            <div className="field">
              <label htmlFor="confirm-word">
                Type <code>{typed}</code> to confirm
              </label>
              <input
                id="confirm-word"
                autoComplete="off"
                value={word}
                onChange={(event) => setWord(event.target.value)}
              />
            </div>
          )}
          {error && <Failure error={error} />}
        </div>
        <div className="row end">
          <Button kind="quiet" onClick={close}>
            Cancel
          </Button>
          <Button
            kind={kind === 'danger' ? 'danger' : 'primary'}
            busy={busy}
            disabled={!mayConfirm}
            onClick={() => void run().then((done) => done && close())}
          >
            {action}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
