"""A tour through every page that the app has, in every state that looks different."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from quiz.domain.questions.base import LONGEST
from quiz.platform.mail import Mail, MailServer
from quiz.services.classes import making
from quiz.storage.models.attempts import Attempt
from tests import mailed
from tests.conftest import PASSWORD
from tests.services.classes import gradebooks
from tests.services.reminders.endpoint import UserAgent
from tests.services.typed import typed_alike
from tests.web.class_tours import class_pages
from tests.web.classes import rooms
from tests.web.classroom import classroom, member_of
from tests.web.pages import Browser, Page, to_grade, token_of, words
from tests.web.store import (
    CHECK,
    FINAL,
    KINDS,
    OTHER_PRACTICE,
    PRACTICE,
    Asked,
    account_of,
    answers_of,
    asked,
    bank_with,
    let_master,
    let_time_run_out,
    of_kind,
    session_of,
    set_account,
    whole_bank,
)
from tests.web.studio_tours import studio_pages

ADDRESS = "learner@school.example"
MAIL = Mail(
    server=MailServer(host="127.0.0.1", port=9, security="none"),
    name="",
    address="quiz@quiz.example.org",
    url="https://quiz.example.org",
)
REGRADES = ("/teach/regrades", "/teach/regrades/questions/1")
UNREADABLE = {"text": "", "number": "1,5", "long": "?"}
"""What is typed and can't be taken: nothing, a comma that may be a point, far too few words."""


def every_page(app: Flask, stranger: Browser, learner: Browser, teacher: Browser) -> list[Page]:
    """All pages: those for strangers, a guest's, a learner's, a teacher's, and those that tell of errors."""
    pages = [
        stranger.get(path)
        for path in (
            "/",
            "/m/2024-02",
            "/m/2024-05",
            "/signin",
            "/signup",
            "/recover",
            "/privacy",
            "/offline",
            f"/notes/{stranger.headers['Accept-Language']}/2024-02",
            "/none",
            "/?a=%00",
        )
    ]
    pages += [stranger.send(stranger.get(path).form(path)) for path in ("/signin", "/signup", "/recover")]
    pages += [learner.get("/account/recovery"), learner.send(learner.get("/account").form("/account/recovery"))]
    learner.send(learner.get("/account/recovery").form("/account/recovery/noted"))
    pages += [stranger.get(f"/search{query}") for query in ("", "?q=라우터", "?q=zzz", "?q=%25", f"?q={'x' * 101}")]
    pages += [stranger.get("/glossary"), stranger.get("/glossary?back=/m/2024-01")]
    pages += [learner.get("/"), learner.get("/me"), learner.get("/m/2024-02"), learner.get("/account")]
    pages += _own_data(learner)
    pages += _practice(app, learner) + _test(app, learner) + _review(app, learner)
    pages += [learner.get(path) for path in ("/", "/me", "/me/history", "/m/2024-02", "/teach/learners")]
    pages += [learner.send(learner.get("/account").form(path)) for path in ("/account/password", "/account/delete")]
    pages += [stranger.begin(PRACTICE), stranger.get("/me"), stranger.get("/signup")]
    pages += [Page(stranger.client.post("/quizzes/start", data={"quiz": CHECK}, headers=stranger.headers))]
    pages += [Page(stranger.client.post("/", headers=stranger.headers))]
    paths = ("/teach/learners", "/teach/questions", "/teach/questions/2024-02", "/teach/learners?sort=done&dir=desc")
    pages += [teacher.get(path) for path in (*paths, "/search?q=LoRA")] + [learner.get("/search?q=LoRA&page=2")]
    pages += _grading(app, learner, teacher) + _gallery(teacher) + _administration(app, teacher)
    pages += class_pages(stranger, learner, teacher)
    pages += _certificates(app, stranger, learner) + _asides(app, learner, teacher) + _inbox(learner, teacher)
    pages += _gradebook(app, learner, teacher) + _class(app, learner, teacher)
    pages += _assignments(app, learner, teacher)
    pages += _mail(app, stranger, learner, teacher) + _reminders(learner)
    return pages + _managing(app, stranger, learner, teacher) + _studio(app, teacher)


