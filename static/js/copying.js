// Buttons that copy a text of the page. Without script the text is there to be selected, and no button.

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = button.nextElementSibling;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      said.textContent = button.dataset.done;
    } catch {
      // Refused, or not there without https: it is selected, so that the keys for copying do it.
      if (text.select) {
        text.select();
      } else {
        getSelection().selectAllChildren(text);
      }
      said.textContent = button.dataset.failed;
    }
  });
  button.hidden = false;
}
