import { EditorState, StateEffect, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { codeTheme } from './code-theme.js';
import { findLanguage } from './find-language.js';
import { openShadow } from './shadow-mount.js';

interface Reading {
  readonly path: string;
  readonly content: string;
  /** For screen readers. */
  readonly label: string;
  readonly extensions: Extension;
}

/** Shows a file that is read and not changed, coloured once its language is there. To be destroyed by whoever mounts. */
export function mountReader(host: HTMLElement, { path, content, label, extensions }: Reading): EditorView {
  const root = openShadow(host);
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: content,
      extensions: [
        lineNumbers(),
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
        extensions,
        codeTheme,
      ],
    }),
  });
  void findLanguage(path)
    .catch(() => null)
    .then((language) => language && view.dispatch({ effects: StateEffect.appendConfig.of(language) }));
  return view;
}
