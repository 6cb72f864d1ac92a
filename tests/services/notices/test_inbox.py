"""The inbox: every kind in both languages, read and unread, nobody else's, and with a guest who gets an account."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import in_english
from quiz.language import catalogue
from quiz.platform.settings import LANGUAGES
from quiz.services.identity import accounts
from quiz.services.integrity.account_data import export_account
from quiz.services.notices import inbox, kinds
from quiz.storage.models.notices import Notice
from tests.conftest import NOW
from tests.services.builders import MINUTE, person

MESSAGE = {"by": "김 선생님", "text": "Read {this} and %(that)s\nby tomorrow."}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_has_its_words_in_every_language(kind: str, language: str) -> None:
    known = kinds.KINDS[kind]
    said = kinds.words(kind, known.example, language)
    parts = [known.headline, known.detail, known.link]
    shown = [said.headline, said.detail, said.link]
    for part, words in zip(parts, shown, strict=True):
        assert (part is None) == (words == "")
        assert "%" not in words
        assert "{" not in words
        if part is not None and language != "en":
            assert catalogue(language).gettext(part.template) != part.template
    assert said.quoted == (_in(language, known.example[known.quoted]) if known.quoted else "")


def _in(language: str, value: object) -> object:
    return value[language] if isinstance(value, dict) else value


def test_a_quiz_is_called_by_its_month_and_points_as_they_are_written() -> None:
    data = {"quiz": {"ko": "단원 평가", "en": "Check"}, "month": "2024-02", "before": "7", "after": "22/3"}
    words = kinds.words("regraded", {**data, "possible": "10"}, "en")
    assert words.headline == "Your score in February 2024 · Check has changed."
    assert words.detail.startswith("7.33 of 10 points, before 7.")
    assert "2024년 2월 · 단원 평가" in kinds.words("regraded", {**data, "possible": "10"}, "ko").headline
    assert kinds.words("graded", {"quiz": {"ko": "복습"}, "points": "1", "possible": "1"}, "en").headline.startswith(
        "복습"
    )


def test_what_somebody_wrote_stays_as_it_is() -> None:
    assert kinds.words("message", MESSAGE, "en").quoted == MESSAGE["text"]


def test_a_kind_of_a_newer_release_is_news() -> None:
    assert kinds.words("invited", {"class": "3-2"}, "en").headline == in_english("There is news.", {})


def test_notices_are_unread_until_they_are_opened(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    for number in range(3):
        data = {"count": number}
        inbox.notify(session, alice.id, "answers_to_grade", data, address="/teach/grading", now=NOW + number * MINUTE)
    latest, middle, first = inbox.notices(session, alice.id, "en")
    assert [one.words.headline[-1] for one in (latest, middle, first)] == ["2", "1", "0"]
    assert inbox.open_notice(session, bob.id, middle.id, now=NOW) is None
    assert inbox.open_notice(session, alice.id, middle.id, now=NOW) is not None
    assert [one.is_read for one in inbox.notices(session, alice.id, "en")] == [False, True, False]
    assert inbox.read_all(session, bob.id, now=NOW, until=latest.id) == 0
    assert inbox.read_all(session, alice.id, now=NOW, until=middle.id) == 1
    assert [one.is_read for one in inbox.notices(session, alice.id, "en")] == [False, True, True]
    assert (inbox.count(session, alice.id), inbox.count(session, bob.id)) == (3, 0)
    assert [one.id for one in inbox.notices(session, alice.id, "en", limit=1, offset=1)] == [middle.id]


@pytest.mark.any_database
@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "me", "/" + "a" * 300])
def test_a_notice_leads_to_a_page_of_ours_alone(session: Session, address: str) -> None:
    with pytest.raises(ValueError, match="path"):
        inbox.notify(session, person(session, "Alice").id, "password_reset", {}, address=address, now=NOW)


@pytest.mark.any_database
def test_a_notice_of_an_unknown_kind_or_without_its_data_is_refused(session: Session) -> None:
    alice = person(session, "Alice")
    with pytest.raises(KeyError):
        inbox.notify(session, alice.id, "invited", {}, now=NOW)
    with pytest.raises(ValueError, match="text"):
        inbox.notify(session, alice.id, "message", {"by": "김 선생님"}, now=NOW)


def test_a_guests_notices_come_along_and_are_handed_out_and_deleted(session: Session) -> None:
    alice, guest = person(session, "Alice"), accounts.start_guest(session, now=NOW)
    inbox.notify(session, guest.id, "message", MESSAGE, address="/me", now=NOW)
    accounts.take_over_guest(session, guest, alice)
    assert [one.words.quoted for one in inbox.notices(session, alice.id, "ko")] == [MESSAGE["text"]]
    assert export_account(session, alice)["notices_and_mail"]["notice"][0]["data"] == MESSAGE
    session.delete(alice)
    session.flush()
    assert session.scalars(select(Notice)).all() == []
