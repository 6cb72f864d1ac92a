"""Every page that somebody can see, by name: who sees it, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Select, select

from quiz.services import audit
from quiz.services.admin import invitations
from quiz.services.classes import groups, making
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.identity import Account
from tests import mailed
from tests.browser import authored
from tests.browser.assigned import assign, tell
from tests.browser.steps import Visitor, chosen, csrf_token
from tests.browser.store import CHECKS, KINDS, Asked, Store, stored
from tests.conftest import PASSWORD
from tests.web.classroom import made

LONG_NAMES = ("박하늘별님구름바다솔비아라누리미르도담한결예슬은솔해솔가람나", "Wolfeschlegelsteinhausenberger")
"""Of thirty characters, the most that a name may have, and without a place to break."""
PLACES: dict[str, Place] = {}
NEWCOMER, BUSY, ASKED, JUDGED, DONE, CERTIFIED, TEACHER, ADMIN, GUEST, NOBODY = (
    "newcomer",
    "busy",
    "asked",
    "judged",
    "done",
    "certified",
    "teacher",
    "admin",
    "guest",
    "nobody",
)


def learners_in(class_id: int) -> Select[int]:
    """The numbers of the learners of a class."""
    return select(ClassMember.id).where(ClassMember.class_id == class_id, ClassMember.role == "learner")


class School:
    """The people who see the pages, with what each has done: made once for all tests."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.names = {
            NEWCOMER: store.add(),
            BUSY: store.add(LONG_NAMES[0]),
            ASKED: store.add(LONG_NAMES[1]),
            JUDGED: store.add(),
            DONE: store.add(),
            CERTIFIED: store.add("박하늘별님구름바다솔비아라누리미르도담한결예슬은솔해솔가온달"),
            TEACHER: store.add(role="teacher"),
            ADMIN: store.add(role="admin"),
        }
        self.asked = {kind: store.find(self.names[ASKED], kind) for kind in KINDS}
        self.gradebook = store.make_gradebook(self.names[TEACHER], *(self.names[one] for one in (ASKED, BUSY, DONE)))
        self.right = {kind: self._judged(kind, right=True) for kind in KINDS}
        self.wrong = {kind: self._judged(kind, right=False) for kind in KINDS}
        self.written = store.find(self.names[ASKED], "essay")
        store.finish_series(self.names[DONE])
        self.certificate = store.certify(self.names[CERTIFIED], public=True, named=True)
        store.remind(self.names[CERTIFIED])
        self.another_key = store.another_key()
        self.typed_wrong = store.typed_wrong()
        self.challenge = store.challenge(self.wrong["short_text"])
        store.challenge(self.wrong["matrix"])
        essay = store.find(self.names[JUDGED], "essay", CHECKS)
        store.answer(essay)
        store.hand_in(essay.token)
        self.waiting = essay.token
        store.remark(self.right["numeric"])
        self._work()
        with store.session() as session:
            tutor = mailed.account_id(session, self.names[TEACHER])
            own = select(ClassMember.class_id).where(ClassMember.account_id == tutor, ClassMember.role == "owner")
            school_class = session.get_one(ClassRow, session.scalars(own.order_by(ClassMember.id)).first())
            group = groups.make(session, school_class.id, "모둠" * 30)
            groups.put_in(session, group, session.scalars(learners_in(school_class.id)).all(), now=datetime.now(UTC))
            self.class_id, self.invitation = school_class.id, f"/join/{school_class.code}"
            now = datetime.now(UTC)
            mailed.informed(session, self.names[BUSY], now=now)
            mailed.undelivered(session, now=now)
            taught = (self.names[one] for one in (BUSY, ASKED, JUDGED, NEWCOMER))
            self.school_class = made(session, self.names[TEACHER], *taught, late="1월 과제", now=now)
            pupils = select(ClassMember.id).where(
                ClassMember.class_id == self.school_class, ClassMember.role == "learner"
            )
            self.pupil = session.scalars(pupils.order_by(ClassMember.id)).first()
            self.unsubscribing = mailed.wanting(session, self.names[CERTIFIED], "notices", now=now)

    def _judged(self, kind: str, *, right: bool) -> Asked:
        asked = self.store.find(self.names[JUDGED], kind)
        self.store.answer(asked, right=right)
        return asked

    def _work(self) -> None:
        store, busy = self.store, self.names[BUSY]
        self.all_right = store.begin(busy, "2024-01/practice-1-1")
        store.finish(self.all_right)
        self.mixed = store.begin(busy, "2024-02/practice-2-1")
        store.finish(self.mixed, wrong=(1, 2, 3, 5, 8))
        self.failed = store.begin(busy, "2024-02/check")
        store.finish(self.failed, wrong=tuple(range(1, 11)))
        self.passed = store.begin(busy, "2024-01/check")
        store.finish(self.passed, wrong=(4,))
        self.exam = store.begin(busy, "2024-03/check")
        store.answer(store.questions(self.exam)[0])
        self.answered = store.begin(busy, "2024-04/check")
        for one in store.questions(self.answered):
            store.answer(one)
        store.begin(busy, "2024-06/check")
        store.send_late(store.questions(self.passed)[1])
        self.contested = store.questions(store.begin(busy, "2024-05/check"))[0]
        store.disagree(self.contested)
        with store.session() as session:
            self.assigned = assign(session, self.names[TEACHER], busy)
            tell(session, self.names[TEACHER], self.assigned, "가나다라" * 100)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page: who sees it, how they get there, and the console's errors that belong to it."""

    name: str
    who: str
    go: Callable[[Visitor, School], object]
    path: str
    errors: tuple[str, ...] = ()


