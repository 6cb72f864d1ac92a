"""Every kind of notice and its words: they are made when a notice is read, in the language of who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from babel import Locale

from quiz.domain.bank_format.fields import is_month
from quiz.domain.errors import Message, say
from quiz.domain.matching.numbers import format_number
from quiz.language import localizer

POINTS = ("before", "after", "points", "possible")
"""What of a notice's data is a fraction, as text: ``"15/2"``."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of notice. Its sentences take the values of the notice's data; ``example`` shows which it needs.

    A value by language (``{"ko": …, "en": …}``) is said in the reader's. ``quoted`` names the value that holds what
    somebody wrote: it is shown below, as it is. ``link`` are the words of the link to the notice's address.
    ``tells_result``: the detail says how a test went, so it is no part of a mail.
    """

    headline: Message
    detail: Message | None = None
    quoted: str = ""
    link: Message
    tells_result: bool = False
    example: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a notice says: plain text, ``quoted`` in somebody's own words and lines."""

    headline: str
    detail: str = ""
    quoted: str = ""
    link: str
    tells_result: bool = False


_QUIZ = {"quiz": {"ko": "단원 평가", "en": "Check"}, "month": "2024-01"}
_RESULT, _ACCOUNT = say("See the result"), say("Go to the account page")
_QUESTION = {"question": {"ko": "무엇이 바뀌었나요?", "en": "What changed?"}}
_CHALLENGES = say("Go to my challenges")

