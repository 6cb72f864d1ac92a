// The page for no network: it names the questions and study notes that were kept, and opens what was asked for once
// there is a network.

import { entries } from "./shelves.js";

const TRY_EVERY = 2000;
const NOTES = "notes ";
const ADDRESS = /(\/a\/[\w-]+)\/(\d+)$/;

/** The pages that were kept for the account that is signed in: a list of address, attempt and number for each. */
async function found() {
  const who = await (await (await caches.open("who")).match("/who"))?.text();
  const cache = await caches.open("pages");
  const pages = [];
  for (const request of await cache.keys()) {
    const match = ADDRESS.exec(request.url);
    const response = match && (await cache.match(request));
    const account = response?.headers.get("X-Account");
    if (account && account === who) pages.push({ address: match[0], attempt: match[1], number: Number(match[2]), response });
  }
  return pages;
}

/** The names of the month and the quiz, as the page of its question says them. */
async function titleOf(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const heading = page.querySelector("h1");
  const title = heading?.textContent ?? "";
  const month = heading?.dataset.month;
  return month && !title.includes(month) ? `${month} · ${title}` : title;
}

/** A list of links, each with an address, its words, and their language where it is not the page's. */
function links(pages) {
  const list = document.createElement("ul");
  list.className = "list";
  for (const { address, words, language } of pages) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words;
    if (language && language !== document.documentElement.lang) link.lang = language;
    item.append(link);
    list.append(item);
  }
  return list;
}

function questions(pages, words) {
  const inOrder = [...pages].sort((one, other) => one.number - other.number);
  return links(inOrder.map(({ address, number }) => ({ address, words: words.replace("{n}", number) })));
}

/** The study notes that were kept, those that were opened last first. */
async function listNotes() {
  const nav = document.getElementById("notes");
  const pages = [];
  for (const name of (await caches.keys()).filter((one) => one.startsWith(NOTES)).reverse()) {
    const address = name.slice(NOTES.length);
    const response = await (await caches.open(name)).match(address);
    if (!response) continue;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    pages.push({ address, words: page.querySelector("h1")?.textContent ?? address, language: page.documentElement.lang });
  }
  if (pages.length) nav.append(links(pages));
  nav.hidden = !pages.length;
}

async function list() {
  const nav = document.getElementById("kept");
  const place = nav.querySelector("div");
  const pages = await found();
  for (const attempt of new Set(pages.map((page) => page.attempt))) {
    const own = pages.filter((page) => page.attempt === attempt);
    const heading = document.createElement("h3");
    heading.textContent = await titleOf(own[0].response);
    place.append(heading, questions(own, place.dataset.words));
  }
  nav.hidden = !pages.length;
}

/** Whether something that was entered here was not sent yet; what was emptied again is no answer. */
async function isWaiting() {
  const found = (await entries.all()).filter((entry) => entry.state === "waiting");
  return found.some((entry) => Object.keys(entry.answer ?? {}).length > 0);
}

// A network that is said to be there may not carry anything yet: it is tried before the page is left.
async function tryAgain() {
  const reached = navigator.onLine && (await fetch("/offline").catch(() => null));
  if (reached) location.reload();
  else setTimeout(tryAgain, TRY_EVERY);
}

if ("caches" in window) {
  list();
  listNotes();
}
isWaiting().then((some) => {
  document.getElementById("waiting").hidden = !some;
});
setTimeout(tryAgain, TRY_EVERY);