def place(name: str, who: str, go: Callable[[Visitor, School], object] | str, *errors: str, path: str = "") -> None:
    """Enter a page into the list; ``go`` is its path or the steps that lead to it.

    ``path`` is one such as the steps lead to. What answers with an error has none: it is no page of its own.
    """
    steps = partial(_goto, path=go) if isinstance(go, str) else go
    path = go if isinstance(go, str) and not errors else path
    PLACES[name] = Place(name=name, who=who, go=steps, path=path, errors=errors)


def _goto(visitor: Visitor, school: School, path: str) -> None:
    visitor.goto(path)


def _analysed(visitor: Visitor, school: School) -> None:
    """By way of the quiz, as versions of questions have numbers that nobody knows."""
    visitor.goto("/teach/items/4")
    visitor.page.locator("tbody th a").first.click()
    visitor.page.wait_for_url("**/teach/items/4/*/*")


def _in_class(rest: str) -> Callable[[Visitor, School], None]:
    """The way to a page of the class that has a gradebook."""

    def go(visitor: Visitor, school: School) -> None:
        visitor.goto(f"/classes/{school.gradebook['class']}{rest.format(**school.gradebook)}")

    return go


def _sign_in_wrongly(visitor: Visitor, school: School) -> None:
    visitor.goto("/signin")
    visitor.page.locator("#name").fill(f"nobody {visitor.language} {visitor.page.viewport_size}")
    visitor.page.locator("#password").fill("구름 아래의 산책")
    visitor.press("Sign in")
    visitor.page.locator(".err").wait_for()


def _sign_up_wrongly(visitor: Visitor, school: School) -> None:
    visitor.goto("/signup")
    visitor.page.locator("#name").fill(school.names[BUSY])
    visitor.page.locator("#password").fill("구름 아래의 산책")
    visitor.page.locator("#old_enough").check()
    visitor.press("Sign up")
    visitor.page.locator(".err").wait_for()


def _recover_wrongly(visitor: Visitor, school: School) -> None:
    visitor.goto("/recover")
    visitor.page.locator("#name").fill(f"nobody {visitor.language} {visitor.page.viewport_size}")
    visitor.page.locator("#code").fill("7K2MQ-90XFA-11111-00000")
    visitor.page.locator("#password").fill("구름 아래의 산책")
    visitor.press("Set the password")
    visitor.page.locator(".err").wait_for()


def _make_recovery_code(visitor: Visitor, school: School) -> None:
    visitor.goto("/account/recovery")
    # It stays to be seen until it is written down.
    if not visitor.page.locator("#code").count():
        visitor.page.locator("#proof").fill(PASSWORD)
        visitor.page.locator('form[action="/account/recovery"] button').click()
        visitor.page.locator("#code").wait_for()


def _change_password_wrongly(visitor: Visitor, school: School) -> None:
    visitor.goto("/account")
    visitor.page.locator("#old").fill("구름 아래의 산책")
    visitor.page.locator("#new").fill("구름 아래의 산책 둘")
    visitor.press("Change password")
    visitor.page.locator(".err").wait_for()


def _set_half_a_holiday(visitor: Visitor, school: School) -> None:
    visitor.goto("/review/settings")
    visitor.page.locator("#holiday_from").fill("2026-07-09")
    visitor.press("Save settings")
    visitor.page.locator(".err").wait_for()


