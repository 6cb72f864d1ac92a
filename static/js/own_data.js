// Files of one's data that are being prepared: says how far they are, and shows the way to each once it is ready.

const EVERY = 3000;
const places = new Map([...document.querySelectorAll("[data-file]")].map((place) => [place.dataset.file, place]));

function show(place, { state, progress }) {
  const said = place.querySelector("[role=status]");
  const bar = place.querySelector("progress");
  const pending = state === "waiting" || state === "running";
  bar.value = progress;
  // Every tenth is said, so that nobody who listens hears each step.
  const words = pending ? said.textContent.replace(/\d+/, String(progress - (progress % 10))) : place.dataset[state];
  if (said.textContent !== words) said.textContent = words;
  if (pending) return;
  bar.hidden = true;
  place.querySelector("[data-meanwhile]").hidden = true;
  place.querySelector("[data-way]").hidden = state !== "ready";
}

async function look() {
  const response = await fetch("/account/data/status", { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const found = response?.ok ? await response.json().catch(() => null) : null;
  for (const [kind, place] of places) {
    const file = found?.[kind];
    if (!file) continue;
    show(place, file);
    if (file.state === "ready" || file.state === "failed") places.delete(kind);
  }
  if (places.size) setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
