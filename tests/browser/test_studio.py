"""A bank is written in the browser: problems as one types, nothing typed is lost, two tabs and two teachers meet."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Response, Route, expect
from sqlalchemy import select

from quiz.platform.paths import STATIC
from quiz.services.identity import accounts
from quiz.storage.models.authoring import BankDraft
from quiz.storage.models.content import SeriesEditor, SeriesRow
from tests.browser.conftest import Visit
from tests.browser.steps import DESK, PHONE, Visitor, wait_until
from tests.browser.store import Store
from tests.browser.test_pages import AXE, assert_sound

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("studio")]

BANK = "/studio/ai-2024/2024-05"
KEPT = re.compile("/studio/ai-2024/2024-05")
MOST_BYTES = 400_000
"""Bytes of the editor's first load, compressed."""
REFUSED = ("Failed to load resource", "ERR_FAILED", "ERR_INTERNET_DISCONNECTED")


@pytest.fixture
def write(visit: Visit, store: Store) -> Callable[..., Visitor]:
    """A teacher who edits the series, at the source of a bank: ``write("ko")``; the same one again by name."""
    assert (STATIC / "dist" / "editor.js").is_file(), "build it: make studio"

    def come(language: str = "ko", *, width: int = DESK, name: str = "", **options: object) -> Visitor:
        visitor = visit(language, width=width, name=name or editor(store), **options)
        visitor.goto(BANK)
        ready(visitor)
        return visitor

    return come


def editor(store: Store) -> str:
    """A new teacher who may edit the series."""
    name = store.add(role="teacher")
    with store.session() as session:
        account = accounts.find_named(session, name)
        series = session.scalars(select(SeriesRow.id).where(SeriesRow.slug == "ai-2024")).one()
        assert account is not None
        session.add(SeriesEditor(series_id=series, account_id=account.id))
        session.commit()
    return name


def ready(visitor: Visitor) -> None:
    expect(visitor.page.locator("#draft[data-ready=yes]")).to_be_attached()


def source(visitor: Visitor) -> Locator:
    return visitor.page.locator(".cm-content")


def type_first(visitor: Visitor, text: str) -> None:
    """Type at the beginning of the file."""
    source(visitor).focus()
    visitor.page.keyboard.press("Control+Home")
    visitor.page.keyboard.type(text)


def expect_state(visitor: Visitor, state: str) -> None:
    expect(visitor.page.locator(f"#save[data-state={state}]")).to_be_visible()


def arrived(visitor: Visitor) -> None:
    """All that was typed is on the server: the device keeps nothing of it any more."""
    wait_until(
        visitor.page,
        """() => new Promise((tell) => {
          const asked = indexedDB.open("dalmada-drafts", 1);
          asked.onsuccess = () => {
            const all = asked.result.transaction("texts").objectStore("texts").getAll();
            all.onsuccess = () => { asked.result.close(); tell(all.result.length === 0); };
          };
        })""",
    )


def drafts(store: Store, text: str) -> list[str]:
    """The drafts that hold ``text``."""
    with store.session() as session:
        every = session.scalars(select(BankDraft.source)).all()
    return [one.decode() for one in every if one is not None and text in one.decode()]


def test_a_slip_is_shown_as_it_is_typed_mended_by_a_click_and_published(
    write: Callable[..., Visitor], store: Store
) -> None:
    visitor = write("en")
    page = visitor.page
    find(visitor, "scope:")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    # As a Korean input method types it in full width.
    page.keyboard.insert_text("：")
    place = page.locator(".probs .place")
    expect(place).to_have_count(1)
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    page.keyboard.press("Control+Home")
    place.click()
    expect(page.locator(".cm-activeLine")).to_contain_text("scope：")
    expect(source(visitor)).to_be_focused()
    page.locator(".probs .btn").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("scope:")
    expect(page.locator("#sound")).to_be_visible()
    # The question beside its source, to be tried; and one more of another kind.
    expect(page.locator("#beside [data-asked]").first).to_be_visible()
    page.locator("#insert select").select_option("true_false")
    visitor.press("Insert")
    expect(page.locator(".cm-activeLine")).to_contain_text("kind: true_false")
    expect(place.first).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("#sound")).to_be_visible()
    type_first(visitor, "# looked over\n")
    expect_state(visitor, "saved")
    visitor.press("Look at the change and publish")
    expect(page.locator("ins", has_text="# looked over")).to_be_visible()
    visitor.press("Publish")
    expect(page).to_have_url(re.compile("/history$"))


def find(visitor: Visitor, text: str) -> None:
    """Go to the first place of a text, by the keys of the editor."""
    source(visitor).focus()
    visitor.page.keyboard.press("Control+Home")
    visitor.page.keyboard.press("Control+f")
    expect(visitor.page.locator(".cm-search [name=search]")).to_be_focused()
    visitor.page.keyboard.type(text)
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Escape")


