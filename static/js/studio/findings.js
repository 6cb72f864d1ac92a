// The list of problems below the source: a click on one goes to its place, a button mends what is safe to mend.
// Errors come first, then warnings; hints are folded below.

import { icon } from "../states.js";

const many = (words, name, n) => words[n === 1 ? name : `${name}s`].replace("{n}", n);
const shown = (element, is) => {
  if (element) element.hidden = !is;
};

const WEIGHTS = { error: ["wrong", "wrong"], warning: ["partly", "warn"], hint: ["dim", "info"] };

export class Findings {
  /** @param {{goTo: Function, edit: Function}} surface where the source is */
  constructor(words, surface) {
    this.words = words;
    this.surface = surface;
    this.list = document.querySelector(".probs");
    this.folded = document.querySelector("[data-hints]");
    this.heading = document.getElementById("problems");
    this.said = document.getElementById("found");
  }

  show({ problems, questions, whole }) {
    const { words } = this;
    const [errors, warnings, hints] = ["error", "warning", "hint"].map((name) => {
      const own = problems.filter((one) => one.severity === name);
      this.count(document.getElementById(`${name}s`), name, own.length);
      return own;
    });
    const weighty = [...errors, ...warnings];
    this.heading.textContent = weighty.length ? many(words, "problem", weighty.length) : words.none;
    // In a text that is no YAML just now, none can be counted.
    if (questions) document.getElementById("questions").textContent = many(words, "question", questions);
    shown(document.getElementById("sound"), !errors.length);
    // A screen reader hears of it once the typing has paused, and only where it has changed.
    if (whole && this.said.textContent !== this.heading.textContent) this.said.textContent = this.heading.textContent;
    this.draw(this.list, weighty, "weighty");
    this.draw(this.folded.querySelector("ul"), hints, "hint");
    this.folded.querySelector("summary").textContent = many(words, "hint", hints.length);
    shown(this.folded, hints.length);
  }

  fail() {
    this.said.textContent = this.words.unchecked;
  }

  count(place, name, n) {
    shown(place, n);
    place.lastElementChild.textContent = many(this.words, name, n);
  }

  draw(list, problems, name) {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    list.replaceChildren(...problems.map((one, number) => this.line(one, `${name}-${number}`)));
    shown(list, problems.length);
    if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  line(problem, number) {
    const line = document.createElement("li");
    const [colour, sign] = WEIGHTS[problem.severity];
    const mark = made("span", `mark ${colour}`, icon(sign));
    mark.append(made("span", "sr", this.words.severity[problem.severity]));
    const text = made("p", "", made("b", "", problem.words), `. ${problem.remedy} `);
    text.append(made("code", "small dim", problem.code));
    const place = made("a", "place mono small", `${problem.line}:${problem.column}`);
    place.href = "#editor";
    place.dataset.key = `place-${number}`;
    const { line: at, column } = problem;
    place.setAttribute("aria-label", this.words.place.replace("{line}", at).replace("{column}", column));
    place.addEventListener("click", (event) => {
      event.preventDefault();
      this.surface().goTo(at, column);
    });
    text.prepend(place, " ");
    line.append(mark, text);
    for (const fix of problem.fixes) line.append(this.button(fix, number));
    return line;
  }

  button(fix, number) {
    const button = made("button", "btn", fix.words);
    button.type = "button";
    button.dataset.key = `fix-${number}`;
    button.addEventListener("click", () => this.surface().edit(fix.edits));
    return made("div", "row", button);
  }
}

function made(name, classes, ...content) {
  const element = document.createElement(name);
  if (classes) element.className = classes;
  element.append(...content);
  return element;
}
