// The source in a plain field: what there is without the source editor.

import { offsetOf } from "./lines.js";

export class Plain {
  constructor(field) {
    this.field = field;
  }

  get text() {
    return this.field.value;
  }

  /** Call `heard` with each new text. */
  onChange(heard) {
    this.field.addEventListener("input", () => heard(this.field.value));
  }

  /** Call `heard` with the line where the cursor is, each time that it goes to another place. */
  onMove(heard) {
    this.field.addEventListener("selectionchange", () => {
      heard(this.field.value.slice(0, this.field.selectionStart).split("\n").length);
    });
  }

  set(text) {
    this.field.value = text;
    this.field.dispatchEvent(new Event("input"));
  }

  edit(edits) {
    const apart = [...edits].sort((one, other) => other.from - one.from);
    this.set(apart.reduce((text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to), this.text));
  }

  goTo(line, column) {
    const at = offsetOf(this.text, line, column);
    this.field.focus();
    this.field.setSelectionRange(at, at);
    const height = Number.parseFloat(getComputedStyle(this.field).lineHeight);
    this.field.scrollTop = Math.max(0, (line - 4) * height);
  }

  mark() {}
}
