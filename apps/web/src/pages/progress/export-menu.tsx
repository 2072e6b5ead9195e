import { useCallback } from 'react';
import { saveAnswer } from '../../api/save-answer.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { Menu } from '../../parts/menu.js';
import { Failure } from '../../parts/notice.js';
import { announce } from '../../shell/announcer.js';

const FORMATS = [
  { format: 'csv', label: 'Gradebook (CSV)' },
  { format: 'ctrf', label: 'Test report (CTRF)' },
  { format: 'junit', label: 'Test report (JUnit XML)' },
  { format: 'gradescope', label: 'results.json of each learner (zip)' },
  { format: 'scoreboard', label: 'Scoreboard (CLICS)' },
] as const;

/** The results of a cohort, to download in the formats of other tools. */
export function ExportMenu({ id }: { id: string }) {
  const save = useCallback(
    async (format: string) => {
      await saveAnswer(`/cohorts/${id}/export/${format}`, `cohort.${format}`);
      announce('The export is downloaded');
    },
    [id],
  );
  const { run, busy, error } = useAction(save);
  return (
    <>
      <Menu
        label={
          <>
            <Icon name="download" /> Export
          </>
        }
      >
        {FORMATS.map(({ format, label }) => (
          <Button key={format} kind="bare" busy={busy} onClick={() => void run(format)}>
            {label}
          </Button>
        ))}
      </Menu>
      {error && <Failure error={error} />}
    </>
  );
}
