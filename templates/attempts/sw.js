// The service worker: styles and scripts come from its cache, and the pages of a running attempt open without a
// network. It keeps a page only where the server says that it may: never one with a key or a reason in it. And only for
// the account whose page it is: every answer of the server says whose that is, and with the sign-in the pages go.
// Study notes are asked for without a cookie, so there is nothing personal in them. Which ones are kept is: that goes too.

const SHELL = {{ ("shell " ~ version)|tojson }};
const PAGES = "pages";
const WHO = "who";
const STATICS = "/static/";
const ASSETS = {{ assets|tojson }};
const OFFLINE = {{ url_for("offline.page")|tojson }};
const REVIEW = {{ url_for("review.overview", series=none)|tojson }};
const SUBSCRIBE = {{ url_for("reminders.subscribe")|tojson }};
const NAME = {{ _("Dalmada")|tojson }};
const ICON = {{ static_url("img/icon-192.png")|tojson }};
const MOST_PAGES = 200;
// Each month's notes, with their pictures, are in a cache of their own.
const NOTES = "notes ";
const MOST_NOTES = 12;
const MOST_BYTES = 5_000_000;
const FRESH = 3_600_000;
const MEDIA = "/media/";
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

/** The caches whose names begin so, in the order in which they were made. */
async function kinds(beginning) {
  return (await caches.keys()).filter((name) => name.startsWith(beginning));
}

async function dropOld() {
  const shells = (await kinds("shell ")).filter((name) => name !== SHELL);
  await Promise.all(shells.slice(0, Math.max(0, shells.length - MOST_SHELLS + 1)).map((name) => caches.delete(name)));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

// Grows when another account signs in, or nobody is there any more: what was asked for before that counts no more.
let generation = 0;
let learning = Promise.resolve();

/** The mark of the account that is signed in, as far as the server has said so. */
async function who() {
  const found = await (await caches.open(WHO)).match(`/${WHO}`);
  return found ? found.text() : null;
}

/** Show no more reminders of an account in this browser; the push service says so at the next one. */
async function unsubscribe() {
  const subscription = await self.registration.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

async function change(account) {
  generation += 1;
  const before = await who();
  await (await caches.open(WHO)).put(`/${WHO}`, new Response(account));
  await caches.delete(PAGES);
  // What was read without an account stays for the one that signs in; what an account read is known to that alone.
  if (before && before !== NOBODY) await Promise.all((await kinds(NOTES)).map((name) => caches.delete(name)));
  // A sign-in that has only ended, as it does after a month, is what reminders are for; somebody else's is not.
  if (before && before !== NOBODY && account !== NOBODY) await unsubscribe().catch(() => {});
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

/** What is fetched for notes: as by nobody, so that it is the same for everybody; nothing where it can't be had. */
async function unnamed(address) {
  const response = await fetch(address, { credentials: "omit", headers: { Accept: "text/html, image/*" } }).catch(() => null);
  return response?.ok && !response.redirected ? response : null;
}

async function bytesIn(name) {
  const cache = await caches.open(name);
  const sizes = (await cache.keys()).map(async (one) => (await (await cache.match(one)).blob()).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Let go of the notes that were opened longest ago, until what is kept is few and small enough. */
async function boundNotes() {
  const names = await kinds(NOTES);
  const sizes = await Promise.all(names.map(bytesIn));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  for (const [place, name] of names.entries()) {
    if (names.length - place <= MOST_NOTES && total <= MOST_BYTES) return;
    total -= sizes[place];
    await caches.delete(name);
  }
}

async function isFresh(name, address) {
  const found = (await caches.has(name)) && (await (await caches.open(name)).match(address));
  return Boolean(found) && Date.now() - Date.parse(found.headers.get("Date")) < FRESH;
}

/** Keep the notes at an address with their pictures; the page of their month leads there without a network. */
async function keepNotes({ address, month }) {
  const name = NOTES + address;
  const began = generation;
  if (await isFresh(name, address)) return;
  const page = await unnamed(address);
  if (!page) return;
  const text = await page.clone().text();
  const pictures = [...new Set(text.match(/\/media\/[\w.-]+/g) ?? [])];
  const found = await Promise.all(pictures.map(async (one) => [one, await unnamed(one)]));
  if (began !== generation) return;
  // Made again, it is the last one in the order.
  await caches.delete(name);
  const cache = await caches.open(name);
  await cache.put(address, page);
  await cache.put(month, Response.redirect(new URL(address, self.location.origin)));
  await Promise.all(found.filter(([, picture]) => picture).map(([one, picture]) => cache.put(one, picture)));
  if (began !== generation) await caches.delete(name);
  await boundNotes();
}

/** What was kept with notes under an address, in the newest of them. */
async function keptNotes(address) {
  const { pathname } = new URL(address);
  for (const name of (await kinds(NOTES)).reverse()) {
    const found = await (await caches.open(name)).match(pathname);
    if (found) return found;
  }
  return undefined;
}

async function picture(request) {
  return (await keptNotes(request.url)) ?? fetch(request);
}

function timeout() {
  return new Promise((_, reject) => {
    setTimeout(reject, PATIENCE);
  });
}

async function page(request) {
  const began = generation;
  const kept = await keptPage(request.url);
  const notes = await keptNotes(request.url);
  const fetched = fetch(request).then((response) => {
    keep(request, response.clone(), began);
    return response;
  });
  try {
    // A network that is there and carries nothing is none, for a page that is here already.
    return await (kept || notes ? Promise.race([fetched, timeout()]) : fetched);
  } catch {
    return (await keptPage(request.url)) ?? notes ?? (await caches.match(OFFLINE));
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
  if (response.type === "opaqueredirect") {
    await unsubscribe().catch(() => {});
    await change(NOBODY);
  }
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
  else if (pathname.startsWith(MEDIA)) event.respondWith(picture(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

/** What the server sent, to be shown: a browser wants every message to be seen. */
function shown(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const { title, body, language } = event.data ? shown(event.data) : {};
  // One below the same tag takes the place of the one before.
  const options = { body: body ?? "", lang: language ?? "", tag: "review", icon: ICON, badge: ICON };
  event.waitUntil(self.registration.showNotification(title ?? NAME, options));
});

async function open() {
  const windows = await self.clients.matchAll({ type: "window" });
  const own = windows.find((one) => new URL(one.url).pathname === REVIEW);
  return own ? own.focus() : self.clients.openWindow(REVIEW);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

/** The push service gave this browser another address: the server learns it, for the account that is signed in. */
async function renew({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const subscription = newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!subscription) return;
  const answer = await fetch("/csrf", { headers: { "X-Requested-With": "fetch" } });
  const { token, account } = await answer.json();
  if (!account || account !== (await who())) return;
  await fetch(SUBSCRIBE, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Requested-With": "fetch", [ACCOUNT]: account },
    body: JSON.stringify({ ...subscription.toJSON(), gone: oldSubscription?.endpoint }),
  });
}

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event));
});

self.addEventListener("message", (event) => {
  const began = generation;
  const fetched = (event.data.keep ?? []).map(async (address) => {
    if (await keptPage(address)) return;
    const request = new Request(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    const response = await fetch(request).catch(() => null);
    if (response?.ok) await keep(request, response, began);
  });
  if (event.data.notes) fetched.push(keepNotes(event.data.notes));
  event.waitUntil(Promise.all(fetched));
});