def test_what_is_typed_without_a_network_is_there_after_a_reload_and_is_sent(
    write: Callable[..., Visitor], store: Store
) -> None:
    visitor = write()
    visitor.expects(*REFUSED)

    def cut(route: Route) -> None:
        if route.request.method in ("PUT", "POST"):
            route.abort()
        else:
            route.continue_()

    visitor.context.route(KEPT, cut)
    type_first(visitor, "# 터널에서 적은 글\n")
    expect_state(visitor, "local")
    assert drafts(store, "터널에서") == []
    visitor.page.reload()
    ready(visitor)
    expect(source(visitor)).to_contain_text("터널에서 적은 글")
    expect_state(visitor, "local")
    visitor.context.unroute(KEPT, cut)
    # The page that is left sends it, or the one that comes.
    visitor.page.reload()
    ready(visitor)
    arrived(visitor)
    assert len(drafts(store, "터널에서")) == 1


LAGS = """
() => {
  const put = IDBObjectStore.prototype.put;
  let kept = 0;
  IDBObjectStore.prototype.put = function (entry) {
    kept += 1;
    return kept > 1 ? this.count() : put.call(this, entry);
  };
}
"""
"""The database of the device has the first letter only when the page is left."""


def come_back(visitor: Visitor) -> None:
    """Leave the page at once, and open it again in another one."""
    visitor.page.goto("about:blank")
    visitor.page = visitor.context.new_page()
    visitor.goto(BANK)
    ready(visitor)


def lose_answers(route: Route) -> None:
    """The server has what was sent, and its answer never comes."""
    if route.request.method == "PUT":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def test_a_page_that_is_left_while_somebody_types_asks_for_no_choice(
    write: Callable[..., Visitor], store: Store
) -> None:
    visitor = write()
    visitor.page.evaluate(LAGS)
    type_first(visitor, "# 다시 쓴 메모 하나 둘 셋\n")
    come_back(visitor)
    expect(source(visitor)).to_contain_text("다시 쓴 메모 하나 둘 셋")
    expect(visitor.page.locator("#rival")).to_be_hidden()
    # On the device alone, where there was no network.
    visitor.expects(*REFUSED)
    visitor.context.set_offline(True)
    visitor.page.evaluate(LAGS)
    type_first(visitor, "# 터널에서 넷 다섯\n")
    visitor.page.goto("about:blank")
    visitor.context.set_offline(False)
    come_back(visitor)
    expect(source(visitor)).to_contain_text("터널에서 넷 다섯")
    expect(visitor.page.locator("#rival")).to_be_hidden()
    arrived(visitor)
    assert len(drafts(store, "터널에서 넷 다섯")) == 1


def test_what_the_server_has_of_this_page_is_no_other_text_though_its_answer_was_lost(
    write: Callable[..., Visitor], store: Store
) -> None:
    visitor = write("en")
    visitor.expects(*REFUSED, "409")
    visitor.context.route(KEPT, lose_answers)
    type_first(visitor, "# sent once\n")
    expect_state(visitor, "local")
    assert len(drafts(store, "# sent once")) == 1
    type_first(visitor, "# typed since\n")
    visitor.context.unroute(KEPT, lose_answers)
    arrived(visitor)
    expect(visitor.page.locator("#rival")).to_be_hidden()
    assert len(drafts(store, "# typed since\n# sent once")) == 1
    # The same where the page was left before it heard.
    visitor.context.route(KEPT, lose_answers)
    type_first(visitor, "# sent at last\n")
    expect_state(visitor, "local")
    visitor.context.unroute(KEPT, lose_answers)
    visitor.context.set_offline(True)
    type_first(visitor, "# typed before leaving\n")
    visitor.page.goto("about:blank")
    visitor.context.set_offline(False)
    come_back(visitor)
    arrived(visitor)
    expect(visitor.page.locator("#rival")).to_be_hidden()
    assert len(drafts(store, "# typed before leaving\n# sent at last")) == 1


def test_two_tabs_follow_each_other_and_where_both_typed_one_text_is_chosen(
    write: Callable[..., Visitor], store: Store
) -> None:
    name = editor(store)
    one, two = write("en", name=name), write("en", name=name, width=PHONE)
    two.expects("409")
    tab = one.context.new_page()
    tab.goto(BANK)
    expect(tab.locator("#draft[data-ready=yes]")).to_be_attached()
    type_first(one, "# from one\n")
    expect_state(one, "saved")
    expect(tab.locator(".cm-content")).to_contain_text("# from one")
    expect(tab.locator("#save[data-state=elsewhere]")).to_be_visible()
    # Another device has heard of nothing.
    type_first(two, "# from two\n")
    expect_state(two, "conflict")
    rival = two.page.locator("#rival")
    # On a phone its parts stand below each other, each as wide as the page allows.
    sizes = [rival.locator(part).bounding_box() for part in ("p:first-child", "label", "textarea", ".row")]
    assert [box["width"] > PHONE * 0.7 for box in sizes if box is not None] == [True] * 4
    assert "# from one" in rival.locator("textarea").input_value()
    rival.get_by_role("button", name=two.say("Keep the text in the editor")).click()
    expect_state(two, "saved")
    expect(rival).to_be_hidden()
    assert drafts(store, "# from one") == []
    assert len(drafts(store, "# from two")) == 1
    two.page.get_by_role("link", name=two.say("Revisions")).click()
    # A step is looked at before one goes back to it.
    two.page.locator("section[aria-labelledby=steps] a").first.click()
    looked = two.page.locator("section[aria-labelledby=looked]")
    expect(looked.locator("del", has_text="# from one")).to_be_visible()
    expect(looked.locator("ins", has_text="# from two")).to_be_visible()
    looked.locator("form button").click()
    expect(two.page).to_have_url(re.compile("/questions$"))
    two.page.goto(BANK)
    ready(two)
    expect(source(two)).to_contain_text("# from one")


