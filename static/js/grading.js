// The page of an answer to grade: digits tick criteria, n and p go to the next and the previous answer, Ctrl and Enter
// give the score from anywhere, and what is ticked and typed is kept as a draft by itself. Without this script buttons
// do the same.

const PAUSE = 1200;
const TYPED_INTO = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const form = document.getElementById("grading");
const said = document.getElementById("kept");
const criteria = [...form.querySelectorAll("[name=part]")];
let timer = 0;
let leaving = false;

function say(words) {
  said.textContent = words;
}

async function keep() {
  clearTimeout(timer);
  timer = 0;
  const response = await fetch(form.dataset.draft, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "X-Requested-With": "fetch" },
    keepalive: true,
  }).catch(() => null);
  if (leaving) return;
  const answer = await response?.json().catch(() => null);
  if (!response?.ok) say(answer?.error ?? said.dataset.lost);
  else say(answer?.kept ? said.dataset.kept : "");
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", () => {
  // What is sent now says it all: a draft that arrived after it would come back.
  clearTimeout(timer);
  timer = 0;
  leaving = true;
});
addEventListener("pagehide", () => {
  if (timer && !leaving) keep();
});
addEventListener("pageshow", () => {
  leaving = false;
});

addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
    event.preventDefault();
    if (!leaving) document.getElementById("give").click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPED_INTO)) return;
  const criterion = /^[1-9]$/.test(event.key) && criteria[event.key - 1];
  const onward = { n: "next", p: "previous" }[event.key.toLowerCase()];
  if (criterion) {
    criterion.click();
    criterion.focus();
  } else if (onward) {
    form.querySelector(`[name=go][value=${onward}]`)?.click();
  }
});
