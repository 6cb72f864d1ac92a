// How the editor looks: the tokens of the app, so that light and dark follow by themselves. Signs of CodeMirror that are
// pictures in its own stylesheet are replaced: the policy of the page lets no such picture in.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName, tags.keyword], color: "var(--act)" },
  { tag: [tags.string, tags.special(tags.string), tags.content], color: "var(--ink)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-3)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace, tags.meta], color: "var(--ink-2)" },
  { tag: [tags.typeName, tags.labelName], color: "var(--partly)" },
]);

const wave = (colour) => ({
  backgroundImage: "none",
  paddingBottom: "0",
  textDecoration: `underline wavy ${colour} 1px`,
  textUnderlineOffset: ".25em",
});
const sign = (text, colour) => ({ content: `"${text}"`, color: colour, fontWeight: "600" });
const MARKERS = ".cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info";

export const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: ".875rem", maxHeight: "min(75vh, 48rem)" },
  "&.cm-focused": { outline: "2px solid var(--act)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65", overflow: "auto", minHeight: "16rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: "var(--s2) 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--act-soft)",
  },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--ink-3)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: "inset 0 0 0 99px color-mix(in srgb, var(--act) 5%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-foldPlaceholder": { background: "var(--sunk)", color: "var(--ink-2)", border: "1px solid var(--line)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--act-soft)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--wrong-soft)" },
  ".cm-searchMatch": { backgroundColor: "var(--found)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--act)" },
  ".cm-selectionMatch": { backgroundColor: "var(--sunk)" },
  ".cm-lintRange-error": wave("var(--wrong)"),
  ".cm-lintRange-warning": wave("var(--partly)"),
  ".cm-lintRange-info, .cm-lintRange-hint": wave("var(--act)"),
  ".cm-lintRange-active": { backgroundColor: "var(--sunk)" },
  ".cm-lint-marker": { width: "1.1em", height: "1.4em", textAlign: "center" },
  [MARKERS]: { content: "normal" },
  ".cm-lint-marker-error::after": sign("✕", "var(--wrong)"),
  ".cm-lint-marker-warning::after": sign("!", "var(--partly)"),
  ".cm-lint-marker-info::after": sign("i", "var(--act)"),
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--card)",
    border: "1px solid var(--edge)",
    borderRadius: "var(--r2)",
    boxShadow: "var(--float)",
    maxWidth: "min(32rem, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "var(--s1) var(--s2)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--act)", color: "var(--on-act)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit", fontSize: ".8125rem" },
  ".cm-completionInfo": { padding: "var(--s2) var(--s3)", whiteSpace: "pre-line" },
  ".cm-explained": { padding: "var(--s2) var(--s3)", font: ".875rem/1.5 var(--sans)" },
  ".cm-diagnostic": { padding: "var(--s2) var(--s3)", font: ".875rem/1.5 var(--sans)", borderLeft: "3px solid" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--wrong)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--partly)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--act)" },
  ".cm-diagnosticAction": {
    color: "var(--on-act)",
    background: "var(--act)",
    borderRadius: "var(--r1)",
    padding: "var(--s1) var(--s2)",
    minHeight: "1.5rem",
  },
  ".cm-diagnosticSource": { opacity: "1", color: "var(--ink-3)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--sunk)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "var(--s1) var(--s2)",
    padding: "var(--s2) 3rem var(--s2) var(--s3)",
    font: ".875rem/1.5 var(--sans)",
  },
  ".cm-panel.cm-search br": { flexBasis: "100%", content: "''" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "var(--s1)", minHeight: "1.75rem" },
  ".cm-panel.cm-search input[type=checkbox]": { margin: "0", width: "1.25rem", height: "1.25rem" },
  ".cm-textfield": {
    flex: "1 1 10rem",
    minHeight: "2.75rem",
    margin: "0",
    padding: "var(--s1) var(--s2)",
    color: "var(--ink)",
    backgroundColor: "var(--card)",
    border: "1px solid var(--edge)",
    borderRadius: "var(--r1)",
    font: "1rem/1.4 var(--mono)",
  },
  ".cm-button": {
    minHeight: "2.75rem",
    margin: "0",
    padding: "var(--s1) var(--s3)",
    color: "var(--act)",
    background: "var(--card)",
    backgroundImage: "none",
    border: "1px solid var(--edge)",
    borderRadius: "var(--r1)",
    fontSize: ".875rem",
  },
  ".cm-panel.cm-search [name=close], .cm-panel.cm-panel-lint [name=close]": {
    width: "2.75rem",
    height: "2.75rem",
    color: "var(--ink)",
    fontSize: "1.25rem",
  },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "10em" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--act-soft)" },
  ".cm-specialChar": { color: "var(--wrong)" },
});
