// The page of a question: every change is written down at once and sent, keys pick options, the clock counts down.
// Without this script the page works by its form.

import { announce } from "./account.js";
import { startClock } from "./clock.js";
import "./cloze.js";
import "./essay.js";
import { answerOf, isChanged, restore, sureness, watchKeys } from "./form.js";
import { channelOf, handInSoon, handInNow } from "./handing_in.js";
import { ago, watchView } from "./in_view.js";
import { Journal, device, tidy } from "./journal.js";
import { watchMessages } from "./messages.js";
import * as network from "./network.js";
import "./note.js";
import { keepPages } from "./offline.js";
import "./ordering.js";
import { watchAccount } from "./presence.js";
import { Saver } from "./saver.js";
import "./scrolling.js";
import { showState } from "./states.js";

const TYPING_PAUSE = 700;
const MOST_WAIT = 1500;
const TYPED = "input:not([type=radio], [type=checkbox]), textarea";

function showNotice(text) {
  const notice = document.getElementById("notice");
  notice.hidden = !text;
  notice.querySelector("span").textContent = text;
}

function markAnswered(position, answered, words) {
  const link = document.querySelector(`.qnav [href="${position}"]`);
  if (!link) return;
  link.classList.toggle("ans", answered);
  let note = link.querySelector("[data-blank]");
  if (answered) {
    note?.remove();
  } else if (!note) {
    note = document.createElement("span");
    note.className = "sr";
    note.dataset.blank = "";
    note.textContent = ` ${words}`;
    link.append(note);
  }
}

/** Both answers of a conflict, as the server shows them, are put into the page that made it. */
async function showRivals() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.getElementById("rivals");
  if (!found) return;
  const place = document.getElementById("rivals");
  place.replaceChildren(...found.childNodes);
  place.hidden = found.hidden;
}

