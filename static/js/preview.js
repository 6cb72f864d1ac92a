// A bank as learners see it: answers are tried without leaving the page, j and k lead through the questions, and what
// shows a file is redrawn when the file is saved. Without this script links and forms load the page again.

import { watchGaps } from "./cloze.js";
import { countIn } from "./essay.js";
import { answerOf, restore } from "./form.js";
import { enhance } from "./ordering.js";
import { watchScrolling } from "./scrolling.js";

/** Let the kinds' own scripts work within an element. */
export function dress(root) {
  for (const form of root.querySelectorAll("form[data-try]")) {
    for (const box of form.querySelectorAll("[data-sorting]")) enhance(box);
    watchGaps(form);
    countIn(form);
  }
  watchScrolling();
}

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/** Send the answer in a form, and put the question with the verdict in its place. */
async function attempt(form, focuses) {
  const asked = form.closest("[data-asked]");
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
  });
  if (!response.ok || !asked.isConnected) return;
  const fresh = parsed(await response.text());
  asked.replaceWith(fresh);
  dress(fresh);
  fresh.dataset.tried = "";
  if (focuses) fresh.querySelector("[data-verdict]")?.focus();
}

addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-try]")) return;
  event.preventDefault();
  attempt(event.target, true).catch(() => event.target.submit());
});

const writes = (element) =>
  element.isContentEditable || element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
const questions = () => [...document.querySelectorAll("[data-question]")];

/** The question that one reads: the one that has the focus, else the first that reaches below the top of the window. */
function current() {
  const focused = document.activeElement?.closest("[data-question]");
  return focused ?? questions().find((one) => one.getBoundingClientRect().bottom > 80);
}

addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const link = document.getElementById(step > 0 ? "after" : "before");
  if (link) return link.click();
  const every = questions();
  const here = every.indexOf(current());
  const onIt = every[here] === document.activeElement?.closest("[data-question]");
  const to = every[onIt ? here + step : step > 0 ? Math.max(here, 0) : here - 1];
  if (!to) return;
  event.preventDefault();
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "start" });
});

dress(document);

const live = document.querySelector("[data-live]");
if (live) follow(live);

/** Redraw what has changed whenever the file does. */
function follow(main) {
  const status = document.getElementById("live");
  let number = Number(main.dataset.number);
  let running = Promise.resolve();
  const source = new EventSource(main.dataset.live);
  const say = (words) => {
    if (status && status.textContent !== words) status.textContent = words;
  };
  source.addEventListener("open", () => say(status?.dataset.on));
  source.addEventListener("error", () => say(status?.dataset.off));
  source.addEventListener("message", (event) => {
    if (Number(event.data) === number) return;
    number = Number(event.data);
    running = running.then(() => redraw(main)).catch(() => {});
  });
  // A page that is left must not keep its connection: a browser has few for one server.
  addEventListener("pagehide", () => source.close());
}

async function redraw(main) {
  const known = Object.fromEntries(questions().map((one) => [one.dataset.question, mark(one)]));
  const response = await fetch(main.dataset.changed + location.search, {
    method: "POST",
    body: JSON.stringify({ known }),
    headers: { "Content-Type": "application/json", "X-Requested-With": "fetch" },
  });
  if (!response.ok) return;
  const found = await response.json();
  const list = document.getElementById("questions");
  if (found.order.length && !document.querySelector(".tools") && !document.body.matches(".framed")) {
    // It could not be read at all before: the whole page is other.
    location.reload();
    return;
  }
  const anchor = current();
  const before = anchor?.getBoundingClientRect().top;
  document.getElementById("state").innerHTML = found.state;
  put(list, found);
  const stays = anchor && questions().find((one) => one.dataset.question === anchor.dataset.question);
  if (stays) scrollBy({ top: stays.getBoundingClientRect().top - before, behavior: "instant" });
  main.dataset.number = found.number;
}

const mark = (article) => `${article.id.slice(1)} ${article.dataset.mark}`;

/** Put the questions into the list in their order: those that are as they were stay, with all that was entered. */
function put(list, found) {
  const old = Object.fromEntries(questions().map((one) => [one.dataset.question, one.parentElement]));
  const items = found.order.map((key) => {
    const html = found.questions[key];
    if (!html) return old[key];
    const item = document.createElement("li");
    item.append(parsed(html));
    return item;
  });
  for (const [key, item] of Object.entries(old)) {
    const place = found.order.indexOf(key);
    if (place < 0) item.remove();
    else if (items[place] !== item) replace(item, items[place]);
  }
  items.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
}

/** Put a question in the place of what it was before: with what was entered, its verdict, and the focus. */
export function replace(old, fresh) {
  const focus = place(old);
  const entered = [...old.querySelectorAll("[data-asked]")].map((asked) => [
    asked.dataset.asked,
    answerOf(asked.querySelector("form")),
    "tried" in asked.dataset,
  ]);
  old.replaceWith(fresh);
  dress(fresh);
  for (const [, answer, tried] of entered) {
    const form = fresh.querySelectorAll("form[data-try]")[entered.findIndex((one) => one[1] === answer)];
    if (!form || !Object.keys(answer).length) continue;
    restore(form, answer);
    if (tried) attempt(form, false).catch(() => {});
  }
  refocus(fresh, focus);
}

/** Where the focus is within an element: as which of its places, and where in a text. */
function place(root) {
  const element = document.activeElement;
  if (!root.contains(element)) return null;
  const every = [...root.querySelectorAll("[tabindex], a, button, input, select, textarea, summary")];
  return { at: every.indexOf(element), start: element.selectionStart, end: element.selectionEnd };
}

function refocus(root, focus) {
  if (!focus) return;
  const every = [...root.querySelectorAll("[tabindex], a, button, input, select, textarea, summary")];
  const element = every[focus.at] ?? root.querySelector("[data-question]");
  element.focus({ preventScroll: true });
  if (focus.start !== null && focus.start !== undefined) element.setSelectionRange?.(focus.start, focus.end);
}
