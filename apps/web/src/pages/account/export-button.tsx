import { saveAnswer } from '../../api/save-answer.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../parts/button.js';
import { Failure } from '../../parts/notice.js';
import { announce } from '../../shell/announcer.js';

async function download(): Promise<void> {
  await saveAnswer('/me/export', 'touchstone-export.json');
  announce('Your data is downloaded');
}

export function ExportButton() {
  const { run, busy, error } = useAction(download);
  return (
    <>
      {error && <Failure error={error} />}
      <div>
        <Button kind="quiet" busy={busy} onClick={() => void run()}>
          {busy ? 'Gathering it …' : 'Download my data'}
        </Button>
      </div>
    </>
  );
}
