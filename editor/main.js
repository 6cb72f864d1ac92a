// The source editor: CodeMirror in the place of the plain field, with the same doors (static/js/studio/plain.js).

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { complete } from "./completion.js";
import { explain } from "./explanation.js";
import { Guide } from "./guide.js";
import { colours, look } from "./look.js";
import { diagnostic } from "./problems.js";

/** Put the editor before `field`, which is hidden; gives what the page works with. */
export function mount(field, { nonce, label, words, schema, phrases }) {
  const heard = { change: () => {}, move: () => {} };
  const guide = new Guide(schema);
  const listener = EditorView.updateListener.of((update) => {
    if (update.docChanged) heard.change(update.state.doc.toString());
    if (update.docChanged || update.selectionSet) {
      heard.move(update.state.doc.lineAt(update.state.selection.main.head).number);
    }
  });
  const view = new EditorView({
    state: EditorState.create({
      doc: field.value,
      selection: { anchor: Math.min(field.selectionStart ?? 0, field.value.length) },
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": "keys",
          tabindex: "0",
          autocapitalize: "off",
          spellcheck: "false",
        }),
        EditorState.phrases.of(phrases),
        EditorState.tabSize.of(2),
        indentUnit.of("  "),
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        dropCursor(),
        EditorState.allowMultipleSelections.of(true),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete(guide, words)], icons: false }),
        hoverTooltip(explain(guide)),
        rectangularSelection(),
        crosshairCursor(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search({ top: true }),
        EditorView.lineWrapping,
        yaml(),
        syntaxHighlighting(colours),
        look,
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        listener,
      ],
    }),
  });
  const hadFocus = document.activeElement === field;
  field.hidden = true;
  field.before(view.dom);
  if (hadFocus) view.focus();
  return doors(view, heard);
}

function doors(view, heard) {
  return {
    view,
    get text() {
      return view.state.doc.toString();
    },
    onChange(call) {
      heard.change = call;
    },
    onMove(call) {
      heard.move = call;
    },
    /** Only what differs is changed, so that the cursor and the place stay. */
    set(text) {
      const before = view.state.doc.toString();
      let from = 0;
      while (from < before.length && before.charCodeAt(from) === text.charCodeAt(from)) from += 1;
      let end = 0;
      const most = Math.min(before.length, text.length) - from;
      while (end < most && before.charCodeAt(before.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end += 1;
      const insert = text.slice(from, text.length - end);
      view.dispatch({ changes: { from, to: before.length - end, insert } });
    },
    edit(edits) {
      view.dispatch({ changes: edits, userEvent: "input.fix", scrollIntoView: true });
      view.focus();
    },
    goTo(line, column) {
      const { doc } = view.state;
      const own = doc.line(Math.min(Math.max(line, 1), doc.lines));
      const at = own.from + [...own.text].slice(0, column - 1).join("").length;
      const effects = EditorView.scrollIntoView(at, { y: "center" });
      view.dispatch({ selection: { anchor: Math.min(at, own.to) }, effects });
      view.focus();
    },
    mark(problems) {
      const found = problems.map((one) => diagnostic(view, one)).filter(Boolean);
      view.dispatch(setDiagnostics(view.state, found));
    },
    focus() {
      view.focus();
    },
  };
}
