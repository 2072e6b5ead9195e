import { useEffect, useRef } from 'react';
import type { SubmissionMode } from '#contracts';

/** Ctrl+Enter submits and Ctrl+' runs the public tests, wherever on the page the focus is. */
export function useShortcuts(onMode: (mode: SubmissionMode) => void): void {
  const handler = useRef(onMode);
  handler.current = onMode;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mode = findMode(event);
      if (mode === null || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      // The editor has a meaning of its own for one of them.
      event.stopPropagation();
      if (!event.repeat) handler.current(mode);
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

function findMode(event: KeyboardEvent): SubmissionMode | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return null;
  if (event.key === 'Enter') return 'graded';
  return event.key === "'" || event.code === 'Quote' ? 'public' : null;
}
