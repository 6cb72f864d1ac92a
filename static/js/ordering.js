// An order to make: ↑ and ↓ buttons, Alt with the arrow keys, dragging. The places' selects hold the answer, so the
// form sends the same with this script and without; while they are empty nothing is answered.

const DRAGS_FROM = 4;

/** Let the items of a list move; the page of one question does so by itself. */
export function enhance(box) {
  const form = box.closest("form");
  const list = box.querySelector(".order");
  const places = [...box.querySelectorAll("select")];
  const status = box.querySelector("[role=status]");
  const [untouched, touched] = ["untouched", "touched"].map((name) => box.querySelector(`[data-${name}]`));

  const items = () => [...list.children];
  const order = () => items().map((item) => item.dataset.option);

  function show() {
    const all = items();
    all.forEach((item, place) => {
      item.querySelector(".n").textContent = place + 1;
      item.querySelector("[data-step='-1']").disabled = place === 0;
      item.querySelector("[data-step='1']").disabled = place === all.length - 1;
    });
    const answered = places.every((place) => place.value);
    untouched.hidden = answered;
    touched.hidden = !answered;
  }

  function read() {
    const values = places.map((place) => place.value);
    if (values.every(Boolean) && new Set(values).size === values.length) {
      list.append(...values.map((value) => items().find((item) => item.dataset.option === value)));
    }
    show();
  }

  function write() {
    order().forEach((option, place) => (places[place].value = option));
    show();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell(item) {
    const text = item.querySelector("[data-words]").textContent.trim();
    const words = { item: text, place: items().indexOf(item) + 1, count: places.length };
    status.textContent = box.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  function move(item, step) {
    const to = items().indexOf(item) + step;
    if (to < 0 || to >= places.length) return;
    if (step < 0) item.previousElementSibling.before(item);
    else item.nextElementSibling.after(item);
    write();
    tell(item);
  }

  function step(item, button, by) {
    move(item, by);
    // At an end the button is off: the focus goes to the one that leads back.
    const other = item.querySelector(`[data-step='${-by}']`);
    (button?.disabled ? other : button)?.focus();
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(button.closest("li"), button, Number(button.dataset.step));
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    step(event.target.closest("li"), event.target.closest("[data-step]"), by);
  });
  untouched.querySelector("button").addEventListener("click", () => {
    write();
    list.querySelector("[data-step]:not([disabled])").focus();
  });
  dragging(list, items, (item) => {
    write();
    tell(item);
  });
  form.addEventListener("restored", read);

  box.querySelector("[data-places]").hidden = true;
  for (const part of list.querySelectorAll("[hidden]")) part.hidden = false;
  list.classList.add("live");
  read();
}

/** Items follow the pointer: a mouse takes hold of them anywhere, a finger (which also scrolls) at their number. */
function dragging(list, items, done) {
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li");
    const held = event.pointerType === "mouse" ? event.button === 0 : event.target.closest(".n");
    if (!item || !held || event.target.closest("button")) return;
    const before = items();
    const start = event.clientY;
    const follow = new AbortController();
    const listen = (name, act) => addEventListener(name, act, { signal: follow.signal });
    const end = (kept) => {
      follow.abort();
      item.classList.remove("held");
      if (!kept) list.append(...before);
      else if (items().some((one, place) => one !== before[place])) done(item);
    };
    listen("pointermove", (moved) => {
      if (Math.abs(moved.clientY - start) > DRAGS_FROM) item.classList.add("held");
      if (!item.classList.contains("held")) return;
      const below = items().find((one) => one !== item && moved.clientY < middle(one));
      if ((below ?? null) !== item.nextElementSibling) list.insertBefore(item, below ?? null);
    });
    listen("pointerup", () => end(true));
    listen("pointercancel", () => end(false));
    listen("keydown", (pressed) => pressed.key === "Escape" && end(false));
  });
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}

for (const box of document.querySelectorAll("#answer [data-sorting]")) enhance(box);
