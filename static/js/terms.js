// A term shows what the glossary says of it in place. Without this, and where that fails, its link leads to the page.

const GAP = 8;
let card = null;
let opener = null;

function cardOfPage() {
  if (card) return card;
  card = document.createElement("div");
  card.className = "card term-card";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && card.contains(document.activeElement)) opener?.focus();
  });
  document.body.append(card);
  return card;
}

/** What the page of the glossary says of the term that `link` names; null where it says nothing. */
async function entryOf(link) {
  const response = await fetch(link.href, { credentials: "same-origin" });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.getElementById(new URL(link.href).hash.slice(1));
}

/** Below its link, or above it where there is no room; never past an edge of the window. */
function put(element, link) {
  const at = link.getBoundingClientRect();
  const size = element.getBoundingClientRect();
  const left = Math.max(GAP, Math.min(at.left, innerWidth - size.width - GAP));
  const below = at.bottom + GAP + size.height <= innerHeight;
  element.style.left = `${left}px`;
  element.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - size.height)}px`;
}

async function open(link) {
  let entry = null;
  try {
    entry = await entryOf(link);
  } catch {
    // Without a network the page of the glossary says so itself.
  }
  if (!entry) {
    location.assign(link.href);
    return;
  }
  const shown = cardOfPage();
  const list = document.createElement("dl");
  list.append(...document.importNode(entry, true).children);
  const more = document.createElement("p");
  const page = document.createElement("a");
  page.href = link.href;
  page.textContent = document.querySelector("[data-glossary]").dataset.glossary;
  more.append(page);
  shown.replaceChildren(list, more);
  shown.setAttribute("aria-label", link.textContent);
  opener = link;
  shown.showPopover();
  put(shown, link);
  shown.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.term");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
  if (!link || !plain || !HTMLElement.prototype.hasOwnProperty("popover")) return;
  event.preventDefault();
  open(link);
});
