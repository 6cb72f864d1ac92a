// Parts of a form that belong to one choice are shown with it alone, and a choice brings what goes with it. Without script
// all parts are there.

function show() {
  for (const part of document.querySelectorAll("[data-when]")) {
    const [name, ...values] = part.dataset.when.split(" ");
    const chosen = part.closest("form").querySelector(`input[name="${name}"]:checked`)?.value;
    const was = part.hidden;
    part.hidden = !values.includes(chosen);
    // What was just chosen is to be filled in.
    if (was && !part.hidden && part.matches("details")) part.open = true;
  }
}

// A quiz that is chosen brings its own time limit, unless another one was typed.
let brought = "";
function bring({ target }) {
  const minutes = target.form?.elements.namedItem("minutes");
  if (target.name !== "quiz" || !minutes || minutes.value !== brought) return;
  brought = minutes.value = target.selectedOptions[0].dataset.minutes ?? "";
}

document.addEventListener("change", show);
document.addEventListener("change", bring);
// Forms are also filled in by scripts.
document.addEventListener("restored", show);
// A browser that comes back to the page may fill in another choice than the page has.
addEventListener("pageshow", show);
show();