KINDS: Mapping[str, Kind] = {
    "regraded": Kind(
        headline=say("Your score in %(quiz)s has changed."),
        detail=say(
            "%(after)s of %(possible)s points, before %(before)s. A question was corrected, and answers to it were "
            "scored again."
        ),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "before": "7", "after": "15/2", "possible": "10"},
    ),
    "regrade_undone": Kind(
        headline=say("Your score in %(quiz)s has changed."),
        detail=say("%(after)s of %(possible)s points, before %(before)s. A correction was taken back."),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "before": "15/2", "after": "7", "possible": "10"},
    ),
    "graded": Kind(
        headline=say("%(quiz)s is graded."),
        detail=say("You have %(points)s of %(possible)s points."),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "points": "8", "possible": "10"},
    ),
    "grade_changed": Kind(
        headline=say("Your score in %(quiz)s has changed."),
        detail=say(
            "%(after)s of %(possible)s points, before %(before)s. A teacher has changed the score of your answer to "
            "question %(question)s."
        ),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "before": "7", "after": "15/2", "possible": "10", "question": 3},
    ),
    "grade_commented": Kind(
        headline=say("There is a comment on an answer of yours in %(quiz)s."),
        detail=say("A teacher has commented on your answer to question %(question)s."),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "question": 3},
    ),
    "more_time": Kind(
        headline=say("You have more time for %(quiz)s."),
        detail=say("Your teacher added this many minutes: %(minutes)s"),
        link=say("Go to the test"),
        example={**_QUIZ, "minutes": 10},
    ),
    "late_counted": Kind(
        headline=say("Your late answer in %(quiz)s counts."),
        detail=say("Your teacher accepted the answer to question %(question)s that arrived late."),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "question": 3},
    ),
    "late_left": Kind(
        headline=say("Your late answer in %(quiz)s does not count."),
        detail=say("The answer to question %(question)s that arrived in time stays the one that counts."),
        link=_RESULT,
        tells_result=True,
        example={**_QUIZ, "question": 3},
    ),
    "assigned": Kind(
        headline=say("A new assignment: %(title)s"),
        detail=say("The class: %(class)s"),
        link=say("Go to the assignment"),
        example={"title": "3주차 확인", "class": "2반"},
    ),
    "released": Kind(
        headline=say("The feedback on %(title)s is here."),
        link=_RESULT,
        example={"title": "3주차 확인"},
    ),
    "exception": Kind(
        headline=say("Other dates or more time hold for you in %(title)s."),
        link=say("Go to the assignment"),
        example={"title": "3주차 확인"},
    ),
    "answers_to_grade": Kind(
        headline=say("There are answers to grade."),
        link=say("Go to grading"),
        example={},
    ),
    "message": Kind(
        headline=say("A message from %(by)s"),
        quoted="text",
        link=say("Go there"),
        example={"by": "김 선생님", "text": "내일까지 2월을 풀어 보세요.\n궁금한 것은 물어보세요."},
    ),
    "report_answered": Kind(
        headline=say("Your report about a question was answered."),
        detail=say("The question: %(question)s"),
        link=say("Go to my reports"),
        example=_QUESTION,
    ),
    "challenge_answered": Kind(
        headline=say("A teacher has decided on your challenge to a question."),
        detail=say("The question: %(question)s"),
        link=_CHALLENGES,
        example=_QUESTION,
    ),
    "challenge_passed_on": Kind(
        headline=say("Your challenge to a question was passed on to somebody who may change the question."),
        detail=say("The question: %(question)s"),
        link=_CHALLENGES,
        example=_QUESTION,
    ),
    "challenge_to_decide": Kind(
        headline=say("A challenge to a question of yours waits for your decision."),
        detail=say("The question: %(question)s"),
        link=say("Go to the challenge"),
        example=_QUESTION,
    ),
    "marks_released": Kind(
        headline=say("The marks of %(column)s are here."),
        detail=say("Class: %(school_class)s"),
        link=say("See your marks"),
        example={"column": "중간 과제", "school_class": "인공지능 1반"},
    ),
    "mark_excused": Kind(
        headline=say("You are excused from %(column)s."),
        detail=say("It counts nowhere. Class: %(school_class)s"),
        link=say("See your marks"),
        example={"column": "중간 과제", "school_class": "인공지능 1반"},
    ),
    "password_reset": Kind(
        headline=say("Your password was changed by a link from a mail."),
        detail=say(
            "Every device was signed out, and your recovery code no longer works: make a new one on the account page. "
            "If this was not you, change the password and your e-mail address."
        ),
        link=_ACCOUNT,
        example={},
    ),
    "address_asked": Kind(
        headline=say("A new e-mail address was entered for your account."),
        detail=say("It is used once it is confirmed. If this was not you, change your password: that ends it."),
        link=_ACCOUNT,
        example={},
    ),
    "recovery_code_made": Kind(
        headline=say("A recovery code was made for your account."),
        detail=say("If this was not you, change your password: the code no longer works then."),
        link=_ACCOUNT,
        example={},
    ),
    "address_changed": Kind(
        headline=say("The e-mail address of your account has changed."),
        detail=say("If this was not you, change your password."),
        link=_ACCOUNT,
        example={},
    ),
    "account_expires": Kind(
        headline=say("Your account will be deleted on %(day)s unless you sign in before."),
        detail=say("You had not been here for %(months)s months. Once you have signed in, it stays."),
        link=_ACCOUNT,
        example={"day": "2027-01-31", "months": 24},
    ),
    "class_expires": Kind(
        headline=say("The class %(name)s will be deleted on %(day)s."),
        detail=say(
            "It has been archived for %(months)s months. Save its data before, or bring it back from the archive."
        ),
        link=say("Go to the class"),
        example={"name": "2학년 3반", "day": "2027-01-31", "months": 12},
    ),
}
UNKNOWN = Kind(headline=say("There is news."), link=say("Go there"), example={})
"""What is said of a kind that only a newer release knows."""


def words(kind: str, data: Mapping[str, Any], language: str) -> Words:
    """What a notice of ``kind`` with ``data`` says in ``language``."""
    known = KINDS.get(kind, UNKNOWN)
    speak, values = localizer(language), _values(data, language)
    return Words(
        headline=speak(known.headline.template, values),
        detail=speak(known.detail.template, values) if known.detail is not None else "",
        quoted=str(values.get(known.quoted, "")),
        link=speak(known.link.template, {}),
        tells_result=known.tells_result,
    )


def _values(data: Mapping[str, Any], language: str) -> dict[str, object]:
    values = {name: _value(name, value, language) for name, value in data.items()}
    if "quiz" in values:
        values["quiz"] = _placed(str(values["quiz"]), data, language)
    return values


def _value(name: str, value: Any, language: str) -> object:
    if isinstance(value, Mapping):
        return value.get(language) or next(iter(value.values()), "")
    if name in POINTS:
        return format_number(Fraction(round(Fraction(value) * 100), 100), language=language)
    return value


def _placed(title: str, data: Mapping[str, Any], language: str) -> str:
    """A quiz's title, behind its month where the title does not name it: many quizzes have the same."""
    month = str(data.get("month") or "")
    if not is_month(month):
        return title
    name = Locale.parse(language).months["stand-alone"]["wide"][int(month[-2:])]
    return title if name in title else f"{name} · {title}"
