import { lazy, Suspense, useId } from 'react';
import type { CodePaneProps } from './code-pane-props.js';
import { FileTabs, toTabId } from './file-tabs.js';

const CodeEditor = lazy(async () => ({ default: (await import('../code/code-editor.js')).CodeEditor }));

/** The tabs of the files and the editor with the one that is open. */
export function OpenFile({ draft, desk, onRename }: CodePaneProps & { onRename: (path: string) => void }) {
  const panelId = useId();
  const { current } = desk;
  if (draft.state.is === 'loading') return <div className="code-editor waiting" aria-busy="true" />;
  if (current === null)
    return <p className="pane-text">There are no files. Add one, upload some, or start over.</p>;
  return (
    <>
      <FileTabs
        files={draft.files}
        current={current.path}
        onOpen={desk.open}
        onRename={onRename}
        onDelete={desk.remove}
        panelId={panelId}
      />
      <div
        className="code-panel"
        role="tabpanel"
        id={panelId}
        aria-labelledby={toTabId(panelId, current.path)}
      >
        <Suspense fallback={<div className="code-editor waiting" aria-busy="true" />}>
          <CodeEditor path={current.path} content={current.content} onChange={desk.write} />
        </Suspense>
      </div>
    </>
  );
}
