// What a teacher writes to who sits an assignment comes with the time, every few seconds: it is put in without a reload
// and takes no focus. It stays until it is dismissed here, or read in the inbox.

import { send } from "./network.js";

/** Look after the messages of the page; returns what takes those that the server names, if the page has a place. */
export function watchMessages() {
  const place = document.getElementById("messages");
  if (!place) return () => {};
  const { path } = place.dataset;
  const made = document.getElementById("message").content;
  const dismissed = new Set();
  const find = (id) => place.querySelector(`[data-message="${id}"]`);
  let last = null;

  /** Who dismisses one with the keyboard goes on with the next, or where they were. */
  const remove = (one) => {
    const hadFocus = one.contains(document.activeElement);
    one.remove();
    if (!hadFocus) return;
    const onward = place.querySelector("button") ?? (last?.isConnected ? last : document.getElementById("main"));
    onward.focus({ preventScroll: true });
  };

  const add = ({ id, headline, text }) => {
    const copy = made.cloneNode(true);
    const one = copy.firstElementChild;
    one.dataset.message = id;
    const [head, words] = one.querySelectorAll("bdi");
    head.textContent = headline;
    words.textContent = text;
    place.append(copy);
    // Of several the latest is in sight.
    place.scrollTop = place.scrollHeight;
  };

  const dismiss = async (one) => {
    const id = one.dataset.message;
    const response = await send(`${path}/${id}`, "POST", {}).catch(() => null);
    // What the server did not hear of is not read: it stays.
    if (!response?.ok) return;
    dismissed.add(id);
    remove(one);
  };

  document.addEventListener("focusin", ({ target }) => {
    if (!place.contains(target)) last = target;
  });
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    dismiss(button.closest("[data-message]"));
  });

  return (messages) => {
    const named = new Set(messages.map((one) => String(one.id)));
    for (const one of place.querySelectorAll("[data-message]")) if (!named.has(one.dataset.message)) remove(one);
    for (const one of messages) if (!find(one.id) && !dismissed.has(String(one.id))) add(one);
  };
}
