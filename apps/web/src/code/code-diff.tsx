import { unifiedMergeView } from '@codemirror/merge';
import { useEffect, useRef } from 'react';
import { mountReader } from './mount-reader.js';

interface CodeDiffProps {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** What is compared with what, for screen readers. */
  readonly label: string;
}

/** What changed in a file, line by line: what is gone is struck out, what is new is underlined. */
export function CodeDiff({ path, before, after, label }: CodeDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = mountReader(host.current!, {
      path,
      content: after,
      label,
      extensions: unifiedMergeView({
        original: before,
        mergeControls: false,
        gutter: true,
        collapseUnchanged: { margin: 3, minSize: 6 },
      }),
    });
    return () => view.destroy();
  }, [path, before, after, label]);
  return <div className="code-diff" ref={host} />;
}
