// Places in a text: lines, what changed between two texts, and the question in which that stands.

/** Where a line (from 1) and a column of it (in characters, from 1) stand in the text. */
export function offsetOf(text, line, column) {
  let at = 0;
  for (let number = 1; number < line; number += 1) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  const end = text.indexOf("\n", at);
  const own = text.slice(at, end < 0 ? text.length : end);
  return at + [...own].slice(0, column - 1).join("").length;
}

/** Where what a problem is about ends: the word that begins there, else the line. */
export function endOf(text, from) {
  const stop = text.indexOf("\n", from);
  const rest = text.slice(from, stop < 0 ? text.length : stop);
  const word = /^["']?[^\s:,\]}"']+["']?/.exec(rest);
  return from + (word?.[0].length || rest.length);
}

function count(text, from, to) {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

/** The lines that differ: `from` to `to` of the new text, and by how many lines it is longer. Nothing where none do. */
export function changed(before, after) {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  const rest = most - start;
  while (end < rest && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  const from = 1 + count(after, 0, start);
  const added = count(after, start, after.length - end);
  const removed = count(before, start, before.length - end);
  return { from, to: from + added, longer: added - removed, start, growth: after.length - before.length };
}

const ENTRY = /^( *)-(?: |$)/;
const isTop = (line) => /^[^\s#-]/.test(line);

/** Where the questions of a bank in block form stand: lines (from 0) of `questions:`, of its first entry, and behind it. */
function block(lines) {
  const head = lines.findIndex((line) => /^questions:\s*(#.*)?$/.test(line));
  if (head < 0) return undefined;
  let first = head + 1;
  while (first < lines.length && /^\s*(#.*)?$/.test(lines[first])) first += 1;
  const indent = ENTRY.exec(lines[first] ?? "")?.[1].length;
  if (indent === undefined) return undefined;
  let end = first;
  while (end < lines.length && !isTop(lines[end])) end += 1;
  return { head, first, end, indent };
}

/**
 * The question in which lines `from` to `to` stand, with all that is not a question around it, as a bank of its own: its
 * `text`, the lines `first` to `last` of the question in the whole, and by how many lines and characters it stands
 * earlier in that text. Nothing where the lines are not of one question alone.
 */
export function questionAt(text, from, to) {
  const lines = text.split("\n");
  const found = block(lines);
  if (!found || from - 1 < found.first || to - 1 >= found.end) return undefined;
  const begins = (line) => ENTRY.exec(line)?.[1].length === found.indent;
  let first = from - 1;
  while (first > found.first && !begins(lines[first])) first -= 1;
  let last = first + 1;
  while (last < found.end && !begins(lines[last])) last += 1;
  if (to > last) return undefined;
  const before = lines.slice(0, found.head + 1);
  const part = [...before, ...lines.slice(first, last), ...lines.slice(found.end)];
  const skipped = lines.slice(found.head + 1, first).reduce((sum, line) => sum + line.length + 1, 0);
  return { text: part.join("\n"), first: first + 1, last, lines: first - found.head - 1, characters: skipped };
}

/** The number of the question (from 1) that a line stands in; nothing where it stands in none. */
export function questionNumber(text, line) {
  const lines = text.split("\n");
  const found = block(lines);
  if (!found || line - 1 < found.first || line - 1 >= found.end) return undefined;
  const own = lines.slice(found.first, line).filter((one) => ENTRY.exec(one)?.[1].length === found.indent);
  return own.length || undefined;
}

/** Where a question is put in behind the one that a line stands in, and its `text` as it stands in the list there. */
export function placeFor(text, line, question) {
  const lines = text.split("\n");
  const found = block(lines);
  const start = (number) => lines.slice(0, number).reduce((sum, one) => sum + one.length + 1, 0);
  if (!found) {
    const empty = lines.findIndex((one) => /^questions:\s*(\[\s*\]\s*)?(#.*)?$/.test(one));
    if (empty >= 0) {
      const from = start(empty);
      return { from, to: from + lines[empty].length, insert: `questions:\n${question.trimEnd()}` };
    }
    const between = text === "" || text.endsWith("\n") ? "" : "\n";
    return { from: text.length, to: text.length, insert: `${between}questions:\n${question}` };
  }
  let at = Math.min(Math.max(line, found.first), found.end);
  while (at < found.end && ENTRY.exec(lines[at])?.[1].length !== found.indent) at += 1;
  // Blank lines and comments before what follows stay with that.
  while (at > found.first && /^\s*(#.*)?$/.test(lines[at - 1])) at -= 1;
  const own = question.trimEnd().split("\n").map((one) => (one ? " ".repeat(found.indent) + one.slice(2) : one));
  const from = Math.min(start(at), text.length);
  const before = at === lines.length ? "\n\n" : "\n";
  return { from, to: from, insert: `${before}${own.join("\n")}${at === lines.length ? "" : "\n"}` };
}
