"""Whether a page fits: nothing overflows, is too small to hit, or lies under a bar, from 320 to 1280 pixels."""

from __future__ import annotations

from playwright.sync_api import Page

WIDTHS = (320, 390, 768, 1280)
OVERFLOW = """
(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (e) => e !== document.body && getComputedStyle(e).overflowX !== "visible";
  const inside = (e) => e.parentElement !== root && (scrolls(e.parentElement) || inside(e.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !e.closest(".sr, .skip") && !inside(e))
    .map((e) => e.outerHTML.slice(0, 120))
    .concat(`the page is ${root.scrollWidth} wide`);
})()
"""
# WCAG 2.2 leaves links inside a sentence alone; a click on a label is a click on its field.
SMALL = """
(() => {
  const words = (e) => e.textContent.trim();
  const flows = (e) => getComputedStyle(e).display === "inline" && words(e.parentElement) !== words(e);
  const size = (e) => (e.closest("label") ?? e).getBoundingClientRect();
  const small = (e) => {
    const least = e.matches("button, .btn") ? 44 : 24;
    const { width, height } = size(e);
    return width < least - 0.5 || height < least - 0.5;
  };
  return [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((e) => e.type !== "hidden" && e.tabIndex >= 0 && e.checkVisibility() && !e.matches(".skip") && !flows(e))
    .filter(small)
    .map((e) => `${Math.round(size(e).width)}x${Math.round(size(e).height)} ${e.outerHTML.slice(0, 120)}`);
})()
"""
UNDER_BAR = """
(() => {
  scrollTo(0, document.documentElement.scrollHeight);
  const shown = [...document.querySelectorAll(".nav")].filter((e) => e.checkVisibility());
  const bar = shown.find((e) => getComputedStyle(e).position === "fixed");
  if (!bar) return [];
  const top = bar.getBoundingClientRect().top;
  return [...document.querySelectorAll("main *, footer *")]
    .filter((e) => e.checkVisibility() && !e.closest(".sr") && e.getBoundingClientRect().bottom > top + 0.5)
    // What is in a part that scrolls by itself is brought up by scrolling there.
    .filter((e) => !e.closest(".pinned, .cm-scroller") || e.matches(".pinned, .cm-scroller"))
    .map((e) => e.outerHTML.slice(0, 120));
})()
"""
UNDER_DOCK = """
(() => {
  const dock = document.querySelector(".q > .dock");
  if (!dock) return [];
  scrollTo(0, document.documentElement.scrollHeight);
  const { top } = dock.getBoundingClientRect();
  return [...dock.parentElement.children]
    .filter((e) => e !== dock && e.checkVisibility() && !e.matches(".sr"))
    .filter((e) => e.getBoundingClientRect().bottom > top + 0.5)
    .map((e) => e.outerHTML.slice(0, 120));
})()
"""
CUT = """
[...document.querySelectorAll("main *, header *")]
  .filter((e) => e.childElementCount === 0 && e.textContent.trim() && e.checkVisibility())
  .filter((e) => !e.closest(".sr, .skip, svg, pre, math, select, textarea, .scroll, .acct"))
  // What is for screen readers alone is clipped as a whole.
  .filter((e) => getComputedStyle(e).clipPath === "none")
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible")
  .map((e) => e.outerHTML.slice(0, 120))
"""
TALL = "(size) => { document.documentElement.style.fontSize = size; }"


def expect_no_overflow(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    found = page.evaluate(OVERFLOW)
    assert found == [], (width, found)


def assert_fits(page: Page) -> None:
    """At every width nothing overflows, is too small or lies under a bar; nor does text of twice the size."""
    for width in WIDTHS:
        expect_no_overflow(page, width)
        small = page.evaluate(SMALL)
        assert small == [], (width, small)
        assert page.evaluate(UNDER_BAR) == [], width
        assert page.evaluate(UNDER_DOCK) == [], width
    page.evaluate(TALL, "200%")
    for width in (320, 1280):
        expect_no_overflow(page, width)
        cut = page.evaluate(CUT)
        assert cut == [], (width, cut)
