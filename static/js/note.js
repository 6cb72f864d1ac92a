// The study note of a question opens beside it: from below on a phone, on a wide screen next to the question, which can
// be read and answered meanwhile. Without this script, or without a network, it is a page of its own.

const WIDE = "(width > 60rem)";

function sheetOf(page) {
  const article = page.getElementById("study");
  const back = page.getElementById("back");
  if (!article || !back) return null;
  const sheet = document.createElement("dialog");
  sheet.className = "beside";
  sheet.setAttribute("aria-labelledby", article.getAttribute("aria-labelledby"));
  const close = document.createElement("button");
  close.className = "btn";
  close.append(...back.childNodes);
  const form = document.createElement("form");
  form.method = "dialog";
  form.append(close);
  sheet.append(form, article);
  // Keys of the question, as digits and Enter, mean nothing in its note.
  sheet.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") sheet.close();
  });
  sheet.addEventListener("click", ({ target }) => {
    if (target === sheet) sheet.close();
  });
  return sheet;
}

async function open(opener) {
  const address = new URL(opener.dataset.note, location.href);
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  const sheet = page && sheetOf(page);
  if (!sheet) {
    location.assign(address);
    return;
  }
  document.querySelector("dialog.beside")?.remove();
  document.getElementById("main").append(sheet);
  sheet.addEventListener("close", () => {
    sheet.remove();
    opener.focus();
  });
  if (matchMedia(WIDE).matches) sheet.show();
  else sheet.showModal();
  const place = address.hash && document.getElementById(address.hash.slice(1));
  if (place && sheet.contains(place)) place.scrollIntoView();
}

addEventListener("click", (event) => {
  const opener = event.target.closest("[data-note]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(opener);
});
