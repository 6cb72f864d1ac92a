// The page of reminders: notifications of this browser are switched on and off, the calendar's address is copied.

import * as network from "./network.js";

const SUPPORTED = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

// A browser that allows no notifications, as many do in a private window, refuses by one of these.
const REFUSALS = ["NotAllowedError", "NotSupportedError", "SecurityError", "InvalidStateError"];

/** The key as `subscribe` takes it. */
function bytesOf(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Whether a subscription was made with the key that the server signs with now. */
function isOurs(subscription, key) {
  const made = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const ours = bytesOf(key);
  return made.length === ours.length && made.every((byte, place) => byte === ours[place]);
}

async function send(place, body) {
  const response = await network.send(place.dataset.send, "POST", body);
  if (!response.ok) throw new Error(String(response.status));
}

async function switchOn(place, registration) {
  if ((await Notification.requestPermission()) !== "granted") return;
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(place.dataset.key) };
  const subscription = await registration.pushManager.subscribe(options);
  try {
    await send(place, subscription.toJSON());
  } catch (error) {
    // What the server does not know would never be used.
    await subscription.unsubscribe();
    throw error;
  }
}

async function switchOff(place, subscription) {
  await subscription.unsubscribe();
  await send(place, { gone: subscription.endpoint });
}

/** Why it did not work, as far as the browser says it; a network is what most often stands between. */
function reasonOf(place, { name }) {
  if (REFUSALS.includes(name)) return place.dataset.refused;
  return name === "AbortError" ? place.dataset.aborted : place.dataset.failed;
}

async function begin(place) {
  if (!(await navigator.serviceWorker.getRegistration())) await navigator.serviceWorker.register("/sw.js");
  const registration = await navigator.serviceWorker.ready;
  const said = place.querySelector("p");
  const button = place.querySelector("button");
  network.begin(place.querySelector("[name=csrf_token]").value);
  const current = async () => {
    const found = await registration.pushManager.getSubscription();
    if (!found || isOurs(found, place.dataset.key)) return found;
    // Made with an earlier key: nothing signed with this one would arrive.
    await found.unsubscribe();
    return null;
  };
  const show = async (words) => {
    const on = Boolean(await current());
    const isDenied = Notification.permission === "denied";
    said.textContent = words ?? (isDenied ? place.dataset.denied : on ? place.dataset.on : place.dataset.off);
    button.textContent = on ? place.dataset.switchOff : place.dataset.switchOn;
    button.hidden = isDenied && !on;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const subscription = await current();
      await (subscription ? switchOff(place, subscription) : switchOn(place, registration));
      const denied = Notification.permission === "denied";
      if (denied) await show();
      else location.reload();
    } catch (error) {
      await show(reasonOf(place, error));
    }
    button.disabled = false;
  });
  await show();
  document.getElementById("no-push").hidden = true;
  place.hidden = false;
}

function beginCopying(button) {
  const address = document.getElementById("address");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address.value);
      button.textContent = button.dataset.done;
    } catch {
      // Refused: it is marked, to be copied by hand.
      address.select();
    }
  });
}

const place = document.getElementById("push");
if (place && SUPPORTED) begin(place).catch(() => {});
const copy = document.getElementById("copy");
if (copy && navigator.clipboard) beginCopying(copy);
