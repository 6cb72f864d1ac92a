// The service worker: styles and scripts come from its cache, and the pages of a running attempt open without a
// network. It keeps a page only where the server says that it may: never one with a key or a reason in it.

const SHELL = {{ ("shell " ~ version)|tojson }};
const PAGES = "pages";
const ASSETS = {{ assets|tojson }};
const OFFLINE = {{ url_for("offline.page")|tojson }};
const MOST_PAGES = 200;
const PATIENCE = 4000;
const MAY_KEEP = "X-Keep-Offline";
// After these, pages of whoever was signed in before are nobody's business.
const FORGETTING = /^\/(signin|signout|signup|account\/)/;

const ANSWER = /^\/a\/[\w-]+\/\d+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([...ASSETS, OFFLINE]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const drop = (names) => names.filter((name) => name !== SHELL && name !== PAGES).map((name) => caches.delete(name));
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(drop(names)))
      .then(() => self.clients.claim()),
  );
});

async function keep(request, response) {
  const cache = await caches.open(PAGES);
  const address = request.url.split("#")[0];
  if (!response.ok || response.headers.get(MAY_KEEP) !== "yes") {
    await cache.delete(address);
    return;
  }
  await cache.put(address, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PAGES)).map((old) => cache.delete(old)));
}

function timeout() {
  return new Promise((_, reject) => {
    setTimeout(reject, PATIENCE);
  });
}

async function page(request) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(request.url.split("#")[0]);
  const fetched = fetch(request).then((response) => {
    keep(request, response.clone());
    return response;
  });
  try {
    // A network that is there and carries nothing is none, for a page that is here already.
    return await (kept ? Promise.race([fetched, timeout()]) : fetched);
  } catch {
    return kept ?? (await caches.match(OFFLINE));
  }
}

/** A form of a running attempt that the network takes nowhere leads back to its question, whose answer was kept. */
async function form(request) {
  try {
    return await fetch(request);
  } catch {
    const kept = await (await caches.open(PAGES)).match(request.url.split("#")[0]);
    return kept ?? (await caches.match(OFFLINE));
  }
}

async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function forgetting(request) {
  const response = await fetch(request);
  await caches.delete(PAGES);
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
  else if (ASSETS.includes(pathname)) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

self.addEventListener("message", (event) => {
  const fetched = (event.data.keep ?? []).map(async (address) => {
    const cache = await caches.open(PAGES);
    if (await cache.match(address)) return;
    const request = new Request(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    const response = await fetch(request).catch(() => null);
    if (response?.ok) await keep(request, response);
  });
  event.waitUntil(Promise.all(fetched));
});
