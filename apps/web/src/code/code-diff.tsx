import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, StateEffect } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeTheme } from './code-theme.js';
import { findLanguage } from './find-language.js';
import { openShadow } from './shadow-mount.js';

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
    const root = openShadow(host.current!);
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
          codeTheme,
        ],
      }),
    });
    void findLanguage(path)
      .catch(() => null)
      .then((language) => language && view.dispatch({ effects: StateEffect.appendConfig.of(language) }));
    return () => view.destroy();
  }, [path, before, after, label]);
  return <div className="code-diff" ref={host} />;
}