def _check_nothing(visitor: Visitor, school: School) -> None:
    visitor.goto(school.asked["single_choice"].path)
    visitor.press("Check my answer")
    visitor.page.locator("#notice:not([hidden])").wait_for()


def _check_unreadable(visitor: Visitor, school: School) -> None:
    visitor.goto(school.asked["numeric"].path)
    visitor.page.locator("#number").fill("스물")
    visitor.press("Check my answer")
    visitor.page.locator("#notice:not([hidden])").wait_for()


def _report_too_little(visitor: Visitor, school: School) -> None:
    visitor.goto(f"{school.asked['matrix'].path}/report")
    visitor.page.locator('[name="kind"][value="other"]').check()
    visitor.press("Send the report")
    visitor.page.locator(".err").wait_for()


def _offline(visitor: Visitor, school: School) -> None:
    asked = school.asked["true_false"]
    visitor.goto(asked.path)
    # An earlier visit may have left its answer.
    other = asked.right if chosen(visitor.page) == stored(asked.wrong) else asked.wrong
    visitor.context.set_offline(True)
    try:
        visitor.give(other)
        visitor.page.locator("#save[data-state=local]").wait_for()
    finally:
        visitor.context.set_offline(False)


def _confirm_written(visitor: Visitor, school: School) -> None:
    asked = school.written
    visitor.goto(asked.path)
    if visitor.page.locator("#answer").count():
        visitor.give(asked.right)
        visitor.press("Check my answer")
    visitor.page.locator('button[value="confirm"]').wait_for()


def _grade_question(visitor: Visitor, school: School) -> None:
    visitor.goto("/teach/grading")
    visitor.page.locator(".list .btn").first.click()
    visitor.page.locator("#rules").wait_for()


def _grade(visitor: Visitor, school: School) -> None:
    _grade_question(visitor, school)
    visitor.page.locator(".list .btn").first.click()
    visitor.page.locator("#grading fieldset").wait_for()


def _agreement(visitor: Visitor, school: School) -> None:
    _grade_question(visitor, school)
    visitor.page.goto(f"{visitor.page.url}/agreement")


def _post(visitor: Visitor, path: str, fields: dict[str, str]) -> None:
    """Send a form that no page offers: the answer takes the place of the page."""
    visitor.goto("/")
    fields = {"csrf_token": csrf_token(visitor.page.content()), **fields}
    with visitor.page.expect_navigation():
        visitor.page.evaluate(
            "([path, fields]) => { const form = document.createElement('form');"
            " Object.assign(form, { method: 'post', action: path });"
            " for (const [name, value] of Object.entries(fields)) {"
            "  const input = document.createElement('input');"
            "  Object.assign(input, { type: 'hidden', name, value }); form.append(input); }"
            " document.body.append(form); form.submit(); }",
            [path, fields],
        )


def _start_a_test_as_guest(visitor: Visitor, school: School) -> None:
    _post(visitor, "/quizzes/start", {"quiz": "2024-02/check"})


def _draw_from_nothing(visitor: Visitor, school: School) -> None:
    with school.store.without_questions("2024-06"):
        _post(visitor, "/quizzes/start", {"quiz": "2024-06/check"})


def _stale_form(visitor: Visitor, school: School) -> None:
    path = school.asked["short_text"].path
    _post(visitor, path, {"csrf_token": "stale", "answer-text": "양자화", "go": "check"})


def _guest_path(visitor: Visitor) -> str:
    """The attempt that the guest has running at the first practice."""
    _post(visitor, "/quizzes/start", {"quiz": "2024-01/practice-1-2"})
    return "/".join(visitor.page.url.split("/")[3:5])


def _guest_question(visitor: Visitor, school: School) -> None:
    visitor.goto(f"/{_guest_path(visitor)}/1")


def _guest_result(visitor: Visitor, school: School) -> None:
    token = _guest_path(visitor).split("/")[1]
    school.store.finish(token, wrong=(2,))
    visitor.goto(f"/a/{token}/result")


def _result(visitor: Visitor, school: School, which: str) -> None:
    visitor.goto(f"/a/{getattr(school, which)}/result")


def _linked(visitor: Visitor, school: School, page: str, purpose: str) -> None:
    with school.store.session() as session:
        token = mailed.linked(session, school.names[NEWCOMER], purpose, now=datetime.now(UTC))
    visitor.goto(page + token)


