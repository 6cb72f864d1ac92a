// Gaps in a text: Enter goes to the next one that is empty, so that nothing is handed in half filled by a slip.

/** Watch the gaps within an element; the page of one question does so by itself. */
export function watchGaps(root) {
  const gaps = [...root.querySelectorAll(".cloze :is(input, select)")];
  for (const [place, gap] of gaps.entries()) {
    gap.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || gap.matches("select")) return;
      const next = [...gaps.slice(place + 1), ...gaps.slice(0, place)].find((other) => !other.value.trim());
      if (!next) return;
      event.preventDefault();
      event.stopPropagation();
      next.focus();
    });
  }
}

const answer = document.getElementById("answer");
if (answer) watchGaps(answer);
