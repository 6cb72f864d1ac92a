// The page of a question: every change is kept at once and sent, keys pick options, the clock counts down.
// Without this script the page works by its form.

import { startClock } from "./clock.js";
import { answerOf, restore, sureness, watchKeys } from "./form.js";
import "./ordering.js";
import { Saver } from "./saver.js";
import { Journal, device } from "./store.js";
import "./cloze.js";
import "./essay.js";

const TYPING_PAUSE = 700;
const TYPED = "input:not([type=radio], [type=checkbox]), textarea";
const ICONS = {
  saving: "again",
  saved: "check",
  local: "off",
  failed: "warn",
  signedout: "warn",
  closed: "warn",
  conflict: "warn",
  long: "warn",
};

function icon(name) {
  const sprite = document.querySelector("svg.i use")?.getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

function showState(form, state, detail) {
  const save = document.getElementById("save");
  const words = { signedout: "signedout", conflict: "conflict" }[state] ?? state;
  const parts = [icon(ICONS[state]), form.dataset[words]];
  if (detail.waiting > 1) parts.push(` (${detail.waiting})`);
  if (detail.saved) {
    const time = new Date(detail.saved.saved_at).toLocaleTimeString(document.documentElement.lang, {
      hour: "numeric",
      minute: "2-digit",
    });
    const small = document.createElement("span");
    small.className = "hide-s";
    small.textContent = ` · ${time}`;
    parts.push(small);
  }
  save.dataset.state = state;
  save.replaceChildren(...parts);
  if (state === "signedout") {
    const link = document.createElement("a");
    link.href = form.dataset.signin;
    link.textContent = form.dataset.signinText;
    save.append(" ", link);
  }
}

function showNotice(text) {
  const notice = document.getElementById("notice");
  notice.hidden = !text;
  notice.querySelector("span").textContent = text;
}

function begin(form) {
  const { token, position } = form.dataset;
  const journal = new Journal(token);
  const fields = form.elements;
  const me = device();
  let base = Number(form.dataset.revision);
  let pause = 0;
  const inExam = form.dataset.mode === "exam";

  const address = (at) => form.dataset.save.replace(/\d+$/, at);
  const saver = new Saver(journal, address, fields.csrf_token.value, (state, detail) => {
    showState(form, state, detail);
    if (detail.saved && detail.position === position) {
      base = detail.saved.revision;
      fields.base.value = base;
      if (inExam) showNotice(detail.saved.notice);
    }
    if (detail.saved) {
      document.querySelector(`.qnav [href="${detail.position}"]`)?.classList.toggle("ans", detail.saved.answered);
    }
  });

  const keep = () => {
    const sequence = journal.nextSequence();
    const entry = { device: me, sequence, base, at: Date.now(), answer: answerOf(form), certainty: sureness(form) };
    journal.put(position, entry);
    // A form sent by hand carries the same number: whichever arrives first, it is one answer.
    fields.device.value = me;
    fields.sequence.value = sequence;
    fields.base.value = base;
  };
  const change = (event) => {
    keep();
    // In practice the notice came with the page, about the answer that is being changed now.
    if (!inExam) showNotice("");
    clearTimeout(pause);
    const typed = event.target.matches(TYPED);
    if (typed && event.type === "input") pause = setTimeout(() => saver.send(), TYPING_PAUSE);
    else saver.send();
  };
  form.addEventListener("input", change);
  form.addEventListener("change", (event) => {
    if (event.target.matches(TYPED)) {
      clearTimeout(pause);
      saver.send();
    }
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    // Without a network the form would only lead off the page: the answer is kept, the button waits.
    event.preventDefault();
    showNotice(form.dataset.local);
  });
  addEventListener("online", () => showNotice(""));
  addEventListener("pagehide", () => saver.send());
  addEventListener("pageshow", (event) => {
    // Back from the cache of pages: what the server knows may have moved on.
    if (event.persisted) location.reload();
  });

  const waiting = journal.get(position);
  if (waiting) {
    restore(form, waiting.answer, waiting.certainty);
    fields.device.value = me;
    fields.sequence.value = waiting.sequence;
    fields.base.value = base;
  }
  if (Object.keys(journal.all()).length) saver.send();
  watchKeys(form);
}

// Before a test is handed in, what this browser still keeps is sent; then the page tells anew what is unanswered.
function sendWaiting(form) {
  const journal = new Journal(form.dataset.token);
  const isWaiting = () => Object.values(journal.all()).some((entry) => !entry.refused);
  if (!isWaiting()) return;
  const address = (at) => form.action.replace(/hand-in$/, at);
  const saver = new Saver(journal, address, form.elements.csrf_token.value, () => {
    if (!isWaiting()) location.reload();
  });
  saver.send();
}

function focusVerdict() {
  const verdict = document.querySelector("[data-focus]");
  if (!verdict) return;
  verdict.focus({ preventScroll: !location.hash });
  const onward = document.getElementById("onward");
  addEventListener("keydown", (event) => {
    const busy = event.target.closest("a, button, summary, input, select, textarea");
    // A key that is held down since the question would lead past the verdict unseen.
    if (event.key === "Enter" && !event.isComposing && !event.repeat && !busy && onward) onward.click();
  });
}

const form = document.getElementById("answer");
if (form) begin(form);
const last = document.getElementById("hand-in");
if (last) sendWaiting(last);
focusVerdict();
const timer = document.getElementById("timer");
if (timer) startClock(timer);