def _of_class(path: str) -> Callable[[Visitor, School], object]:
    return lambda visitor, school: visitor.goto(f"/classes/{school.class_id}{path}")


def _to_challenge(visitor: Visitor, school: School) -> None:
    """By a wrong answer that no test of theirs holds back: which questions a test draws is left to chance."""
    paths = [
        f"{one.path}/challenge" for kind, one in school.wrong.items() if kind not in ("essay", "short_text", "matrix")
    ]
    visitor.goto(next(path for path in paths if visitor.context.request.get(path).ok))


def _taught(rest: str) -> Callable[[Visitor, School], object]:
    """The way to a page of the class in which somebody is late."""
    return lambda visitor, school: visitor.goto(f"/classes/{school.school_class}{rest.format(pupil=school.pupil)}")


def _look_at_a_list(visitor: Visitor, school: School) -> None:
    visitor.goto(f"/classes/{school.class_id}/roster")
    visitor.page.locator("#roster").fill(f"{school.names[BUSY]}\n김민준, 해\n김민준\nx\n{'w' * 90}")
    visitor.page.locator('form[action$="/roster"] button').click()
    visitor.page.locator(".data").wait_for()


def _managed(visitor: Visitor, school: School, path: str) -> None:
    """A page of a class that the administrator owns and the busy learner is in."""
    with school.store.session() as session:
        (owner, pupil), now = (
            (mailed.account_id(session, school.names[who]) for who in (ADMIN, BUSY)),
            datetime.now(UTC),
        )
        known = session.scalars(select(ClassMember.class_id).where(ClassMember.account_id == owner)).first()
        if known is None:
            person = session.get_one(Account, owner)
            known = making.make(session, person, "2학년 3반", [], time_zone="Asia/Seoul", now=now).id
        member = making.add(session, known, pupil, "learner", now=now).id
    visitor.goto(path.format(number=known, member=member))


def _keep_for_a_month(visitor: Visitor, school: School) -> None:
    visitor.goto("/admin/retention")
    visitor.page.locator("#learners").fill("1")
    visitor.press("Show what this would delete")
    visitor.page.locator(".err").wait_for()


def _account_of_busy(visitor: Visitor, school: School) -> None:
    with school.store.session() as session:
        number = mailed.account_id(session, school.names[BUSY])
    visitor.goto(f"/admin/accounts/{number}")


def _invited(visitor: Visitor, school: School) -> None:
    with school.store.session() as session:
        token = invitations.make(session, "", by=audit.APP, now=datetime.now(UTC))
    visitor.goto(f"/invited/{token}")


def _draft_with_error(visitor: Visitor, school: School) -> None:
    with school.store.session() as session:
        authored.write(session, school.names[ADMIN], "2024-02", b"kind: single_choice", b"kind: single_choise")
    visitor.goto("/studio/ai-2024/2024-02")


def _pictured(visitor: Visitor, school: School) -> None:
    """Two pictures: one that is published, and one that was uploaded just now."""
    visitor.goto("/studio/ai-2024/2024-03/pictures")
    dot = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
    visitor.page.set_input_files("#picture", {"name": "점.gif", "mimeType": "image/gif", "buffer": dot})
    visitor.page.locator("main form .btn.go").click()
    visitor.page.locator(".pictures").wait_for()


def _draft_to_publish(visitor: Visitor, school: School) -> None:
    with school.store.session() as session:
        authored.write(session, school.names[ADMIN], "2024-02", b"difficulty: 2", b"difficulty: 3")
    visitor.goto("/studio/ai-2024/2024-02/publish")


def _two_versions(visitor: Visitor, school: School) -> None:
    two, three, one = b"difficulty: 2", b"difficulty: 3", b"difficulty: 1"
    with school.store.session() as session:
        authored.write_beside(session, school.names[ADMIN], "2024-03", two, mine=three, before=one)
    visitor.goto("/studio/ai-2024/2024-03/merge")


def _nameless(visitor: Visitor, school: School) -> None:
    visitor.goto("/studio/new-series")
    # A browser would not send it: whoever has no script does.
    visitor.page.locator("main form").evaluate("form => form.noValidate = true")
    visitor.page.locator("main form button.go").click()
    visitor.page.wait_for_load_state()


