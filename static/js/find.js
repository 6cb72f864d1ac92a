// The key / leads to the search: into its field where the page has one, else to its page.

const TYPED_INTO = "input, textarea, select, [contenteditable]";

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.defaultPrevented || event.target.closest?.(TYPED_INTO)) return;
  const place = document.getElementById("words") ?? document.getElementById("find");
  if (!place) return;
  event.preventDefault();
  if (place.matches("input")) {
    place.focus();
    place.select();
  } else {
    place.click();
  }
});
