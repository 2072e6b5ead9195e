import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** As it stands on the keyboard in front of the reader. */
const MOD = isMac ? '⌘' : 'Ctrl';

const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [[MOD, 'Enter'], 'Submit'],
  [[MOD, "'"], 'Run the public tests'],
  [['Escape', 'Tab'], 'Leave the editor: one after the other. Otherwise Tab indents.'],
  [[MOD, 'F'], 'Find in the file'],
  [[MOD, 'Z'], 'Undo in the file'],
  [['←', '→'], 'On a file’s tab: the file before, the next file'],
  [['F2'], 'On a file’s tab: rename it'],
  [['Delete'], 'On a file’s tab: delete it'],
  [['←', '→', '↑', '↓'], 'On the line between two panes: move it'],
];

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keys" open={open} onClose={onClose}>
      <dl className="shortcuts">
        {SHORTCUTS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
