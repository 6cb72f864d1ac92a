// The length of a long answer, counted as the server counts it while one types.

const count = document.querySelector("#answer [data-count]");

function length(text) {
  const composed = text.normalize("NFC").trim();
  if (count.dataset.count === "characters") return [...composed].length;
  return composed ? composed.split(/\s+/).length : 0;
}

if (count) {
  const field = document.getElementById("text");
  const show = () => {
    count.textContent = length(field.value);
  };
  field.addEventListener("input", show);
  // A kept answer is put back when all modules have run.
  queueMicrotask(show);
  addEventListener("load", show);
}
