// The length of a long answer, counted as the server counts it while one types.

function length(text, unit) {
  const composed = text.normalize("NFC").trim();
  if (unit === "characters") return [...composed].length;
  return composed ? composed.split(/\s+/).length : 0;
}

/** Count what is typed within an element, where it has a count; the page of one question does so by itself. */
export function countIn(root) {
  const count = root.querySelector("[data-count]");
  if (!count) return;
  const field = root.querySelector("textarea");
  const show = () => {
    count.textContent = length(field.value, count.dataset.count);
  };
  field.addEventListener("input", show);
  field.form.addEventListener("restored", show);
  // A kept answer is put back when all modules have run.
  queueMicrotask(show);
  addEventListener("load", show);
}

const answer = document.getElementById("answer");
if (answer) countIn(answer);
