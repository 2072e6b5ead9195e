import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { codeTheme } from './code-theme.js';

/** Escape lets the next Tab leave the editor; whatever is typed takes that back. */
const leaveWithTab = (onEscape: () => void): Extension => [
  keymap.of([
    {
      key: 'Escape',
      run: (view) => {
        view.setTabFocusMode(true);
        onEscape();
        return false;
      },
    },
  ]),
  EditorView.updateListener.of(({ view, docChanged, focusChanged }) => {
    if (docChanged || (focusChanged && !view.hasFocus)) view.setTabFocusMode(false);
  }),
];

/**
 * Text over a selection, put in by us: left to itself, Chromium wraps it in an element with the style of what was
 * there, an inline style that our content security policy refuses and reports.
 */
const replaceSelectionPlainly = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || main.empty || view.composing) return false;
    event.preventDefault();
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    const isTaken = view.state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, main.from, main.to, text, insert));
    if (!isTaken) view.dispatch(insert());
    return true;
  },
});

interface EditorSetup {
  readonly label: string;
  readonly content: string;
  readonly path: string;
  readonly onEscape: () => void;
  readonly onChange: (content: string) => void;
}

export function createEditorState({ label, content, path, onEscape, onChange }: EditorSetup): EditorState {
  return EditorState.create({
    doc: content,
    extensions: [
      lineNumbers(),
      foldGutter(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      history(),
      drawSelection(),
      dropCursor(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      EditorState.allowMultipleSelections.of(true),
      // A file keeps the line ends it came with.
      content.includes('\r\n') ? EditorState.lineSeparator.of('\r\n') : [],
      indentUnit.of(findIndent(path, content)),
      leaveWithTab(onEscape),
      replaceSelectionPlainly,
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({
        'aria-label': label,
        spellcheck: 'false',
        autocapitalize: 'off',
        tabindex: '0',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.sliceDoc());
      }),
      codeTheme,
    ],
  });
}

/** As the file does it already, else as its language does. */
function findIndent(path: string, content: string): string {
  if (/^\t/m.test(content) || /\.go$/.test(path)) return '\t';
  const used = /^( {2,8})\S/m.exec(content)?.[1];
  if (used !== undefined) return used.length % 4 === 0 ? '    ' : '  ';
  return /\.(py|java|php)$/.test(path) ? '    ' : '  ';
}
