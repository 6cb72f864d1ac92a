"""A tour through the pages of those who write banks: drafts with and without errors, in two windows, beside another."""

from __future__ import annotations

from io import BytesIO

from flask import Flask
from sqlalchemy import select

from quiz.domain.questions import KINDS
from quiz.platform.paths import QUESTIONS
from quiz.services.authoring import drafts
from quiz.services.content.media import MediaFolder
from quiz.services.content.preparing import prepare
from quiz.services.content.publishing import BankFile, publish
from quiz.services.identity import accounts
from quiz.storage.database import READ_ONLY
from quiz.storage.models.content import BankRow, SeriesRow
from tests.builders import bank_text, both
from tests.conftest import NOW
from tests.web.pages import Browser, Form, Page
from tests.web.store import session_of

PLACE = "/studio/ai-2024/unit-1"
DOT = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
"""A GIF of one pixel."""
SOUND = "- {kind: true_false, prompt: 물은 100℃에 끓어요., answer: true}"


def studio_pages(app: Flask, admin: Browser, name: str) -> list[Page]:
    """All of them, as an admin sees them, on a bank of its own."""
    _write(app, name)
    pages = [admin.get(path) for path in ("/studio", PLACE, f"{PLACE}/publish", f"{PLACE}/history")]
    pages += _asked(admin)
    pages.append(_sent(admin, "kind: numeric", "kind: riddle", "publish"))
    pages.append(admin.get(PLACE))
    stale = pages[1].form(PLACE)
    pages.append(admin.send(_typed(stale, "bank:", "# 1 < 2\nbank:")))
    pages.append(_sent(admin, "kind: riddle", "kind: numeric", "publish"))
    shown = pages[-1].form(f"{PLACE}/publish")
    pages.append(_sent(admin, "bank:", "# <b>\nbank:", "publish"))
    pages += [admin.send(shown), admin.send(admin.get(f"{PLACE}/publish").form(f"{PLACE}/publish"))]
    pages += [
        admin.get(f"{PLACE}/history?before=1&after=1"),
        admin.send(admin.get(f"{PLACE}/history").form(f"{PLACE}/history")),
    ]
    pages += _forms(admin)
    pages.append(_sent(admin, "difficulty: '2'", "difficulty: '3'", "discard"))
    _sent(admin, "difficulty: '2'", "difficulty: '3'")
    _publish_elsewhere(app)
    pages += [admin.get(path) for path in ("/studio", PLACE, f"{PLACE}/merge")]
    pages.append(admin.send(pages[-1].form(f"{PLACE}/merge")))
    return [*pages, *_begun(app, admin)]


def _begun(app: Flask, admin: Browser) -> list[Page]:
    """A series and its first bank, each refused once; its settings; and how learners get it."""
    pages = [admin.get("/studio/new-series")]
    for path, slug in (("/studio/new-series", "tour"), ("/studio/tour/new-bank", "unit-1")):
        for title, name in (("  ", ""), ("1 < 2 & 3", "A b"), ("1 < 2 & 3", slug)):
            form = admin.get(path).form(path)
            form.set("title-ko" if "title-ko" in form.data() else "title-en", title)
            form.set("slug", name)
            pages.append(admin.send(form))
    pages.append(admin.get("/studio/tour/series"))
    pages.append(admin.send(pages[-1].form("/studio/tour/series"), "publish"))
    share = f"{PLACE}/share"
    pages.append(admin.get(share))
    with session_of(app) as session:
        for row in session.scalars(select(BankRow).where(BankRow.slug == "unit-1")):
            row.standing = "hidden"
        session.commit()
    pages.append(admin.get(share))
    pages.append(admin.send(pages[-1].form(share)))
    with session_of(app) as session:
        # The tour goes on where one series is alone.
        session.scalars(select(SeriesRow).where(SeriesRow.slug == "tour")).one().standing = "withdrawn"
        session.commit()
    return pages


