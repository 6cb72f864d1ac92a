// Problems as somebody types: at first of the question alone in which they type, then of the whole text.
// A check that an edit has made old is broken off, so no answer is shown that is of another text.

import { send } from "../network.js";
import { changed, questionAt } from "./lines.js";

const PAUSE = 40;
const WHOLE_PAUSE = 700;
// What is only seen where all questions are: it stays until all of them are checked again.
const OF_ALL = new Set(["S2", "duplicate"]);

export class Checker {
  /** @param {(found: {problems: object[], questions?: number, whole: boolean}) => void} show is told what was found */
  constructor(address, text, show, fail) {
    this.address = address;
    this.text = text;
    this.checked = text;
    this.show = show;
    this.fail = fail;
    this.problems = [];
    this.timer = 0;
    this.calling = undefined;
  }

  /** The text has changed. */
  changed(text) {
    const change = changed(this.text, text);
    if (!change) return;
    this.text = text;
    this.calling?.abort();
    this.problems = moved(this.problems, change);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.checkPart(), PAUSE);
  }

  /** Check the question that was changed since the whole was checked, where it is only one. */
  async checkPart() {
    const change = changed(this.checked, this.text);
    const part = change && questionAt(this.text, change.from, change.to);
    if (part) {
      const found = await this.ask(part.text);
      if (!found) return;
      this.problems = replaced(this.problems, found.problems, part);
      this.show({ problems: this.problems, whole: false });
    }
    this.timer = setTimeout(() => this.checkWhole(), part ? WHOLE_PAUSE : 0);
  }

  /** Check all of it. */
  async checkWhole() {
    clearTimeout(this.timer);
    const text = this.text;
    const found = await this.ask(text);
    if (!found) return;
    this.checked = text;
    this.problems = found.problems;
    this.show({ ...found, whole: true });
  }

  /** What the server finds in a text; nothing where that is not asked any more, or can't be. */
  async ask(text) {
    this.calling?.abort();
    const calling = new AbortController();
    this.calling = calling;
    try {
      const response = await send(this.address, "POST", { source: text }, { signal: calling.signal });
      if (response.ok) return await response.json();
      if (response.status !== 413) this.fail();
    } catch {
      if (!calling.signal.aborted) this.fail();
    }
    return undefined;
  }
}

/** Problems below a change stand where it has moved them; fixes of the line that was changed are old. */
function moved(problems, { from, to, longer, start, growth }) {
  const until = to - longer;
  return problems.map((one) => {
    if (one.line < from) return one;
    if (one.line <= until) return { ...one, fixes: [] };
    const edit = (spot) => ({ ...spot, from: spot.from + growth, to: spot.to + growth });
    const fixes = one.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(edit) }));
    return { ...one, line: one.line + longer, fixes: fixes.filter((fix) => fix.edits.every((spot) => spot.from > start)) };
  });
}

/** The problems of a question in the place of those that it had. */
function replaced(problems, found, part) {
  const isOwn = (line) => line >= part.first && line <= part.last;
  const place = (one) => ({
    ...one,
    line: one.line + part.lines,
    fixes: one.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, from: edit.from + part.characters, to: edit.to + part.characters })),
    })),
  });
  const kept = problems.filter((one) => !isOwn(one.line) || OF_ALL.has(one.code));
  const own = found.map(place).filter((one) => isOwn(one.line));
  return [...kept, ...own].sort((one, other) => one.line - other.line || one.column - other.column);
}
