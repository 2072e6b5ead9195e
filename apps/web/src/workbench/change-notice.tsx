import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { Notice } from '../parts/notice.js';
import type { FileDesk } from './use-files.js';

/** What was just done to the files, and the way back. */
export function ChangeNotice({ desk }: { desk: FileDesk }) {
  const { said, before, failed } = desk.lastChange!;
  return (
    <Notice tone={failed ? 'bad' : 'plain'}>
      <div className="row apart">
        <span>{said}</span>
        <span className="row">
          {before !== null && (
            <Button kind="quiet" small onClick={desk.undo}>
              Undo
            </Button>
          )}
          <Button kind="bare" small onClick={desk.dismiss} aria-label="Dismiss">
            <Icon name="cross" />
          </Button>
        </span>
      </div>
    </Notice>
  );
}
