// What scrolls sideways can be reached by the keyboard, as long as it does: not every browser sees to that.

const MAY_SCROLL = "main pre, main :has(> math), main :has(> :is(b, q, em, strong, .setting) > math), main :has(> li math)";

function see(place) {
  const scrolls = place.scrollWidth > place.clientWidth && /auto|scroll/.test(getComputedStyle(place).overflowX);
  if (scrolls && !place.hasAttribute("tabindex")) {
    place.tabIndex = 0;
    place.dataset.scrolls = "";
  } else if (!scrolls && "scrolls" in place.dataset) {
    place.removeAttribute("tabindex");
    delete place.dataset.scrolls;
  }
}

const watcher = new ResizeObserver((entries) => entries.forEach((entry) => see(entry.target)));

/** Watch what may scroll on the page as it is now. */
export function watchScrolling() {
  for (const place of document.querySelectorAll(MAY_SCROLL)) watcher.observe(place);
}

watchScrolling();