place("home of nobody", NOBODY, "/")
place("home of a newcomer", NEWCOMER, "/")
place("home of a learner", BUSY, "/")
place("home when all is done", DONE, "/")
place("month of nobody", NOBODY, "/m/2024-02")
place("month of a learner", BUSY, "/m/2024-02")
place("search, empty", NOBODY, "/search")
place("search, found", BUSY, "/search?q=LoRA")
place("search, nothing found", NOBODY, "/search?q=zzz")
place("search, too long", NOBODY, f"/search?q={'가' * 101}", "422")
place("search of a teacher", TEACHER, "/search?q=LoRA")
place("glossary", NOBODY, "/glossary?back=/m/2024-01")
place("study notes alone", NOBODY, "/notes/ko/2024-02")
place("before a timed test", NEWCOMER, "/quizzes/start?quiz=2024-02/check")
place("classes", TEACHER, "/classes")
place("new class", TEACHER, "/classes/new")
place("class of a learner", BUSY, _of_class(""), path="/classes/1")
place("members of a class", TEACHER, _of_class("/members"), path="/classes/1/members")
place("settings of a class", TEACHER, _of_class("/settings"), path="/classes/1/settings")
place("groups of a class", TEACHER, _of_class("/groups"), path="/classes/1/groups")
place("teachers of a class", TEACHER, _of_class("/teachers"), path="/classes/1/teachers")
place("message to a class", TEACHER, _of_class("/message"), path="/classes/1/message")
place("copy of a class", TEACHER, _of_class("/copy"), path="/classes/1/copy")
place("how to join", TEACHER, _of_class("/join"), path="/classes/1/join")
place("class list", TEACHER, _of_class("/roster"), path="/classes/1/roster")
place("class list with faults", TEACHER, _look_at_a_list, "422")
place("join by a code", NOBODY, "/join")
place("invitation to a class", NOBODY, lambda v, s: v.goto(s.invitation), path="/join/x")
place("sign in", NOBODY, "/signin")
place("sign in with an error", NOBODY, _sign_in_wrongly, "422")
place("sign up", NOBODY, "/signup")
place("sign up with an error", NOBODY, _sign_up_wrongly, "422")
place("privacy", NOBODY, "/privacy")
place("recover", NOBODY, "/recover")
place("recover with an error", NOBODY, _recover_wrongly, "422")
place("recovery code", CERTIFIED, _make_recovery_code, path="/account/recovery")
place("account", BUSY, "/account")
place("one's data", BUSY, "/account/data")
place("account with an error", NEWCOMER, _change_password_wrongly, "422")
place("progress, empty", NEWCOMER, "/me")
place("progress, full", BUSY, "/me")
place("history", BUSY, "/me/history")
place("review, nothing yet", NEWCOMER, "/review")
place("review, due", BUSY, "/review")
place("review settings", BUSY, "/review/settings")
place("review settings with an error", NEWCOMER, _set_half_a_holiday, "422")
place("reminders", BUSY, "/reminders")
place("reminders of a newcomer", NEWCOMER, "/reminders")
place("reminders whose calendar is not shown again", CERTIFIED, "/reminders")
place("certificates, none yet", NEWCOMER, "/certificates")
place("certificates", CERTIFIED, "/certificates")
place("progress with a certificate", CERTIFIED, "/me")
place("certificate of one's own", CERTIFIED, lambda v, s: v.goto(f"/certificates/{s.certificate}"))
place(
    "certificate of somebody",
    NOBODY,
    lambda v, s: v.goto(f"/certificates/{s.certificate}"),
    path="/certificates/x",
)
for kind in KINDS:
    place(f"{kind}, asked", ASKED, lambda v, s, kind=kind: v.goto(s.asked[kind].path), path="/a/x/1")
    place(f"{kind}, right", JUDGED, lambda v, s, kind=kind: v.goto(s.right[kind].path))
    place(f"{kind}, not right", JUDGED, lambda v, s, kind=kind: v.goto(s.wrong[kind].path))
