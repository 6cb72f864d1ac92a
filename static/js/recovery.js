// A recovery code, or the link of an assignment: copied or printed at a press. Without script it is selected and printed
// by the browser's own means.

const copy = document.getElementById("copy");
const said = document.getElementById("copied");

copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(document.getElementById("code").textContent.trim());
    said.textContent = copy.dataset.done;
  } catch {
    // Refused, or not there without https.
    said.textContent = copy.dataset.failed;
  }
});
document.getElementById("print")?.addEventListener("click", () => window.print());
document.getElementById("tools").hidden = false;
