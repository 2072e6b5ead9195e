import { StateEffect, type EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { announce } from '../shell/announcer.js';
import { createEditorState } from './editor-setup.js';
import { findLanguage } from './find-language.js';
import { openShadow } from './shadow-mount.js';

export interface CodeEditorHandle {
  focus(): void;
}

interface CodeEditorProps {
  /** Which file is open. Each keeps its own cursor and undo history while the editor lives. */
  readonly path: string;
  readonly content: string;
  readonly onChange: (path: string, content: string) => void;
  readonly ref?: Ref<CodeEditorHandle>;
}

/** CodeMirror around one file of several. */
export function CodeEditor({ path, content, onChange, ref }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const states = useRef(new Map<string, EditorState>());
  const openPath = useRef(path);
  const change = useRef(onChange);
  change.current = onChange;
  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);

  useEffect(() => {
    const root = openShadow(host.current!);
    const editor = new EditorView({ parent: root, root });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
      states.current.clear();
    };
  }, []);

  useEffect(() => {
    const editor = view.current!;
    if (openPath.current !== path) states.current.set(openPath.current, editor.state);
    openPath.current = path;
    const known = states.current.get(path);
    states.current.delete(path);
    editor.setState(
      known ??
        createEditorState({
          label: `Code of ${path}`,
          path,
          content,
          onEscape: () => announce('Tab leaves the editor now'),
          onChange: (text) => change.current(path, text),
        }),
    );
    if (known === undefined) void addLanguage(editor, path, () => openPath.current === path);
    // The content is looked at below: only another path means another file.
  }, [path]);

  useEffect(() => {
    const { state } = view.current!;
    // What comes from elsewhere (a reset, another browser), not what was typed here.
    if (state.sliceDoc() !== content)
      view.current!.dispatch({ changes: { from: 0, to: state.doc.length, insert: state.toText(content) } });
  }, [path, content]);

  return <div className="code-editor" ref={host} />;
}

async function addLanguage(editor: EditorView, path: string, isOpen: () => boolean): Promise<void> {
  const language = await findLanguage(path).catch(() => null);
  if (language !== null && isOpen()) editor.dispatch({ effects: StateEffect.appendConfig.of(language) });
}
