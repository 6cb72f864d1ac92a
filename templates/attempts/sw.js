// The service worker: styles and scripts come from its cache, and the pages of a running attempt open without a
// network. It keeps a page only where the server says that it may: never one with a key or a reason in it. And only for
// the account whose page it is: every answer of the server says whose that is, and with the sign-in the pages go.

const SHELL = {{ ("shell " ~ version)|tojson }};
const PAGES = "pages";
const WHO = "who";
const STATICS = "/static/";
const ASSETS = {{ assets|tojson }};
const OFFLINE = {{ url_for("offline.page")|tojson }};
const MOST_PAGES = 200;
// A page that is open, or was kept, goes on with the styles and scripts of its own release.
const MOST_SHELLS = 3;
const PATIENCE = 4000;
const MAY_KEEP = "X-Keep-Offline";
const ACCOUNT = "X-Account";
const NOBODY = "none";
// With these a sign-in ends, where they succeed.
const FORGETTING = /^\/(signout|account\/delete)$/;

const ANSWER = /^\/a\/[\w-]+\/\d+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([...ASSETS, OFFLINE]))
      .then(() => self.skipWaiting()),
  );
});

async function dropOld() {
  // In the order in which they were made.
  const shells = (await caches.keys()).filter((name) => name.startsWith("shell ") && name !== SHELL);
  await Promise.all(shells.slice(0, Math.max(0, shells.length - MOST_SHELLS + 1)).map((name) => caches.delete(name)));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

// Grows when another account signs in, or nobody is there any more: what was asked for before that tells nothing.
let generation = 0;
let learning = Promise.resolve();

/** The mark of the account that is signed in, as far as the server has said so. */
async function who() {
  const found = await (await caches.open(WHO)).match(`/${WHO}`);
  return found ? found.text() : null;
}

async function change(account) {
  generation += 1;
  await (await caches.open(WHO)).put(`/${WHO}`, new Response(account));
  await caches.delete(PAGES);
  const channel = new BroadcastChannel("dalmada");
  channel.postMessage({ account: account === NOBODY ? "" : account });
  channel.close();
}

/** Learn from an answer, asked for in the generation `began`, who is signed in; one answer after another. */
function learn(response, began) {
  const account = response.headers.get(ACCOUNT);
  const learnt = learning.then(async () => {
    if (account && began === generation && account !== (await who())) await change(account);
  });
  learning = learnt.catch(() => {});
  return learnt;
}

async function isOwn(response) {
  const account = response?.headers.get(ACCOUNT);
  return Boolean(account) && account === (await who());
}

async function keep(request, response, began) {
  await learn(response, began);
  const address = request.url.split("#")[0];
  const cache = await caches.open(PAGES);
  // A server that fails for a while says nothing about the page.
  if (response.status >= 429) return;
  if (!response.ok || response.headers.get(MAY_KEEP) !== "yes") {
    await cache.delete(address);
    return;
  }
  const now = generation;
  if (!(await isOwn(response))) return;
  await cache.put(address, response);
  // A sign-out meanwhile has emptied another cache than this one is in by now.
  if (now !== generation) await caches.delete(PAGES);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PAGES)).map((old) => cache.delete(old)));
}

/** The page that was kept under an address, where it belongs to the account that is signed in. */
async function keptPage(address) {
  const found = await (await caches.open(PAGES)).match(address.split("#")[0]);
  return (await isOwn(found)) ? found : undefined;
}

function timeout() {
  return new Promise((_, reject) => {
    setTimeout(reject, PATIENCE);
  });
}

async function page(request) {
  const began = generation;
  const kept = await keptPage(request.url);
  const fetched = fetch(request).then((response) => {
    keep(request, response.clone(), began);
    return response;
  });
  try {
    // A network that is there and carries nothing is none, for a page that is here already.
    return await (kept ? Promise.race([fetched, timeout()]) : fetched);
  } catch {
    return (await keptPage(request.url)) ?? (await caches.match(OFFLINE));
  }
}

/** A form of a running attempt that the network takes nowhere leads back to its question, whose answer was kept. */
async function form(request) {
  try {
    return await fetch(request);
  } catch {
    return (await keptPage(request.url)) ?? (await caches.match(OFFLINE));
  }
}

async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function forgetting(request) {
  const response = await fetch(request);
  // Where the form is refused it comes again; else it leads on.
  if (response.type === "opaqueredirect") await change(NOBODY);
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && FORGETTING.test(pathname)) event.respondWith(forgetting(request));
  else if (request.method === "POST" && request.mode === "navigate" && ANSWER.test(pathname))
    event.respondWith(form(request));
  else if (request.method !== "GET") return;
  else if (pathname.startsWith(STATICS)) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

self.addEventListener("message", (event) => {
  const began = generation;
  const fetched = (event.data.keep ?? []).map(async (address) => {
    if (await keptPage(address)) return;
    const request = new Request(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    const response = await fetch(request).catch(() => null);
    if (response?.ok) await keep(request, response, began);
  });
  event.waitUntil(Promise.all(fetched));
});
