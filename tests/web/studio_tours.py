"""A tour through the pages of those who write banks: drafts with and without errors, in two windows, beside another."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from quiz.platform.paths import QUESTIONS
from quiz.services.authoring import drafts
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.services.identity import accounts
from quiz.storage.models.content import SeriesRow
from tests.builders import bank_text, both
from tests.conftest import NOW
from tests.web.pages import Browser, Form, Page
from tests.web.store import session_of

PLACE = "/studio/ai-2024/unit-1"
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
    pages += [admin.get(f"{PLACE}/history?before=1&after=1"), admin.send(pages[-1].form(f"{PLACE}/history"))]
    pages.append(_sent(admin, "difficulty: '2'", "difficulty: '3'", "discard"))
    _sent(admin, "difficulty: '2'", "difficulty: '3'")
    _publish_elsewhere(app)
    pages += [admin.get(path) for path in ("/studio", PLACE, f"{PLACE}/merge")]
    pages.append(admin.send(pages[-1].form(f"{PLACE}/merge")))
    return pages


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
    with session_of(app) as session:
        row = session.scalars(select(SeriesRow)).one()
        file = BankFile(name="unit-1.yaml", raw=text.encode(), series=row.slug)
        publish(session, [file], MediaFolder(source=QUESTIONS / "media"), now=NOW)