def _forms(admin: Browser) -> list[Page]:
    """The forms in which the bank is written: every kind, what is refused, what another window changed."""
    listed, found = f"{PLACE}/questions", f"{PLACE}/replace?find=a&replacement=<b>"
    pages = [
        admin.get(path)
        for path in (listed, f"{listed}/new", found, f"{PLACE}/replace", f"{PLACE}/head", f"{PLACE}/quizzes")
    ]
    pages += [admin.get(f"{PLACE}/quizzes/{one}") for one in ("new", "1", "2")]
    pages += [admin.get(f"{listed}/new/{kind}") for kind in KINDS]
    pages += [admin.get(f"{listed}/{number}") for number in range(1, 4)]
    first = f"{listed}/1"
    stale, form = admin.get(first).form(first), admin.get(first).form(first)
    form.set("f.prompt.ko", "<b> & “1 < 2”")
    form.set("f.prompt.en", "")
    pages.append(admin.send(form, "save"))
    pages.append(admin.send(stale, "add:options"))
    stale.set("f.prompt.ko", "나중")
    pages.append(admin.send(stale, "save"))
    refused = admin.get(first).form(first)
    refused.set("f.prompt.ko", "가" * 20_001)
    pages.append(admin.send(refused, "save"))
    pages.append(admin.send(admin.get(listed).form(listed), "delete"))
    for path in (f"{PLACE}/head", f"{PLACE}/quizzes/new", f"{PLACE}/quizzes/1", f"{listed}/new/true_false", found):
        action = path.partition("?")[0]
        form = next(one for one in admin.get(path).forms() if (one.action, one.method) == (action, "post"))
        pages.append(admin.send(form, "save" if path != found else None))
    for number, kind in ((-1, 409), (None, 400)):
        kept = admin.client.put(PLACE, json={"source": "bank: x", "number": number})
        assert kept.status_code == kind
    checked = admin.client.post(f"{PLACE}/check", json={"source": "bank: x"})
    assert checked.get_json()["problems"]
    pages += _unreadable(admin, listed)
    return [*pages, *_pictures(admin)]


def _pictures(admin: Browser) -> list[Page]:
    """The pictures of the bank: none, one, one refused, one without words."""
    path = f"{PLACE}/pictures"
    pages = [admin.get(path)]
    for content, name in ((BytesIO(DOT), "1 < 2.gif"), (BytesIO(b"<svg/>"), "<b>.svg")):
        data = {**pages[0].form(path).data(), "picture": (content, name)}
        pages.append(Page(admin.client.post(path, data=data, headers=admin.headers, follow_redirects=True)))
    form = pages[1].form(f"{path}/change")
    pages.append(admin.send(form))
    for language in ("ko", "en"):
        form.set(f"f.alt.{language}", "<b>")
    pages.append(admin.send(form))
    return pages


def _unreadable(admin: Browser, listed: str) -> list[Page]:
    """The page in place of a form where the source is no YAML; then as it was."""
    whole = admin.get(PLACE).form(PLACE)
    text = whole.value("source")
    whole.set("source", "bank: [")
    broken = admin.send(whole)
    page = admin.get(listed)
    again = broken.form(PLACE)
    again.set("source", text.removeprefix("\n"))
    admin.send(again)
    return [page]


def _asked(admin: Browser) -> list[Page]:
    """What the questions test, a prompt, and what was answered: read, not to be read, added."""
    pages = [
        admin.get(f"{path}/{name}") for path in (PLACE, "/studio/ai-2024/2024-02") for name in ("coverage", "prompt")
    ]
    form = next(form for form in pages[1].forms() if any(field.name == "pasted" for field in form.fields))
    form.buttons.append(("go", "add"))
    for answer, press in (("nothing", ""), ("- {kind: true_false, prompt: x}\n- {kind: riddle}", ""), (SOUND, "add")):
        form.set("pasted", answer)
        pages.append(admin.send(form, press))
    return [*pages, admin.get(f"{PLACE}/coverage")]


def _sent(browser: Browser, old: str, new: str, press: str | None = None) -> Page:
    return browser.send(_typed(browser.get(PLACE).form(PLACE), old, new), press)


def _typed(form: Form, old: str, new: str) -> Form:
    form.set("source", form.value("source").replace(old, new, 1))
    return form


def _write(app: Flask, name: str) -> None:
    with session_of(app) as session:
        person = accounts.find_named(session, name)
        assert person is not None
        drafts.begin(session, person, "ai-2024", "unit-1", bank_text(bank="unit-1").encode(), NOW)


def _publish_elsewhere(app: Flask) -> None:
    """Another version, in which every question differs."""
    text = bank_text(bank="unit-1", title=both("다른 제목", "Another title"))
    text = text.replace("difficulty: '2'", "difficulty: '1'")
    media = MediaFolder(source=QUESTIONS / "media")
    with session_of(app) as session:
        session.connection(execution_options=READ_ONLY)
        row = session.scalars(select(SeriesRow)).one()
        files = [BankFile(name="unit-1.yaml", raw=text.encode(), series=row.slug)]
        ready = prepare(session, files, media)
    with session_of(app) as session:
        publish(session, files, media, now=NOW, ready=ready)
