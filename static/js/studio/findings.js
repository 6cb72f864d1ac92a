// The list of problems below the source: a click on one goes to its place, a button mends what is safe to mend.

import { icon } from "../states.js";

const many = (words, name, n) => words[n === 1 ? name : `${name}s`].replace("{n}", n);
const shown = (element, is) => {
  if (element) element.hidden = !is;
};

export class Findings {
  /** @param {{goTo: Function, edit: Function}} surface where the source is */
  constructor(words, surface) {
    this.words = words;
    this.surface = surface;
    this.list = document.querySelector(".probs");
    this.heading = document.getElementById("problems");
    this.said = document.getElementById("found");
  }

  show({ problems, questions, whole }) {
    const { words } = this;
    const errors = problems.filter((one) => one.severity === "error").length;
    this.heading.textContent = problems.length ? many(words, "problem", problems.length) : words.none;
    this.count("errors", "error", errors);
    this.count("warnings", "warning", problems.length - errors);
    // In a text that is no YAML just now, none can be counted.
    if (questions) document.getElementById("questions").textContent = many(words, "question", questions);
    shown(this.list, problems.length);
    shown(document.getElementById("sound"), !problems.length);
    // A screen reader hears of it once the typing has paused, and only where it has changed.
    if (whole && this.said.textContent !== this.heading.textContent) this.said.textContent = this.heading.textContent;
    this.draw(problems);
  }

  fail() {
    this.said.textContent = this.words.unchecked;
  }

  count(id, name, n) {
    const place = document.getElementById(id);
    shown(place, n);
    place.lastElementChild.textContent = many(this.words, name, n);
  }

  draw(problems) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.list.replaceChildren(...problems.map((one, number) => this.line(one, number)));
    if (focused) this.list.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  line(problem, number) {
    const line = document.createElement("li");
    const isError = problem.severity === "error";
    const mark = made("span", `mark ${isError ? "wrong" : "partly"}`, icon(isError ? "wrong" : "warn"));
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