async function begin(form) {
  const { token, position, mode } = form.dataset;
  const place = document.getElementById("save");
  const fields = form.elements;
  const journal = new Journal(token);
  const channel = channelOf(token);
  const inExam = mode === "exam";
  let base = Number(form.dataset.revision);
  let pause = 0;
  let touched = false;
  let stuck = false;
  let doubt = "";
  const looked = watchView(`dalmada:view:${token}/${position}`, Number(form.dataset.view));
  network.begin(fields.csrf_token.value);

  const seen = (at, saved) => {
    if (at === position && saved.revision > base) {
      base = saved.revision;
      fields.base.value = base;
    }
    markAnswered(at, saved.answered, form.dataset.blank);
  };
  const presence = watchAccount((state) => {
    // What is typed from now on would not be its owner's. What is here already is kept, and sent when they are back.
    const isTyping = form.contains(document.activeElement);
    clearTimeout(pause);
    saver.stop(state);
    form.inert = true;
    showState(place, journal.mirror.size || stuck ? state : `${state}saved`);
    if (isTyping) place.querySelector("a").focus();
  });
  const saver = new Saver(journal, (state, detail) => {
    const { saved } = detail;
    showState(place, state, detail);
    if (saver.away) presence.refused(saver.away);
    if (detail.position === position) stuck = state === "long" || state === "refused";
    if (!saved) return;
    seen(detail.position, saved);
    if (detail.position === position && inExam) showNotice(saved.notice || (touched ? "" : doubt));
    if (detail.position === position && saved.conflict) showRivals();
    channel?.postMessage({ position: detail.position, saved });
  });

  const number = (sequence) => {
    // A form sent by hand carries the same number: whichever arrives first, it is one answer.
    fields.device.value = device();
    fields.sequence.value = sequence;
    fields.base.value = base;
  };
  const time = () => {
    const { shown, view } = looked();
    fields.shown_ago.value = ago(shown) ?? "";
    fields.in_view.value = view;
    return { shown, view };
  };
  const keep = () => {
    touched = true;
    const sequence = journal.nextSequence();
    const answer = answerOf(form);
    const certainty = sureness(form);
    number(sequence);
    channel?.postMessage({ position, answer, certainty });
    const sent = { device: device(), sequence, base, at: Date.now(), answer, certainty, ...time() };
    const written = journal.put(position, sent);
    place.dataset.waiting = journal.mirror.size;
    return written;
  };
  const change = (event) => {
    const written = keep();
    // In practice the notice came with the page, about the answer that is being changed now.
    if (!inExam) showNotice("");
    clearTimeout(pause);
    const typed = event.target.matches(TYPED);
    if (typed && event.type === "input") pause = setTimeout(() => saver.send(), TYPING_PAUSE);
    else written.then(() => saver.send());
  };
  form.addEventListener("input", change);
  form.addEventListener("change", (event) => {
    if (!event.target.matches(TYPED)) return;
    clearTimeout(pause);
    saver.send();
  });
  // On a slow network people answer before this script is there to hear of it.
  if (isChanged(form)) keep().then(() => saver.send());
  channel?.addEventListener("message", ({ data }) => {
    // What another tab handed in is not answered any more, also where it still waits for the network.
    if (data.goTo) location.replace(data.goTo);
    else if (data.saved) seen(data.position, data.saved);
    // The same question in two tabs: what was entered last stands in both.
    else if (data.position === position) restore(form, data.answer, data.certainty);
  });
  addEventListener("click", ({ target }) => {
    if (target.closest("a[href]")) saver.handOver();
  });
  addEventListener("pagehide", () => saver.leave());
  addEventListener("pageshow", (event) => {
    // Back from the cache of pages: what the server knows may have moved on.
    if (event.persisted) location.reload();
  });
  form.addEventListener("submit", async (event) => {
    const go = event.submitter?.value ?? "";
    time();
    if (inExam && /^(\d+|hand-in)$/.test(go)) {
      // The answer is in the journal, and its save on its way: the next page is asked for by its address, under which
      // it may have been kept. A form would end where the network does, also one that only seems to be there.
      event.preventDefault();
      clearTimeout(pause);
      await Promise.race([saver.send(), new Promise((resolve) => setTimeout(resolve, MOST_WAIT))]);
      // What can't be saved as it is stays in sight.
      if (stuck) return;
      saver.handOver();
      location.assign(go);
    } else if (!navigator.onLine) {
      event.preventDefault();
      const isBlank = go === "check" && Object.keys(answerOf(form)).length === 0;
      showNotice(isBlank ? form.dataset.first : form.dataset.offline);
    }
  });
  addEventListener("online", () => showNotice(""));
  watchKeys(form);
  const timer = document.getElementById("timer");
  if (timer) {
    const leave = () => saver.send().then(() => location.assign(timer.dataset.done));
    // A practice is not handed in: the server ends it when its time is up.
    const end = inExam ? () => handInNow(journal, saver, place, timer.dataset.done, channel) : leave;
    // Who teaches a class sees where an assignment stands.
    const isWatched = "watched" in timer.dataset;
    const where = async () => (isWatched ? `?at=${position}&waiting=${(await journal.waiting()).length}` : "");
    const alone = () => showNotice(timer.dataset.alone);
    startClock(timer, { over: end, closed: leave, alone, where, heard: watchMessages() });
  }

  const own = await journal.open();
  const known = own.find((entry) => entry.position === position);
  const isNews = known && (known.state !== "done" || known.revision > base);
  if (isNews && !touched) {
    restore(form, known.answer, known.certainty);
    if (known.state === "refused") showState(place, "refused");
    base = Math.max(base, known.revision ?? 0);
    number(known.sequence);
  }
  if (inExam && (await journal.handIn())) {
    location.replace("hand-in");
    return;
  }
  for (const entry of own) {
    const blank = Object.keys(entry.answer).length === 0;
    if (entry.state === "waiting" || entry.revision) markAnswered(entry.position, !blank, form.dataset.blank);
  }
  place.dataset.waiting = journal.mirror.size;
  if (known?.state === "waiting" && known.parted && !touched) {
    doubt = form.dataset.parted;
    showNotice(doubt);
  }
  if (journal.mirror.size) saver.send();
  tidy();
  keepPages([...document.querySelectorAll(".qnav a, .side > a")].map((link) => link.href));
}

/** The page scrolls to below the bar, whose height changes with the save state. */
function keepBelow(bar) {
  const measure = () => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  measure();
  new ResizeObserver(measure).observe(bar);
}

function focusVerdict() {
  const verdict = document.querySelector("[data-focus]");
  if (!verdict) return;
  if (location.hash === `#${verdict.id}`) verdict.scrollIntoView();
  verdict.focus({ preventScroll: !location.hash });
  const onward = document.getElementById("onward");
  addEventListener("keydown", (event) => {
    const busy = event.target.closest("a, button, summary, input, select, textarea");
    // A key that is held down since the question would lead past the verdict unseen.
    if (event.key === "Enter" && !event.isComposing && !event.repeat && !busy && onward) onward.click();
  });
}

const form = document.getElementById("answer");
const bar = document.querySelector(".qbar");
if (bar) keepBelow(bar);
announce();
if (form) begin(form);
const last = document.getElementById("hand-in");
if (last) handInSoon(last);
focusVerdict();
