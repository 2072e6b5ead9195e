import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { SubmissionFile } from '#contracts';

interface FileTabsProps {
  readonly files: readonly SubmissionFile[];
  readonly current: string | null;
  readonly onOpen: (path: string) => void;
  readonly onRename: (path: string) => void;
  readonly onDelete: (path: string) => void;
  /** Id of the panel that shows the current file. */
  readonly panelId: string;
}

/** One tab a file. Arrows choose, F2 renames, Delete deletes. */
export function FileTabs({ files, current, onOpen, onRename, onDelete, panelId }: FileTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  const focusTab = (index: number) => {
    const tab = list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index];
    tab?.focus();
    onOpen(files[index]!.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = files.findIndex((file) => file.path === current);
    if (index < 0) return;
    const steps: Readonly<Record<string, () => void>> = {
      ArrowRight: () => focusTab((index + 1) % files.length),
      ArrowLeft: () => focusTab((index + files.length - 1) % files.length),
      Home: () => focusTab(0),
      End: () => focusTab(files.length - 1),
      F2: () => onRename(files[index]!.path),
      Delete: () => onDelete(files[index]!.path),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return (
    <div className="file-tabs" role="tablist" aria-label="Files" ref={list} onKeyDown={onKeyDown}>
      {files.map(({ path }) => (
        <button
          key={path}
          type="button"
          role="tab"
          id={toTabId(panelId, path)}
          aria-selected={path === current}
          aria-controls={panelId}
          tabIndex={path === current ? 0 : -1}
          onClick={() => onOpen(path)}
        >
          {path}
        </button>
      ))}
    </div>
  );
}

export const toTabId = (panelId: string, path: string): string => `${panelId}-${encodeURIComponent(path)}`;
