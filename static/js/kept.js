// The page for no network: it names the questions that were kept, and opens what was asked for once there is a network.

const TRY_EVERY = 2000;
const ADDRESS = /\/a\/[\w-]+\/(\d+)$/;

async function list() {
  const nav = document.getElementById("kept");
  const list = nav.querySelector("ul");
  const cache = await caches.open("pages");
  const found = (await cache.keys()).map((request) => ADDRESS.exec(request.url)).filter(Boolean);
  const attempt = (match) => match.input.slice(0, match.input.lastIndexOf("/"));
  found.sort((one, other) => attempt(one).localeCompare(attempt(other)) || one[1] - other[1]);
  for (const [address, number] of found.map((match) => [match.input, match[1]])) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = list.dataset.words.replace("{n}", number);
    item.append(link);
    list.append(item);
  }
  nav.hidden = !found.length;
}

// A network that is said to be there may not carry anything yet: it is tried before the page is left.
async function tryAgain() {
  const reached = navigator.onLine && (await fetch("/offline").catch(() => null));
  if (reached) location.reload();
  else setTimeout(tryAgain, TRY_EVERY);
}

if ("caches" in window) list();
setTimeout(tryAgain, TRY_EVERY);
