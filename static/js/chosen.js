// Parts of a form that belong to one choice are shown with it alone. Without script all of them are there.

const parts = [...document.querySelectorAll("[data-when]")];

function show() {
  for (const part of parts) {
    const [name, ...values] = part.dataset.when.split(" ");
    const chosen = part.closest("form").querySelector(`input[name="${name}"]:checked`)?.value;
    const was = part.hidden;
    part.hidden = !values.includes(chosen);
    // What was just chosen is to be filled in.
    if (was && !part.hidden && part.matches("details")) part.open = true;
  }
}

for (const form of new Set(parts.map((part) => part.closest("form")))) form.addEventListener("change", show);
// A browser that comes back to the page may fill in another choice than the page has.
addEventListener("pageshow", show);
show();