def test_two_teachers_change_one_question_and_neither_is_overwritten(
    write: Callable[..., Visitor], store: Store
) -> None:
    one, two = write("en"), write("ko")
    type_first(two, "# from two\n")
    for visitor, level in ((one, "2"), (two, "3")):
        find(visitor, "points: 1")
        visitor.page.keyboard.press("ArrowRight")
        visitor.page.keyboard.press("Backspace")
        visitor.page.keyboard.type(level)
        expect_state(visitor, "saved")
    one.press("Look at the change and publish")
    one.press("Publish")
    expect(one.page).to_have_url(re.compile("/history$"))
    two.press("Look at the change and publish")
    expect(two.page).to_have_url(re.compile("/merge$"))
    expect(two.page.locator("legend")).to_have_count(1)
    two.page.get_by_label(two.say("Published"), exact=True).check()
    two.press("Put both into my draft")
    ready(two)
    expect(source(two)).to_contain_text("# from two")
    two.press("Look at the change and publish")
    expect(two.page.locator("ins", has_text="# from two")).to_have_count(1)
    expect(two.page.locator("ins", has_text="points:")).to_have_count(0)
    two.press("Publish")
    expect(two.page).to_have_url(re.compile("/history$"))
    # What it said before both were put together stands among the steps.
    two.page.goto(BANK)
    ready(two)
    two.press("Undo")
    expect(two.page.locator(".cm-content")).to_contain_text("# from two")


def test_hangul_is_composed_and_a_megabyte_is_pasted(write: Callable[..., Visitor], store: Store) -> None:
    visitor = write(width=PHONE)
    page = visitor.page
    type_first(visitor, "# ")
    session = visitor.context.new_cdp_session(page)
    for text in ("ㅎ", "하", "한"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    session.send("Input.insertText", {"text": "한"})
    for text in ("ㄱ", "그", "글"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    session.send("Input.insertText", {"text": "글"})
    page.keyboard.press("Enter")
    expect(page.locator(".cm-line").first).to_have_text("# 한글")
    expect_state(visitor, "saved")
    assert len(drafts(store, "# 한글\n")) == 1
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => navigator.clipboard.writeText('# 백만 글자\\n'.repeat(62_000))")
    page.keyboard.press("Control+v")
    page.wait_for_function("() => document.querySelector('#save').dataset.state === 'saving'")
    expect_state(visitor, "saved")
    (kept,) = drafts(store, "# 백만 글자")
    assert len(kept.encode()) > 1_000_000


def test_the_editor_is_sound_entered_and_left_by_keys_and_light(write: Callable[..., Visitor]) -> None:
    weights: list[int] = []

    def weigh(response: Response) -> None:
        path = urlsplit(response.url).path
        if response.request.resource_type in ("document", "stylesheet", "script", "fetch", "image"):
            weights.append(len(gzip.compress(response.body())) if path else 0)

    visitor = write("ko")
    page = visitor.page
    page.on("response", weigh)
    page.reload()
    ready(visitor)
    assert 100_000 < sum(weights) < MOST_BYTES
    find(visitor, "points: 1")
    page.keyboard.press("Control+f")
    page.evaluate(AXE)
    assert_sound(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(source(visitor)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(source(visitor)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(source(visitor)).to_be_focused()


def test_without_the_source_editor_all_of_it_works_on_the_plain_field(
    write: Callable[..., Visitor], store: Store
) -> None:
    visitor = write("en")
    visitor.expects(*REFUSED)
    visitor.context.route(re.compile("/dist/editor.js"), lambda route: route.abort())
    visitor.page.reload()
    ready(visitor)
    field = visitor.page.locator("#source")
    # One letter is typed: to put in a whole file anew takes a browser longer than anybody waits.
    field.evaluate(
        "(field) => { const at = field.value.indexOf('kind: single_choice') + 'kind: single_choi'.length;"
        " field.focus(); field.setSelectionRange(at, at + 1); }"
    )
    visitor.page.keyboard.type("s")
    visitor.page.locator(".probs .place").click()
    expect(field).to_be_focused()
    expect_state(visitor, "saved")
    assert drafts(store, "single_choise")