place("bookmarks, none yet", NEWCOMER, "/bookmarks")
place("bookmarks", JUDGED, "/bookmarks")
place("reports, none yet", NEWCOMER, "/reports")
place("reports", JUDGED, "/reports")
place("challenges, none yet", NEWCOMER, "/reports?show=challenges")
place("challenges", JUDGED, "/reports?show=challenges")
place(
    "answer that should count",
    JUDGED,
    _to_challenge,
    path="/a/x/1/challenge",
)
place("challenges to decide", TEACHER, "/teach/challenges")
place("challenge to pass on", TEACHER, lambda v, s: v.goto(f"/teach/challenges/{s.challenge}"))
place(
    "challenge with what accepting it does",
    ADMIN,
    lambda v, s: v.goto(f"/teach/challenges/{s.challenge}?way=spelling:text"),
    path="/teach/challenges/1",
)
place("regrades of a series", ADMIN, "/teach/regrades")
place("what a regrade changes", ADMIN, "/teach/regrades/questions/1")
place("regrade by an editor alone", TEACHER, "/teach/regrades/questions/1", "403")
place("another key", ADMIN, lambda v, s: v.goto(s.another_key), path="/teach/keys/1/a")
place("another key, by an editor alone", TEACHER, "/teach/keys/1/a", "403")
place(
    "wrong answers that learners typed",
    ADMIN,
    lambda v, s: v.goto(s.typed_wrong.rpartition("/")[0]),
    path="/teach/typed/1",
)
place(
    "wrong answer that is put into the bank",
    ADMIN,
    lambda v, s: v.goto(f"{s.typed_wrong}?way=spelling:text"),
    path="/teach/typed/1/x",
)
place("note beside a question", JUDGED, lambda v, s: v.goto(f"{s.right['numeric'].path}/note"), path="/a/x/1/note")
place("report of a problem", ASKED, lambda v, s: v.goto(f"{s.asked['matrix'].path}/report"), path="/a/x/1/report")
place("report that can't be taken", ASKED, _report_too_little, "422")
place("reports to answer", TEACHER, "/teach/reports")
place("question that wants an answer", ASKED, _check_nothing, "422")
place("number that can't be read", ASKED, _check_unreadable, "422")
place("question offline", ASKED, _offline, "net::ERR_INTERNET_DISCONNECTED")
place("question of a test", BUSY, lambda v, s: v.goto(f"/a/{s.exam}/1"))
place("last question of a test", BUSY, lambda v, s: v.goto(f"/a/{s.exam}/12"))
place("hand-in with unanswered questions", BUSY, lambda v, s: v.goto(f"/a/{s.exam}/hand-in"))
place("hand-in with everything answered", BUSY, lambda v, s: v.goto(f"/a/{s.answered}/hand-in"), path="/a/x/hand-in")
place("result, everything right", BUSY, partial(_result, which="all_right"))
place("result of a practice", BUSY, partial(_result, which="mixed"))
place("result, not passed", BUSY, partial(_result, which="failed"))
place("result, passed", BUSY, partial(_result, which="passed"), path="/a/x/result")
place("question of a guest", GUEST, _guest_question)
place("result of a guest", GUEST, _guest_result)
place("progress of a guest", GUEST, "/me")
place("written answer that waits to be confirmed", ASKED, _confirm_written)
place("test that waits to be graded", JUDGED, lambda v, s: v.goto(f"/a/{s.waiting}/result"))
place("question that two devices answered", BUSY, lambda v, s: v.goto(s.contested.path))
place("hand-in with an open conflict", BUSY, lambda v, s: v.goto(f"/a/{s.contested.token}/hand-in"))
place("tests that run and late answers", TEACHER, "/teach/tests")
place("no network", NOBODY, "/offline")
place("answers to grade", TEACHER, "/teach/grading")
place("question to grade", TEACHER, _grade_question, path="/teach/grading/questions/1")
place("agreement of two graders", TEACHER, _agreement, path="/teach/grading/questions/1/agreement")
place("graded answers", TEACHER, "/teach/grading/graded")
place("answer to grade", TEACHER, _grade, path="/teach/grading/1")
place("predictions of recall", ADMIN, "/admin/predictions")
place("coverage", ADMIN, "/studio/ai-2024/2024-02/coverage")
place("a prompt", ADMIN, "/studio/ai-2024/2024-02/prompt")
place("gallery", TEACHER, "/teach/gallery")
place("banks, none to edit", TEACHER, "/studio")
place("banks", ADMIN, "/studio")
place("series that begins", TEACHER, "/studio/new-series")
place("series without a title", TEACHER, _nameless, "422", path="/studio/new-series")
place("bank that begins", ADMIN, "/studio/ai-2024/new-bank")
place("settings of a series", ADMIN, "/studio/ai-2024/series")
place("bank for learners", ADMIN, "/studio/ai-2024/2024-02/share")
place("bank in the studio", ADMIN, "/studio/ai-2024/2024-02")
place("draft with an error", ADMIN, _draft_with_error, path="/studio/ai-2024/2024-02")
place("draft to publish", ADMIN, _draft_to_publish, path="/studio/ai-2024/2024-02/publish")
place("history of a bank", ADMIN, "/studio/ai-2024/2024-02/history")
place("questions of a bank in the studio", ADMIN, "/studio/ai-2024/2024-02/questions")
place("pictures of a bank", ADMIN, _pictured, path="/studio/ai-2024/2024-03/pictures")
place("kinds of a new question", ADMIN, "/studio/ai-2024/2024-02/questions/new")
place("question as a form", ADMIN, "/studio/ai-2024/2024-02/questions/1")
place("gaps as a form", ADMIN, "/studio/ai-2024/2024-02/questions/23")
place("new pairs as a form", ADMIN, "/studio/ai-2024/2024-02/questions/new/matching")
place("head of a bank as a form", ADMIN, "/studio/ai-2024/2024-02/head")
place("quizzes of a bank in the studio", ADMIN, "/studio/ai-2024/2024-02/quizzes")
place("quiz as a form", ADMIN, "/studio/ai-2024/2024-02/quizzes/1")
place("new quiz as a form", ADMIN, "/studio/ai-2024/2024-02/quizzes/new")
place("find and replace", ADMIN, "/studio/ai-2024/2024-02/replace?find=LoRA&replacement=lora")
place("two versions of a bank", ADMIN, _two_versions, path="/studio/ai-2024/2024-03/merge")
place("a kind in one state", TEACHER, "/teach/gallery/essay/waiting")
place("first page of a teacher", TEACHER, "/teach")
place("classes of a teacher", TEACHER, "/classes")
place("a class", TEACHER, _taught(""), path="/classes/1")
place("a class of a learner", BUSY, _taught(""), path="/classes/1")
place("map of a class", TEACHER, _taught("/map?sort=all&dir=desc"), path="/classes/1/map")
place("objectives of a class", TEACHER, _taught("/map?by=2&show=known"), path="/classes/1/map")
place("misconceptions of a class", TEACHER, _taught("/misconceptions"), path="/classes/1/misconceptions")
place("progress of a class", TEACHER, _taught("/progress"), path="/classes/1/progress")
place("a learner of a class", TEACHER, _taught("/members/{pupil}"), path="/classes/1/members/2")
place("answers behind a number", TEACHER, _taught("/members/{pupil}?in=2/2.1"), path="/classes/1/members/2")
place("message to a class", TEACHER, _taught("/message?why=overdue"), path="/classes/1/message")
place("question for the projector", TEACHER, _taught("/discuss/40"), path="/classes/1/discuss/40")
place("question with its key for the projector", TEACHER, _taught("/discuss/40?show=key"), path="/classes/1/discuss/40")
place("learners", TEACHER, "/teach/learners")
place("questions", TEACHER, "/teach/questions/2024-02?sort=facility&dir=desc")
place("who did what", ADMIN, "/admin/audit")
place("the source of a revision", ADMIN, "/banks/2024-02@1")
place("a bank as learners see it", ADMIN, "/studio/ai-2024/2024-02/preview?one=7&keys=1")
place("a question to try", ADMIN, "/studio/ai-2024/2024-02/questions/7/bench")
place("a test on paper", ADMIN, "/studio/ai-2024/2024-02/print?quiz=check&keys=reasons")
place("making an account", ADMIN, "/admin/accounts/new")
place("administration", ADMIN, "/admin")
place("accounts", ADMIN, "/admin/accounts")
place("an account", ADMIN, _account_of_busy, path="/admin/accounts/1")
place("invitations", ADMIN, "/admin/invitations")
place("invitation", NOBODY, _invited, path="/invited/x")
place("who edits which series", ADMIN, "/admin/series")
place("all classes", ADMIN, "/admin/classes")
place("storage", ADMIN, "/admin/storage")
place("retention", ADMIN, "/admin/retention")
place("retention that can't be", ADMIN, _keep_for_a_month, "422")
place("classes of an administrator", ADMIN, "/classes")
place("a class of an administrator", ADMIN, partial(_managed, path="/classes/{number}"), path="/classes/1")
place("data of a class", ADMIN, partial(_managed, path="/classes/{number}/data"), path="/classes/1/data")
place(
    "progress as a learner sees it",
    ADMIN,
    partial(_managed, path="/classes/{number}/members/{member}/progress"),
    path="/classes/1/members/1/progress",
)
place("forgotten password", NOBODY, "/forgot")
place("link that was asked for", NOBODY, "/forgot/sent")
place("new password by a link", NOBODY, partial(_linked, page="/reset/", purpose="reset"), path="/reset/x")
place("address to confirm", NOBODY, partial(_linked, page="/mail/confirm/", purpose="confirm"), path="/mail/confirm/x")
place("link that works no more", NOBODY, "/reset/x", "404")
place("no more mail", NOBODY, lambda v, s: v.goto(f"/unsubscribe/{s.unsubscribing}"), path="/unsubscribe/x")
place("account with an address", CERTIFIED, "/account")
place("undelivered mail", ADMIN, "/admin/mail")
place("how a quiz did", TEACHER, "/teach/items/4")
place("how a version of it did", TEACHER, "/teach/items/4/4?sort=facility")
place("how a question did", ADMIN, _analysed, path="/teach/items/4/4/1")
place("message to a learner", TEACHER, "/teach/message")
place("inbox, empty", DONE, "/inbox")
place("inbox", BUSY, "/inbox")
place("inbox of a teacher", TEACHER, "/inbox")
place("class", TEACHER, _in_class(""), path="/classes/1")
place("gradebook", TEACHER, _in_class("/marks"), path="/classes/1/marks")
place("a mark", TEACHER, _in_class("/marks/a{assignment}/{member}"), path="/classes/1/marks/a1/1")
place("columns of a gradebook", TEACHER, _in_class("/marks/columns"), path="/classes/1/marks/columns")
place("list of marks", TEACHER, _in_class("/marks/c{column}/list"), path="/classes/1/marks/c1/list")
place("report of a learner", TEACHER, _in_class("/members/{member}/report"), path="/classes/1/members/1/report")
place("own marks", ASKED, _in_class("/marks"), path="/classes/1/marks")
place("classes", TEACHER, "/classes")
place("account of an admin", ADMIN, "/account")
place("no page", NOBODY, "/m/1999-01", "404")
place("no such request", NOBODY, "/signout", "405")
place("not for guests", GUEST, _start_a_test_as_guest, "403")
place("too few questions", BUSY, _draw_from_nothing, "409")
place("stale form", ASKED, _stale_form, "400")


