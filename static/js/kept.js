// The page for no network: it names the questions that were kept, and opens what was asked for once there is a network.

const TRY_EVERY = 2000;
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

/** The name of the quiz, as the page of its question says it. */
async function titleOf(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("h1")?.textContent ?? "";
}

function links(pages, words) {
  const list = document.createElement("ul");
  list.className = "list";
  for (const { address, number } of [...pages].sort((one, other) => one.number - other.number)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words.replace("{n}", number);
    item.append(link);
    list.append(item);
  }
  return list;
}

async function list() {
  const nav = document.getElementById("kept");
  const place = nav.querySelector("div");
  const pages = await found();
  for (const attempt of new Set(pages.map((page) => page.attempt))) {
    const own = pages.filter((page) => page.attempt === attempt);
    const heading = document.createElement("h3");
    heading.textContent = await titleOf(own[0].response);
    place.append(heading, links(own, place.dataset.words));
  }
  nav.hidden = !pages.length;
}

// A network that is said to be there may not carry anything yet: it is tried before the page is left.
async function tryAgain() {
  const reached = navigator.onLine && (await fetch("/offline").catch(() => null));
  if (reached) location.reload();
  else setTimeout(tryAgain, TRY_EVERY);
}

if ("caches" in window) list();
setTimeout(tryAgain, TRY_EVERY);
