// A gradebook by keyboard: arrows lead from mark to mark, Enter changes one where it stands, Esc leaves it as it was.

const table = document.querySelector("[data-gradebook]");
const status = document.getElementById("gradebook-said");
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const linkIn = (cell) => cell?.querySelector(":scope > a");
const cellOf = (row, column) => table?.tBodies[0].rows[row]?.cells[column];

/** One mark alone takes part in the order of the Tab key: a page has thousands. */
function rove(link) {
  for (const one of table.querySelectorAll(".mark-cell > a[tabindex='0']")) one.tabIndex = -1;
  link.tabIndex = 0;
}

function go(cell, [down, right]) {
  const body = table.tBodies[0];
  const row = [...body.rows].indexOf(cell.parentElement) + down;
  const next = cellOf(row, cell.cellIndex + right);
  if (!next?.matches(".mark-cell")) return false;
  linkIn(next).focus();
  return true;
}

/** Whether somebody has typed into a mark that is not saved. */
const isTyped = ({ elements: { points, reason } }) =>
  points.value !== points.defaultValue || reason.value !== reason.defaultValue;

function open(cell) {
  const other = table.querySelector(".cell-form");
  if (other && isTyped(other)) {
    status.textContent = status.dataset.unsaved;
    other.elements.points.focus();
    return;
  }
  close();
  const link = linkIn(cell);
  const form = document.getElementById("gradebook-editor").content.firstElementChild.cloneNode(true);
  const { points, reason, seen } = form.elements;
  form.action = link.href;
  points.defaultValue = cell.dataset.points;
  reason.defaultValue = cell.dataset.reason;
  seen.value = cell.dataset.seen;
  if (!("needsReason" in cell.dataset)) reason.hidden = true;
  link.hidden = true;
  cell.append(form);
  points.focus();
  points.select();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(cell, form);
  });
}

function close() {
  const form = table.querySelector(".cell-form");
  const cell = form?.closest("td");
  form?.remove();
  const link = linkIn(cell);
  if (link) link.hidden = false;
  return link;
}

async function save(cell, form) {
  const { points, excused } = form.elements;
  // Who is excused stays so, unless a mark is typed.
  excused.disabled = !("excused" in cell.dataset && points.value.trim() === "");
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Requested-With": "fetch" },
    });
  } catch {
    status.textContent = status.dataset.failed;
    return;
  }
  if (!answer.ok || answer.redirected) {
    // What is wrong is said by the form's own page, with all that was typed.
    HTMLFormElement.prototype.submit.call(form);
    return;
  }
  const page = new DOMParser().parseFromString(`<table>${await answer.text()}</table>`, "text/html");
  const row = document.adoptNode(page.querySelector("tr"));
  const [place, column] = [[...table.tBodies[0].rows].indexOf(cell.parentElement), cell.cellIndex];
  cell.parentElement.replaceWith(row);
  settle(row);
  status.textContent = status.dataset.saved;
  linkIn(cellOf(place + 1, column) ?? cellOf(place, column)).focus();
}

function settle(row) {
  for (const link of row.querySelectorAll(".mark-cell > a")) link.tabIndex = -1;
}

if (table) {
  for (const row of table.tBodies[0].rows) settle(row);
  const first = table.querySelector(".mark-cell > a");
  if (first) first.tabIndex = 0;
  table.addEventListener("focusin", (event) => {
    if (event.target.matches(".mark-cell > a")) rove(event.target);
  });
  table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = event.target.closest(".mark-cell");
    if (!cell) return;
    if (event.target.closest(".cell-form")) {
      if (event.key === "Escape") {
        event.preventDefault();
        close().focus();
      }
    } else if (event.key in STEPS && !event.shiftKey) {
      if (go(cell, STEPS[event.key])) event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      open(cell);
    }
  });
}
