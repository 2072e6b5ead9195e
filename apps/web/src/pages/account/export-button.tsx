import { send } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../parts/button.js';
import { Failure } from '../../parts/notice.js';
import { announce } from '../../shell/announcer.js';

/** A link could not carry the access token, so the page fetches the document and hands it to the browser. */
async function download(): Promise<void> {
  const response = await send('/me/export');
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = 'touchstone-export.json';
  link.click();
  URL.revokeObjectURL(address);
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
