// The page on which a bank is written: its source is checked and kept as somebody types.
// Without the source editor, which may not have been built, all of this works on the plain field.

import { begin, send } from "../network.js";
import { showState } from "../states.js";
import { Bench } from "./bench.js";
import { Checker } from "./checker.js";
import { Findings } from "./findings.js";
import { Keeper, nameOf } from "./keeper.js";
import { offerKinds } from "./kinds.js";
import { Plain } from "./plain.js";
import { Rival } from "./rival.js";
import * as shelf from "./shelf.js";
import { Tabs } from "./tabs.js";

const form = document.getElementById("draft");
const field = document.getElementById("source");
const place = document.getElementById("save");
const given = JSON.parse(form.dataset.studio);
const words = JSON.parse(form.dataset.words);
const standing = document.querySelector("[data-stands]");

begin(form.elements.csrf_token.value);

let surface = new Plain(field);
const rival = new Rival();
const bench = new Bench(given.bench, () => surface.text);
let line = 1;
const findings = new Findings(words, () => surface);
const checker = new Checker(
  given.check,
  field.value,
  (found) => {
    findings.show(found);
    surface.mark(found.problems);
    bench.setOld(found.problems.some((one) => one.severity === "error"));
  },
  () => findings.fail(),
);
const keeper = new Keeper(given, given.unsaved ? standing?.value ?? null : field.value, tell, meet);
const tabs = new Tabs(given.draft, heard);
keeper.onSaved = (saved) => {
  form.elements.number.value = saved.number;
  form.elements.base.value = saved.base ?? "";
  tabs.say({ saved });
  bench.saved();
};

function tell(state, detail) {
  showState(place, state, detail);
}

function typed(text) {
  keeper.changed(text);
  checker.changed(text);
}

/** Put a text in the editor that the server has. */
function put(found) {
  keeper.take(found);
  form.elements.number.value = found.number;
  form.elements.base.value = found.base ?? "";
  if (surface.text !== found.source) surface.set(found.source);
}

/** A text was saved elsewhere while this one was typed: one of them is chosen, the other becomes a step. */
function meet(other, words = "other") {
  rival.show(other.source, words, async (isOther) => {
    const mine = surface.text;
    const [chosen, left] = isOther ? [other.source, mine] : [mine, other.source];
    if (!(await keeper.settle(chosen, left, other.number))) return;
    if (surface.text !== chosen) surface.set(chosen);
    rival.hide();
    surface.focus?.();
  });
}

/** Another tab of this browser has saved. */
function heard(saved) {
  if (saved.number <= keeper.number || rival.isShown) return;
  if (keeper.isOpen || keeper.sending) {
    if (keeper.text === saved.source) put(saved);
    else keeper.collide(saved);
  } else {
    put(saved);
    tell("elsewhere");
  }
}

/** Whether another device has saved meanwhile: asked when somebody comes back to the page. */
async function look() {
  if (document.hidden || keeper.stopped) return;
  const response = await send(given.kept, "GET").catch(() => null);
  if (response?.ok) heard(await response.json());
}

/** What this device kept of pages that are gone: put into the editor where nobody has saved since, else shown beside. */
async function bringBack() {
  const there = await tabs.there();
  const left = (await shelf.ofDraft(given.draft)).filter((one) => !there.has(one.page));
  const isOld = (one) => one.text === keeper.saved || one.isOpen === false;
  for (const one of left) if (isOld(one)) await shelf.remove(one);
  const found = left.find((one) => !isOld(one));
  if (!found || keeper.isOpen || rival.isShown) return;
  const isNext = found.number === keeper.number && (found.base === keeper.base || !given.isKept);
  // The server has what that page sent before, though it never heard so.
  const isAfterSent = found.sent?.includes(nameOf(keeper.saved));
  if (isNext || isAfterSent) {
    if (isNext) keeper.base = found.base;
    surface.set(found.text);
    await keeper.note();
    await shelf.remove(found);
    await keeper.send();
  } else {
    keeper.stopped = true;
    meet({ source: found.text, number: keeper.number }, "left");
    rival.done = () => shelf.remove(found);
  }
}

let isLeaving = false;
form.addEventListener("submit", (event) => {
  field.value = surface.text;
  if (isLeaving || !keeper.sending) return;
  // A save is on its way: what the form says of the draft is true once that was answered.
  event.preventDefault();
  const button = event.submitter;
  keeper.sending.finally(() => {
    isLeaving = true;
    form.requestSubmit(button);
  });
});
addEventListener("pagehide", () => {
  field.value = surface.text;
  keeper.leave();
});
addEventListener("pageshow", ({ persisted }) => {
  isLeaving = false;
  if (persisted) look();
});
addEventListener("beforeunload", (event) => {
  if (keeper.isOpen && !keeper.isKept) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keeper.leave();
  else look();
});

async function mount() {
  if (!form.dataset.editor) return;
  try {
    const { mount: start } = await import(form.dataset.editor);
    surface = start(field, { nonce: form.dataset.nonce, label: words.source, words, ...given });
    document.getElementById("keys").hidden = false;
  } catch {
    // The plain field stays.
  }
}

await mount();
surface.onChange(typed);
surface.onMove((at) => {
  line = at;
  bench.moved(at);
});
offerKinds(given.kinds, () => surface, () => line);
// A browser that comes back to a page, or reloads it, may have kept what was typed in the field.
if (given.unsaved && standing) {
  standing.closest("section").hidden = true;
  keeper.text = surface.text;
  keeper.note();
  keeper.collide({ source: standing.value, number: given.number });
} else {
  typed(surface.text);
  await bringBack();
}
await checker.checkWhole();
form.dataset.ready = "yes";
