// What is typed into a form of the studio is kept on this device until it is saved in the draft, for the account that
// typed it, and brought back where the page was closed before. The server makes a form of what was kept, as it does
// where a line is added: only what a page has seen can be saved over, whenever it was typed.

import { showState } from "../states.js";
import * as shelf from "./shelf.js";
import { Tabs, page } from "./tabs.js";

const MOST_NAMES = 5;
/** What a form says beside what is typed: it differs from page to page. */
const BESIDE = new Set(["csrf_token", "number", "base", "part", "part_id", "part_kind", "page", "after"]);

const form = document.querySelector("form[data-kept]");
const place = document.getElementById("save");
const note = document.getElementById("restored");
// A page that holds what was not saved goes on with what its browser keeps of the page before.
const own = form.elements.page.value || page;
const draft = form.dataset.kept;
const tabs = new Tabs(draft, () => {}, own);
const standing = [...place.childNodes];

/** All that the form would send but for files, which no browser lets a page put back. */
function fields() {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

/** What is typed, by name. */
function typed(of) {
  const found = {};
  for (const [name, value] of of) if (!BESIDE.has(name)) (found[name] ??= []).push(value.replaceAll("\r\n", "\n"));
  return found;
}

const said = (of) => JSON.stringify(typed(of));

let stands = "typed" in form.dataset ? "" : said(fields());
let isKept = true;
let isGivenUp = false;
let isAgain = false;
let writing;

const isOpen = () => !isGivenUp && said(fields()) !== stands;
const entry = () => ({ draft, page: own, fields: fields(), at: Date.now() });

/** Write it down; while one is written, the next one waits, and only the last of them is. */
function write() {
  isAgain = true;
  writing ??= writeDown().finally(() => (writing = undefined));
  return writing;
}

async function writeDown() {
  while (isAgain) {
    isAgain = false;
    if (isOpen()) isKept = await shelf.put(entry());
    else await shelf.remove(entry());
    tell();
  }
}

function tell() {
  const state = !isOpen() ? "stands" : isKept ? "typed" : "unkept";
  if (place.dataset.state === state) return;
  if (state !== "stands") {
    showState(place, state);
    return;
  }
  place.dataset.state = state;
  place.replaceChildren(...standing);
}

/** Put what was kept into the form: as the server makes a form of it, or field by field. Whether it is there. */
async function fill(kept) {
  if (!("form" in form.dataset)) {
    fillIn(kept);
    return true;
  }
  const sent = new URLSearchParams(kept);
  sent.set("csrf_token", form.elements.csrf_token.value);
  sent.set("go", "restore:");
  const answer = await fetch(form.action, { method: "POST", body: sent });
  if (!answer.ok) throw new Error(answer.status);
  const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("form");
  // Somebody may have begun to type meanwhile.
  if (isOpen()) return false;
  form.replaceChildren(...made.childNodes);
  form.dispatchEvent(new Event("restored", { bubbles: true }));
  return true;
}

function fillIn(kept) {
  const values = typed(kept);
  for (const field of form.elements) {
    if (!field.name || BESIDE.has(field.name)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name]?.includes(field.value) ?? false;
    else if (values[field.name]) field.value = values[field.name].shift() ?? "";
  }
}

/** What a field is called: by its own label, behind those of the line and of the group in which it stands. */
function nameOf(field) {
  const line = field.closest("[data-line]")?.querySelector("legend")?.textContent;
  const group = field.closest("fieldset")?.querySelector("legend")?.textContent;
  const label = field.labels?.[0]?.textContent;
  return [...new Set([line, group, label])].filter(Boolean).map((one) => one.trim()).join(" · ");
}

/** The names of the fields in which the form differs from `before`. */
function differing(before) {
  const now = typed(fields());
  const names = Object.keys(now).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]));
  const shown = names.map((name) => [...form.elements].find((one) => one.name === name && one.type !== "hidden"));
  return [...new Set(shown.filter(Boolean).map(nameOf))];
}

function name(kept, before) {
  const names = differing(before);
  const { lang, dataset } = document.documentElement;
  const time = new Date(kept.at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short", timeZone: dataset.zone });
  const rest = names.length > MOST_NAMES ? ", …" : "";
  const words = note.dataset.words.replace("{time}", () => time);
  note.querySelector("[data-place=words]").textContent = words;
  note.querySelector("[data-place=fields]").textContent = names.slice(0, MOST_NAMES).join(", ") + rest;
  note.hidden = false;
}

/** What pages that are gone had not saved: the last of it comes back, unless somebody is typing by now. */
async function bringBack() {
  await shelf.forgetSaved();
  const there = await tabs.there();
  const left = (await shelf.ofDraft(draft)).filter((one) => one.page !== own && !there.has(one.page));
  for (const one of left) if (said(one.fields) === stands) await shelf.remove(one);
  const found = left.find((one) => said(one.fields) !== stands);
  if (!found || "typed" in form.dataset || isOpen()) return;
  const before = typed(fields());
  if (!(await fill(found.fields))) return;
  form.elements.page.value = own;
  await write();
  await shelf.remove(found);
  if (said(fields()) !== JSON.stringify(before)) name(found, before);
}

note.querySelector("button").addEventListener("click", async () => {
  isGivenUp = true;
  await write();
  location.reload();
});

let isSent = false;
form.elements.page.value = own;
// The browser puts back what was typed without the number that it was typed on: this does it with that.
form.autocomplete = "off";
form.addEventListener("input", write);
form.addEventListener("change", write);
new MutationObserver(write).observe(form, { childList: true, subtree: true });
form.addEventListener("submit", () => (isSent = true));
addEventListener("pageshow", () => (isSent = false));
addEventListener("beforeunload", (event) => {
  const hasFile = [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
  if (!isSent && !isGivenUp && (hasFile || (isOpen() && !isKept))) event.preventDefault();
});

write();
try {
  await bringBack();
} catch {
  // Without a network, or signed out: it stays on the device until the form is opened again.
}
form.dataset.ready = "yes";
