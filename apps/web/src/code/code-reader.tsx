import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorView, highlightSpecialChars, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { mountReader } from './mount-reader.js';

/** CodeMirror does not see the padding of an editor that is out of sight: its numbers would stand beside the wrong lines. */
const flush = EditorView.theme({ '.cm-content': { padding: '0' } });

interface CodeReaderProps {
  readonly path: string;
  readonly content: string;
}

/** A file to read, with the colours of its language. Lines out of sight are not there, so it brings its own search. */
export function CodeReader({ path, content }: CodeReaderProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = mountReader(host.current!, {
      path,
      content: content.replace(/\r?\n$/, ''),
      label: `Code of ${path}`,
      extensions: [flush, highlightSpecialChars(), highlightSelectionMatches(), keymap.of(searchKeymap)],
    });
    return () => view.destroy();
  }, [path, content]);
  return <div className="code-reader" ref={host} />;
}
