// Lines of a form come, go and move at once. Without script each of their buttons sends the form, which comes back so.

const form = document.querySelector("[data-form]");

// The first and the last line of a list can't move further.
function settle(list) {
  const lines = [...list.children];
  for (const [place, line] of lines.entries()) {
    const head = line.querySelector(":scope > fieldset > .line-buttons");
    const up = head?.querySelector("[data-line-up]");
    const down = head?.querySelector("[data-line-down]");
    if (up) up.disabled = place === 0;
    if (down) down.disabled = place === lines.length - 1;
  }
}

function move(button, line, other, where) {
  other[where](line);
  settle(line.parentElement);
  (button.disabled ? line.querySelector(".line-buttons button:enabled") : button).focus();
}

function remove(line) {
  const list = line.parentElement;
  const next = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  settle(list);
  const near = next?.querySelector("input:not([type=hidden]), textarea, select") ?? list.parentElement.querySelector("[data-line-add]");
  near?.focus();
}

// A new line is made by the server: the form is sent as the button without script would, and its lists are taken over.
async function add(button) {
  const sent = new FormData(form);
  sent.set("go", button.value);
  const list = button.closest(".grows");
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.getElementById("form");
    if (!made) throw new Error("no form");
    const place = [...form.querySelectorAll(".grows")].indexOf(list);
    const grown = made.querySelectorAll(".grows")[place];
    for (const one of grown.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
    const before = list.querySelector("[data-lines]").children.length;
    // What refers to the list elsewhere, such as the group of an item, offers the new line as well.
    for (const one of made.querySelectorAll("[data-names]")) offer(one);
    list.replaceWith(grown);
    const line = grown.querySelector("[data-lines]").children[before];
    line?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  } catch {
    // Without the network, or signed out: the browser sends the form itself and says so.
    sending = true;
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// An option of a reference that is new is put into every reference to the same list.
function offer(made) {
  const holder = made.closest("select, fieldset.field");
  const id = holder?.id || holder?.querySelector("[name]")?.name;
  if (!id || made.tagName !== "OPTION") return;
  const mine = document.getElementById(id);
  if (mine && ![...mine.options].some((one) => one.value === made.value)) mine.append(document.importNode(made, true));
}

let sending = false;

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=go]");
  const line = button?.closest("[data-line]");
  if (!button || sending) return;
  if ("lineAdd" in button.dataset) {
    event.preventDefault();
    add(button);
  } else if ("lineRemove" in button.dataset && !refers(line)) {
    event.preventDefault();
    remove(line);
  } else if ("lineUp" in button.dataset && line.previousElementSibling && !refers(line)) {
    event.preventDefault();
    move(button, line, line.previousElementSibling, "before");
  } else if ("lineDown" in button.dataset && line.nextElementSibling && !refers(line)) {
    event.preventDefault();
    move(button, line, line.nextElementSibling, "after");
  }
});

// Whether other lines name this one by its letter, which changes with its place: the server writes them again.
function refers(line) {
  const list = line.closest(".grows").id.replace(/^f\./, "").replace(/\.list$/, "");
  return [...form.querySelectorAll("[data-names]")].some((one) => one.dataset.names.startsWith(`${list}.`));
}

// What is typed into a line is what others call it.
form?.addEventListener("input", (event) => {
  const found = /^f\.([^.]+)\.([^.]+)\.text\./.exec(event.target.name ?? "");
  if (!found) return;
  const first = form.querySelector(`[name^="f.${CSS.escape(found[1])}.${CSS.escape(found[2])}.text."]`);
  if (first !== event.target) return;
  for (const one of form.querySelectorAll(`[data-names="${CSS.escape(found[1])}.${CSS.escape(found[2])}"]`)) {
    const [letter] = one.textContent.split(" · ");
    one.textContent = first.value ? `${letter} · ${first.value.slice(0, 40)}` : letter;
  }
});
