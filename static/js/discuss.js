// The keys → and ← lead to the next and the last step of a question on a projector; the links do the same.

const STEPS = { ArrowRight: "after", PageDown: "after", ArrowLeft: "before", PageUp: "before" };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const link = document.getElementById(STEPS[event.key] ?? "");
  if (!link) return;
  event.preventDefault();
  link.click();
});