def _gradebook(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    """A gradebook without columns and with some, its forms as they are sent rightly and wrongly, and a learner's."""
    names = [learner_name(one) for one in (teacher, learner)]
    people = [account_of(app, name) for name in names]
    with session_of(app) as session:
        of_class = gradebooks.school_class(session, *people)
        number, member = of_class.id, gradebooks.learner_of(session, of_class, names[1]).member_id
    here = f"/classes/{number}"
    book, columns = f"{here}/marks", f"{here}/marks/columns"
    pages = [teacher.get("/classes"), teacher.get(here), teacher.get(book), teacher.get(columns), learner.get(book)]
    with session_of(app) as session:
        of_class = session.get_one(gradebooks.ClassRow, number)
        one = gradebooks.assign(session, of_class, due_at=gradebooks.NOW - 2 * gradebooks.DAY, late_policy="marked")
        gradebooks.sit(session, people[1], one, 6)
        key = f"a{one.id}"
    pages += [
        _filled(teacher, columns, f"{here}/categories", name=name, weight="60") for name in ("", "Big ones", "Big ones")
    ]
    pages += [_filled(teacher, columns, columns, title="Talk", possible=points) for points in ("x", "20")]
    other = next(
        form.action for form in pages[-1].forms() if "/marks/c" in form.action and form.action.endswith("/release")
    )
    cell, given = f"{book}/{key}/{member}", other.removesuffix("/release")
    pages += [teacher.get(f"{book}?sort={key}"), teacher.get(f"{book}?q=nobody"), teacher.get(cell)]
    pages += [_filled(teacher, cell, points="8", reason=reason) for reason in ("", "Q3 again")]
    pages.append(
        Page(teacher.client.post(cell, data={"points": "7", "reason": "x", "seen": "0"}, headers=teacher.headers))
    )
    pages += [_filled(teacher, columns, f"{book}/{key}"), _filled(teacher, columns, f"{book}/{key}/release")]
    pages += [_filled(teacher, columns, pages[-1].form(f"{here}/categories").action, name="Homework", weight="40")]
    category = next(form.action for form in pages[-1].forms() if form.action.startswith(f"{here}/categories/"))
    pages += [_filled(teacher, columns, category), teacher.get(f"{given}/list")]
    text = f"{names[1]}\t17\nnobody\t3"
    looked_at = Page(teacher.client.post(f"{given}/list", data={"list": text}, headers=teacher.headers))
    pages += [looked_at, teacher.send(looked_at.form(f"{given}/list/confirm"))]
    pages += [teacher.send(looked_at.form(f"{given}/list/confirm"))]
    report = f"{here}/members/{member}/report"
    pages += [teacher.get(book), teacher.get(report), teacher.get(f"{report}?hidden=1"), learner.get(book)]
    for ending in (".csv", ".xlsx"):
        assert teacher.client.get(f"{book}{ending}").status_code == 200
    return pages


def _first_attempt(app: Flask, learner: Browser) -> str:
    """The token of the first attempt that somebody began; they begin one unless they have."""
    known = account_of(app, learner_name(learner)).id
    with session_of(app) as session:
        found = session.scalars(select(Attempt.token).where(Attempt.account_id == known).order_by(Attempt.id)).first()
    return found or token_of(learner.begin(PRACTICE))


def _class(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    """A teacher's first page, and all of a class: what its teacher sees of it, and a message that can't be sent."""
    pages = [teacher.get("/teach"), learner.get("/classes")]
    number = classroom(app, learner_name(teacher), learner_name(learner), late="Week 1")
    member = member_of(app, learner_name(learner))
    parts = ["", "/map?sort=all", "/map?by=2&show=known", "/misconceptions", "/progress", f"/members/{member}"]
    parts.append(f"/members/{member}/attempts/{_first_attempt(app, learner)}")
    pages += [teacher.get("/teach"), *(teacher.get(f"/classes/{number}{part}") for part in parts)]
    pages += [teacher.get(f"/classes/{number}/members/{member}?in=2/2.1"), learner.get(f"/classes/{number}")]
    pages += [teacher.get(f"/classes/{number}/discuss/40{show}") for show in ("", "?show=answers", "?show=key")]
    path = f"/classes/{number}/message"
    pages += [teacher.get(f"{path}?why=overdue"), _filled(teacher, path, text=" ")]
    return [*pages, _filled(teacher, path, text="2 + 2")]


def _assignments(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    """An assignment from its form to a learner's result that is held back, with an exception, and one refused."""
    room = rooms.make_class(app, learner_name(teacher), learner_name(learner))
    new = f"/classes/{room}/assignments/new"
    pages = [teacher.get("/classes"), teacher.get(f"/classes/{room}"), teacher.get(f"/classes/{room}/assignments")]
    form = teacher.get(new).form(new)
    pages += [teacher.send(form, "keep"), learner.get(f"/classes/{room}/assignments")]
    for name, value in (("title", "2 < 3"), ("quiz", CHECK), ("due_at", "2099-01-01T09:00"), ("feedback", "after_due")):
        form.set(name, value)
    form.set("access_code", "x")
    pages += [teacher.get(new), teacher.send(form, "preview"), teacher.send(form, "keep")]
    page = pages[-1].path
    number = page.rpartition("/")[2]
    pages += [teacher.get(f"{page}/edit"), teacher.send(teacher.get(page).form(f"{page}/publish"))]
    pages.append(teacher.send(teacher.get(f"{page}/edit").form(f"{page}/edit"), "keep"))
    begin = learner.get(f"/assignments/{number}").form(f"/assignments/{number}/start")
    pages += [learner.get("/"), learner.get(f"/classes/{room}/assignments"), learner.get(f"/assignments/{number}")]
    pages.append(learner.send(begin))
    begin.set("code", "x")
    token = token_of(learner.send(begin))
    pages += [learner.get(f"/assignments/{number}"), learner.get(f"/a/{token}/hand-in")]
    given = teacher.get(f"{page}/exceptions").form(f"{page}/exceptions")
    pages += [teacher.send(given), teacher.get(f"{page}/exceptions")]
    given.set("members", str(rooms.member_of(app, room, learner_name(learner))))
    given.set("minutes", "5")
    pages += [teacher.send(given), teacher.get(f"{page}/attempts/{token}"), teacher.get(f"{page}/live")]
    pages.append(Page(teacher.client.post(f"{page}/live", data={"go": "message"}, headers=teacher.headers)))
    teacher.client.post(f"{page}/live", data={"go": "message", "text": "3 < 4"}, headers=teacher.headers)
    pages.append(learner.get(f"/a/{token}/1"))
    learner.client.post(f"/a/{token}/hand-in")
    late = {"go": "message", "text": "3 < 4", "token": token}
    pages.append(Page(teacher.client.post(f"{page}/live", data=late, headers=teacher.headers)))
    pages += [learner.get(path) for path in (f"/a/{token}/result", f"/assignments/{number}", "/me/history")]
    paths = (page, f"{page}/attempts/{token}", f"/classes/{room}/assignments")
    teacher.client.get(f"{page}/live.json")
    for path in (f"{page}/take-back", f"{page}/try", f"{page}/exceptions/1/end", f"{page}/delete"):
        pages.append(Page(teacher.client.post(path, headers=teacher.headers, follow_redirects=True)))
    return [*pages, *(teacher.get(path) for path in paths)]


def _own_data(learner: Browser) -> list[Page]:
    """One's data before anything was asked for, and with a file that is ready."""
    page = learner.get("/account/data")
    pages = [page, learner.send(page.form("/account/data/archive")), learner.send(page.form("/account/data/deck"))]
    with zipfile.ZipFile(io.BytesIO(learner.client.get("/account/data/archive.zip").data)) as archive:
        reviews = archive.read("reviews.json")
    for content in (b"{", reviews):
        sent = {"data": {"history": (io.BytesIO(content), "reviews.json")}, "headers": learner.headers}
        pages.append(Page(learner.client.post("/account/data/history", follow_redirects=True, **sent)))
    learner.client.post("/account/data/history/drop")
    learner.client.post("/account/data/history/confirm")
    learner.client.post("/account/data/brought/delete")
    return [*pages, learner.get("/account/data")]


def _mail(app: Flask, stranger: Browser, learner: Browser, teacher: Browser) -> list[Page]:
    """An address, a forgotten password and the end of copies, first where no mail is sent, then where it is."""
    pages = [stranger.get("/forgot")]
    app.extensions["settings"] = replace(app.extensions["settings"], mail=MAIL)
    pages += [_filled(learner, "/account", "/account/mail", address=ADDRESS, mail_password=PASSWORD)]
    pages += [_filled(stranger, "/forgot", "/forgot", known="nobody"), stranger.get("/reset/none")]
    now, name = app.extensions["clock"].now(), learner_name(learner)
    with session_of(app) as session:
        confirming, resetting = (mailed.linked(session, name, one, now=now) for one in ("confirm", "reset"))
        mailed.undelivered(session, now=now)
    reset = stranger.get(f"/reset/{resetting}")
    pages += [reset, _filled(stranger, reset.path, reset.path, new="short")]
    pages += [stranger.get(f"/mail/confirm/{confirming}"), _filled(learner, f"/mail/confirm/{confirming}")]
    pages += [_filled(learner, "/account", "/account/mail/choose", notices="1")]
    with session_of(app) as session:
        token = mailed.wanting(session, name, "notices", now=now)
    pages += [stranger.get(f"/unsubscribe/{token}"), _filled(stranger, f"/unsubscribe/{token}")]
    pages += [_filled(learner, "/account", "/account/mail/remove", removal_password="no")]
    pages.append(stranger.get("/mail/confirm/none"))
    set_account(app, learner_name(teacher), role="admin")
    pages.append(teacher.get("/admin/mail"))
    set_account(app, learner_name(teacher), role="teacher")
    return pages


def _filled(browser: Browser, path: str, action: str = "", **fields: str) -> Page:
    """Send a form of a page, filled in."""
    page = browser.get(path)
    form = page.form(action or page.path)
    for name, value in fields.items():
        form.set(name, value)
    return browser.send(form)


def _inbox(learner: Browser, teacher: Browser) -> list[Page]:
    """The inbox of a teacher for whom an answer waits, and of a learner of whom one was graded: unread, then read."""
    pages = [
        teacher.get("/inbox"),
        teacher.get("/teach/message"),
        _filled(teacher, "/teach/message", to="nobody", text="2 + 2"),
    ]
    pages += [_filled(teacher, "/teach/message", to=learner_name(learner), text="2 + 2"), learner.get("/inbox")]
    form = next(form for form in pages[-1].forms() if form.action.startswith("/inbox/"))
    pages += [learner.send(pages[-1].form("/inbox")), learner.send(form, "")]
    return pages


def _practice(app: Flask, learner: Browser) -> list[Page]:
    pages = []
    months = {bank_with(kind) for kind in KINDS}
    tokens = {month: whole_bank(app, learner_name(learner), month) for month in sorted(months)}
    for kind in KINDS:
        token = tokens[bank_with(kind)]
        one = of_kind(app, token, kind)
        page = learner.get(one.path)
        pages += [page, learner.send(page.answer_form, "check")]
        pages += [learner.send(page.answer_form.answer(answer), "check") for answer in _not_taken(one)]
        pages.append(learner.send(page.answer_form.answer(one.wrong), "check"))
        if pages[-1].all("button", value="confirm"):
            pages.append(learner.send(pages[-1].form(one.path), "confirm"))
        other = next(two for two in reversed(asked(app, token)) if two.question.kind_name == kind)
        if other.position != one.position:
            pages.append(learner.send(learner.get(other.path).answer_form.answer(other.right), "check"))
    page = learner.begin(OTHER_PRACTICE)
    for one in asked(app, token_of(page)):
        learner.send(learner.get(one.path).answer_form.answer(one.right), "check")
    return [*pages, learner.get(f"/a/{token_of(page)}/result")]


def _not_taken(one: Asked) -> list[dict[str, tuple[str, ...]]]:
    """What can't be read or is too long, for a question whose answer is typed."""
    typed = {wanted.name: wanted.kind for wanted in one.question.inputs() if wanted.kind in LONGEST}
    if not typed:
        return []
    unreadable = {name: (UNREADABLE[kind],) for name, kind in typed.items()}
    return [unreadable, {name: ("x" * (LONGEST[kind] + 1),) for name, kind in typed.items()}]


def _test(app: Flask, learner: Browser) -> list[Page]:
    explained = learner.get(f"/quizzes/start?quiz={CHECK}")
    pages = [learner.begin(CHECK)]
    token = token_of(pages[0])
    one, two, *_ = asked(app, token)
    pages.append(learner.send(pages[0].answer_form.answer(one.right)))
    for device, answer in (("phone", two.right), ("desk", two.wrong)):
        learner.client.put(two.path, json={"answer": answer, "device": device, "sequence": 1, "base": 0})
    assert answers_of(app, token, two.position)[1]["conflict"]
    pages += [learner.get(two.path), learner.get(f"/a/{token}/hand-in")]
    pages.append(learner.send(pages[-1].form(f"/a/{token}/hand-in")))
    whole = learner.begin(FINAL)
    for one in asked(app, token_of(whole)):
        learner.send(learner.get(one.path).answer_form.answer(one.right))
    pages.append(learner.get(f"/a/{token_of(whole)}/hand-in"))
    return [explained, *pages, whole, learner.send(pages[-1].form(f"/a/{token_of(whole)}/hand-in"))]


def _review(app: Flask, learner: Browser) -> list[Page]:
    """What was wrong is due on the same day: a sitting of it, ended early; and its settings, a wrong one too."""
    pages = [learner.get("/review"), learner.get("/review/settings")]
    form = pages[1].form("/review/settings")
    form.set("holiday_from", "2026-07-09")
    pages += [learner.send(form), learner.send(pages[1].form("/review/settings"))]
    pages.append(learner.send(pages[0].form("/review/start")))
    one = asked(app, token_of(pages[-1]))[0]
    pages.append(learner.get("/review"))
    pages.append(learner.send(learner.get(one.path).answer_form.answer(one.wrong), "check"))
    pages.append(learner.send(learner.get(one.path).form(f"/a/{token_of(pages[4])}/end")))
    # Adaptive practice, a wrong answer, and something like it.
    pages.append(learner.send(learner.get("/m/2024-02").form("/practice/start")))
    one = asked(app, token_of(pages[-1]))[0]
    pages.append(learner.send(learner.get(one.path).answer_form.answer(one.wrong), "check"))
    pages.append(learner.send(pages[-1].form("/practice/start")))
    pages.append(learner.send(learner.get("/me").form("/retry/start")))
    return [*pages, *_placement(app, learner)]


def _placement(app: Flask, learner: Browser) -> list[Page]:
    """The first question of a placement test, and the home page that knows of it."""
    response = learner.client.post("/placement/start", data={"series": "ai-2024"}, follow_redirects=True)
    page = Page(response)
    one = asked(app, token_of(page))[0]
    pages = [page, learner.send(learner.get(one.path).answer_form.answer(one.right), "check"), learner.get("/")]
    pages.append(learner.send(learner.get(asked(app, one.token)[1].path).answer_form, "unknown"))
    return [*pages, learner.send(pages[-1].form(f"/a/{one.token}/end")), learner.get("/")]


def _grading(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    pages = [teacher.get("/teach/grading"), *_supervising(app, learner, teacher)]
    token = whole_bank(app, learner_name(learner), bank_with("essay"), "exam")
    essay = of_kind(app, token, "essay")
    learner.send(learner.get(essay.path).answer_form.answer(essay.right))
    pages.append(learner.send(learner.get(f"/a/{token}/hand-in").form(f"/a/{token}/hand-in")))
    pages += [learner.get("/"), learner.get("/me"), teacher.get("/teach/grading")]
    (of,) = {link for link in pages[-1].links() if link.startswith("/teach/grading/questions/")}
    (link,) = to_grade(teacher)
    pages += [teacher.get(of), teacher.get(f"{of}/agreement"), _ruled(teacher, of), teacher.get(link)]
    form = pages[-1].form(link)
    form.set("comment", "**Good** so far")
    for way in ("draft", "preview", "comments"):
        pages.append(Page(teacher.client.post(f"{link}/{way}", data=form.data(), follow_redirects=True)))
    form.set("share", "much")
    pages.append(teacher.send(form))
    form.set("share", "")
    pages += [teacher.send(form), teacher.get(link), teacher.get(of)]
    pages.append(teacher.send(pages[-1].form(f"{of}/release")))
    pages += [teacher.send(form), teacher.get("/teach/grading/graded"), teacher.get(link)]
    return [*pages, learner.get(f"/a/{token}/result"), *_analysis(teacher)]


def _ruled(teacher: Browser, of: str) -> Page:
    form = teacher.get(of).form(of)
    form.set("held", "on")
    return teacher.send(form)


def _analysis(teacher: Browser) -> list[Page]:
    """How the test did that was graded last, and a question of it; a quiz that nobody finished, and none at all."""
    (link, *_) = [link for link in teacher.get("/teach/questions/2024-02").links() if link.startswith("/teach/items/")]
    page = teacher.get(link)
    (item, *_) = [one for one in page.links() if one.count("/") == 5]
    paths = (item, item.rpartition("/")[0], f"{link}?q=zzz", "/teach/items/1", f"{link}/9", *REGRADES)
    (again,) = {link for link in teacher.get(item).links() if link.startswith("/teach/regrades/questions/")} or {""}
    key = f"/teach/keys/{again.rpartition('/')[2]}/a" if again else "/teach/keys/1/a"
    return [page, *(teacher.get(path) for path in (*paths, key))]


def _supervising(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    token = token_of(learner.begin(CHECK))
    one = asked(app, token)[0]
    pages = [teacher.get("/teach/tests")]
    form = pages[0].form(f"/teach/tests/{token}/extend")
    form.set("minutes", "many")
    pages.append(teacher.send(form))
    let_time_run_out(app, token, grace=timedelta(hours=1))
    pages.append(learner.get(f"/a/{token}/hand-in"))
    learner.client.post(f"/a/{token}/hand-in")
    learner.client.put(one.path, json={"answer": one.right, "device": "phone", "sequence": 9, "base": 0})
    return [*pages, learner.get(f"/a/{token}/result"), teacher.get("/teach/tests")]


def _reminders(learner: Browser) -> list[Page]:
    pages = [learner.get("/reminders"), learner.send(learner.get("/reminders").form("/reminders"))]
    pages.append(Page(learner.client.post("/reminders", data={"hour": "24"})))
    pages += [learner.send(pages[-1].form(path)) for path in ("/reminders/calendar", "/reminders/calendar")]
    pages.append(learner.send(pages[-1].form("/reminders/calendar/revoke")))
    subscription = UserAgent("https://push.example.org").subscription
    learner.client.post("/reminders/push", json=subscription, headers=learner.headers)
    pages.append(learner.get("/reminders"))
    remove = next(form for form in pages[-1].forms() if form.action.endswith("/remove"))
    pages.append(learner.send(remove))
    return pages


def _certificates(app: Flask, stranger: Browser, learner: Browser) -> list[Page]:
    """None yet, one to get, and it as its owner and a stranger see it."""
    pages = [learner.get("/certificates")]
    learner.client.post("/certificates", data={"series": "ai-2024", "part": "1"})
    let_master(app, learner_name(learner))
    pages.append(learner.get("/me"))
    pages.append(learner.send(pages[-1].form("/certificates")))
    path = pages[-1].path
    form = pages[-1].form(path)
    form.set("public", "1")
    form.set("named", "1")
    pages.append(learner.send(form))
    return [*pages, stranger.get(path), learner.get("/certificates"), learner.get("/me")]


def _asides(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    """A note, a bookmark and a report beside a question; the report refused, open, answered."""
    pages = [learner.get(path) for path in ("/bookmarks", "/reports")] + [teacher.get("/teach/reports")]
    one = asked(app, token_of(learner.begin("2024-05/practice-5-2")))[0]
    pages += [learner.send(learner.get(one.path).answer_form, go) for go in ("note", "report", "bookmark")]
    form = pages[-2].form(f"{one.path}/report")
    pages.append(learner.send(form))
    form.set("kind", "key")
    form.set("text", "<b>1 < 2</b> & 'so'")
    pages += [learner.send(form), learner.get("/bookmarks"), learner.get("/reports"), teacher.get("/teach/reports")]
    (action,) = {form.action for form in pages[-1].forms() if form.action.startswith("/teach/reports/")}
    answer = pages[-1].form(action)
    pages.append(teacher.send(answer))
    answer.set("state", "corrected")
    answer.set("reply", "<i>Thank you</i>")
    pages += [teacher.send(answer), teacher.get("/teach/reports?state=answered"), learner.get("/reports")]
    pages.append(learner.send(learner.get(one.path).answer_form.answer(one.wrong), "check"))
    pages.append(learner.send(pages[-1].form(f"{one.path}/bookmark")))
    pages.append(learner.send(pages[-1].form(f"{one.path}/bookmark")))
    pages.append(learner.send(learner.get("/bookmarks").form("/bookmarks/practise")))
    pages.append(learner.send(learner.get("/bookmarks").form("/bookmarks/remove")))
    return [*pages, *_challenged(app, learner, teacher)]


def _challenged(app: Flask, learner: Browser, teacher: Browser) -> list[Page]:
    """An answer that should count: said, passed on, refused without and with a reason."""
    pages = [learner.get("/reports?show=challenges"), teacher.get("/teach/challenges")]
    one = asked(app, token_of(learner.begin("2024-05/practice-5-1")))[0]
    learner.send(learner.get(one.path).answer_form.answer(one.wrong), "check")
    form = learner.get(f"{one.path}/challenge").form(f"{one.path}/challenge")
    pages += [learner.get(f"{one.path}/challenge"), learner.send(form)]
    form.set("reason", "<b>1 < 2</b> & 'so'")
    pages += [learner.send(form), learner.get("/reports?show=challenges"), teacher.get("/teach/challenges")]
    (path,) = {link for link in pages[-1].links() if link.startswith("/teach/challenges/")}
    pages += [teacher.get(path), teacher.send(teacher.get(path).form(f"{path}/pass-on")), teacher.get(path)]
    refusal = pages[-1].form(f"{path}/refuse")
    pages.append(teacher.send(refusal))
    refusal.set("reply", "<i>No</i>")
    pages += [teacher.send(refusal), teacher.get("/teach/challenges?state=decided"), teacher.get(path)]
    pages.append(teacher.send(pages[-1].form(f"{path}/reopen")))
    return [*pages, learner.get("/reports?show=challenges")]


def _administration(app: Flask, teacher: Browser) -> list[Page]:
    set_account(app, learner_name(teacher), role="admin")
    found = [
        teacher.get(path)
        for path in (
            "/account",
            "/admin/accounts/new",
            "/admin/audit",
            "/admin/audit?action=hidden",
            "/admin/predictions",
            "/banks/2024-02@1",
            *REGRADES,
        )
    ]
    found += _previews(teacher)
    # The first option that could be the key instead.
    keys = (teacher.get(f"/teach/keys/{number}/{option}") for number in range(1, 40) for option in "ab")
    found.append(next(page for page in keys if page.status == 200))
    found += _typed_wrong(app, teacher)
    form = teacher.get("/admin/accounts/new").form("/admin/accounts/new")
    found.append(teacher.send(form))
    form.set("name", "Pupil of the school")
    found.append(teacher.send(form))
    set_account(app, learner_name(teacher), role="teacher")
    return found


def _previews(editor: Browser) -> list[Page]:
    """A bank as learners see it, with keys and answers that are tried, and on paper."""
    here = "/studio/ai-2024/2024-02"
    looks = ("", "?keys=1&draw=3&languages=en", "?one=2&keys=1", "?one=999", "?draw=x&draw-1=7")
    pages = [editor.get(f"{here}/preview{look}") for look in looks]
    pages += [editor.get(f"{here}/questions/{number}/bench") for number in (1, 7, 20)]
    pages += [editor.get(f"{here}/print{query}") for query in ("", "?quiz=check&keys=reasons&language=both&seed=4")]
    for page in (pages[2], pages[5]):
        form = next(form for form in page.forms() if form.method == "post" and "verdict" in form.action)
        data = {**form.data(), "answer-choice": "1"}
        sent = editor.client.post(page.path, data=data, headers=editor.headers)
        pages.append(Page(sent))
    return pages


def _typed_wrong(app: Flask, admin: Browser) -> list[Page]:
    """A wrong answer that several learners typed: listed, and what writing it into the bank does."""
    with session_of(app) as session:
        path = typed_alike(session, now=datetime.now(UTC))
        session.commit()
    return [admin.get(path.rpartition("/")[0]), admin.get(f"{path}?way=reject:text")]


def _studio(app: Flask, admin: Browser) -> list[Page]:
    """What those see who write banks; first of them a teacher who may edit none."""
    pages, name = [admin.get("/studio")], learner_name(admin)
    set_account(app, name, role="admin")
    pages += studio_pages(app, admin, name)
    set_account(app, name, role="teacher")
    return pages


def _managing(app: Flask, stranger: Browser, learner: Browser, admin: Browser) -> list[Page]:
    """What administrators look after; a class of theirs with one learner, its data, and the learner's progress."""
    set_account(app, learner_name(admin), role="admin")
    paths = ("", "/accounts", "/accounts?role=teacher&q=zzz", "/series", "/classes", "/storage", "/invitations")
    pages = [admin.get(f"/admin{path}") for path in (*paths, "/classes?q=zzz", "/retention")]
    pages += _accounts(app, admin) + _rules(admin) + _editors(admin)
    pages += _invitations(stranger, learner, admin)
    set_account(app, learner_name(learner), role="learner")
    pages += _class_data(app, learner, admin)
    set_account(app, learner_name(admin), role="teacher")
    return pages


def _accounts(app: Flask, admin: Browser) -> list[Page]:
    """An account, all that is done to it, and what is refused to be done to one's own."""
    account = f"/admin/accounts/{account_of(app, 'Pupil of the school').id}"
    pages = [admin.send(admin.get(account).form(f"{account}/{act}")) for act in ("role", "reset", "close")]
    admin.client.post(f"{account}/signins")
    pages += [admin.get(account), admin.send(admin.get(account).form(f"{account}/open"))]
    own = f"/admin/accounts/{account_of(app, learner_name(admin)).id}"
    pages.append(_filled(admin, own, f"{own}/role", role="learner"))
    pages += [admin.get(own), Page(admin.client.post(f"{own}/close", headers=admin.headers))]
    return [*pages, Page(admin.client.post("/admin/storage/mail", headers=admin.headers, follow_redirects=True))]


def _rules(admin: Browser) -> list[Page]:
    """Rules of retention that can't be, what others would name, and these with another number put in."""
    pages = [_filled(admin, "/admin/retention", learners=months) for months in ("1", "12")]
    saved = pages[-1].form("/admin/retention/rules")
    saved.set("learners", "500")
    return [*pages, admin.send(saved)]


def _editors(admin: Browser) -> list[Page]:
    """A series that is given to nobody known, and to somebody, who edits it too, for a while."""
    here, names = "/admin/series", ("nobody", learner_name(admin))
    pages = [_filled(admin, here, f"{here}/1/owner", owner=name) for name in names]
    pages += [_filled(admin, here, f"{here}/1/editors", editor=name) for name in names]
    remove = next(form for form in pages[-1].forms() if form.action.endswith("/remove"))
    return [*pages, admin.send(remove)]


def _invitations(stranger: Browser, learner: Browser, admin: Browser) -> list[Page]:
    """An invitation as its reader sees it, one that is revoked, and one that is used."""
    invited, other = (_filled(admin, "/admin/invitations", note=note) for note in ("Kim", ""))
    link = urlsplit(words(invited.by_id("code"))).path
    pages = [invited, *(browser.get(link) for browser in (stranger, learner, admin)), stranger.get("/invited/x")]
    revoke = next(form for form in other.forms() if form.action.endswith("/revoke"))
    return [*pages, admin.send(revoke), learner.send(pages[2].form(link))]


def _class_data(app: Flask, learner: Browser, admin: Browser) -> list[Page]:
    """A class with one learner: its data, the learner's progress as they see it, and its end."""
    owner, pupil = (account_of(app, learner_name(browser)) for browser in (admin, learner))
    with session_of(app) as session:
        made = making.make(session, owner, "2-3", [], time_zone="Asia/Seoul", now=owner.seen_at, term="2026")
        member = making.add(session, made.id, pupil.id, "learner", now=owner.seen_at)
        here, seen = f"/classes/{made.id}", f"/classes/{made.id}/members/{member.id}/progress"
    admin.client.post(f"{here}/data.zip")
    pages = [admin.get(path) for path in (here, f"{here}/data", seen)]
    return [*pages, *(_filled(admin, f"{here}/data", f"{here}/delete", name=name) for name in ("2", "2-3"))]


def _gallery(teacher: Browser) -> list[Page]:
    shelf = teacher.get("/teach/gallery")
    return [shelf, *(teacher.get(link) for link in shelf.links() if link.startswith("/teach/gallery/"))]


def learner_name(learner: Browser) -> str:
    """The name of who is signed in."""
    (name,) = learner.get("/account").all("h1")
    return "".join(name.itertext())
