import { useState, type ReactNode } from 'react';
import type { RuntimeName } from '#contracts';
import { useStrayDrops } from '../files/use-stray-drops.js';
import { Tabs } from '../parts/tabs.js';
import { CodePane } from './code-pane.js';
import type { OpenedExercise } from './load-exercise.js';
import { ResultPane } from './result-pane.js';
import { SplitPanes } from './split-panes.js';
import { StatementPane } from './statement-pane.js';
import { useDraft } from './use-draft.js';
import { useFiles } from './use-files.js';
import { useNarrow } from './use-narrow.js';
import { useShortcuts } from './use-shortcuts.js';
import { useSubmit } from './use-submit.js';

interface WorkbenchProps extends OpenedExercise {
  readonly userId: string | null;
  readonly runtime: RuntimeName;
  readonly onRuntime: (runtime: RuntimeName) => void;
  readonly onJudged: () => void;
}

/** One exercise in one runtime: what to do, the files, and what became of them. */
export function Workbench({ exercise, cohorts, userId, runtime, onRuntime, onJudged }: WorkbenchProps) {
  const draft = useDraft(userId, exercise.slug, runtime);
  const desk = useFiles(draft);
  const submitting = useSubmit({
    slug: exercise.slug,
    runtime,
    onSent: (mode) => mode === 'graded' && draft.keeper.markSubmitted(),
  });
  const isLoggedIn = userId !== null;
  useStrayDrops();
  useShortcuts((mode) => isLoggedIn && void submitting.submit(mode, draft.keeper.look().files));
  return (
    <div className="workbench">
      <Arrangement
        hasRun={submitting.run !== null}
        statement={<StatementPane exercise={exercise} cohorts={cohorts} />}
        code={<CodePane {...{ exercise, runtime, onRuntime, draft, desk, submitting, isLoggedIn }} />}
        result={<ResultPane run={submitting.run} onJudged={onJudged} />}
        runId={submitting.run?.id ?? null}
      />
    </div>
  );
}

interface ArrangementProps {
  readonly hasRun: boolean;
  readonly runId: string | null;
  readonly statement: ReactNode;
  readonly code: ReactNode;
  readonly result: ReactNode;
}

function Arrangement(props: ArrangementProps) {
  return useNarrow() ? <Stacked {...props} /> : <Beside {...props} />;
}

function Beside({ statement, code, result, hasRun }: ArrangementProps) {
  return (
    <SplitPanes name="statement" direction="row" label="Width of the exercise" initial={40}>
      {statement}
      <div className="work">
        <SplitPanes name="code" direction="column" label="Height of the editor" initial={55} isOne={!hasRun}>
          {code}
          {result}
        </SplitPanes>
      </div>
    </SplitPanes>
  );
}

const PANES = [
  { id: 'statement', label: 'Exercise' },
  { id: 'code', label: 'Code' },
  { id: 'result', label: 'Result' },
] as const;

/** One pane at a time; a run takes the learner to its result. All stay, so that the editor forgets nothing. */
function Stacked({ runId, ...panes }: ArrangementProps) {
  const [chosen, setChosen] = useState<string>('statement');
  const [shownRun, setShownRun] = useState(runId);
  if (shownRun !== runId) {
    setShownRun(runId);
    setChosen('result');
  }
  return (
    <Tabs label="Parts of the workbench" tabs={PANES} current={chosen} onChoose={setChosen}>
      {PANES.map(({ id }) => (
        <div key={id} hidden={id !== chosen}>
          {panes[id]}
        </div>
      ))}
    </Tabs>
  );
}