def _in_room(visitor: Visitor, school: School, path: str) -> None:
    visitor.goto(f"/classes/{school.assigned.room}{path.format(a=school.assigned)}")


def _room_place(name: str, who: str, path: str, example: str) -> None:
    place(name, who, partial(_in_room, path=path), path=f"/classes/1{example}")


def _assign_nothing(visitor: Visitor, school: School) -> None:
    _in_room(visitor, school, "/assignments/new")
    visitor.press("Save as a draft")
    visitor.page.locator(".err").first.wait_for()


_room_place("assignments of a class", TEACHER, "/assignments", "/assignments")
_room_place("assignments of a learner", BUSY, "/assignments", "/assignments")
_room_place("new assignment", TEACHER, "/assignments/new", "/assignments/new")
place("new assignment with errors", TEACHER, _assign_nothing, "422")
_room_place("change of an assignment", TEACHER, "/assignments/{a.running}/edit", "/assignments/1/edit")
_room_place("assignment that runs", TEACHER, "/assignments/{a.running}", "/assignments/1")
_room_place("draft of an assignment", TEACHER, "/assignments/{a.draft}", "/assignments/1")
_room_place("exceptions", TEACHER, "/assignments/{a.running}/exceptions", "/assignments/1/exceptions")
_room_place("live view", TEACHER, "/assignments/{a.running}/live", "/assignments/1/live")
_room_place("attempt of a learner", TEACHER, "/assignments/{a.held}/attempts/{a.token}", "/assignments/1/attempts/x")
_room_place("attempt in a class", TEACHER, "/members/{a.member}/attempts/{a.token}", "/members/1/attempts/x")
place("assignment of a learner", BUSY, lambda v, s: v.goto(f"/assignments/{s.assigned.running}"), path="/assignments/1")
place("assignment that is done", BUSY, lambda v, s: v.goto(f"/assignments/{s.assigned.held}"))
place("question with a message", BUSY, lambda v, s: v.goto(f"/a/{s.assigned.sat}/1"), path="/a/x/1")
place("result that is held back", BUSY, lambda v, s: v.goto(f"/a/{s.assigned.token}/result"))
place("classes", TEACHER, "/classes")
_room_place("class", TEACHER, "", "")
