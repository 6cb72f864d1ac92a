"""Certificates: earned by whole parts, made once, and shown to nobody whom their owner has not let in."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.header import Header
from quiz.services.attempts.refusals import AccountRequired, NotFound
from quiz.services.content import catalogue
from quiz.services.content.catalogue import Catalogue, PublishedMonth, PublishedPart
from quiz.services.identity import accounts
from quiz.services.integrity.account_data import export_account
from quiz.services.reporting import learner_progress
from quiz.services.reporting.learner_progress import MonthProgress
from quiz.services.review import certificates
from quiz.services.review.certificates import NotEarned
from quiz.storage.models.identity import Account
from quiz.storage.models.review import Certificate
from tests.conftest import NOW, PASSWORD, QUESTION_COUNTS
from tests.services.builders import at_once, person
from tests.services.mastered import master

MONTHS = tuple(f"2024-0{number}" for number in range(1, 7))
ABSENT = "x" * 24


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def bob(session: Session) -> Account:
    return person(session, "Bob")


def series_in(session: Session) -> Catalogue:
    """The one series, as learners find it."""
    (series,) = catalogue.build(session).series
    return series.open_part()


def issued(session: Session, account: Account, part: str = "1") -> Certificate:
    """The certificate of a part, as the app makes it."""
    series = series_in(session)
    months = learner_progress.months(session, account, series, NOW)
    return certificates.issue(session, account, series, part, months, NOW)


def master_all(session: Session, account: Account) -> int:
    """Master every month of the one part; the number of questions."""
    return sum(master(session, account, month) for month in MONTHS)


def of_thousand(mastered: int, **how: Any) -> tuple[PublishedMonth, MonthProgress]:
    """A month of a thousand questions, so many of them mastered."""
    questions = how.pop("questions", 1000)
    slug = how.pop("slug", "unit")
    month = PublishedMonth(
        id=1, slug=slug, header=Header.model_construct(), notes={}, questions=questions, quizzes=(), **how
    )
    progress = MonthProgress(
        month=month, done=mastered, finished=0, best=None, latest=None, latest_at=None, mastered=mastered
    )
    return month, progress


def is_earned(*found: tuple[PublishedMonth, MonthProgress]) -> bool:
    """Whether a part of these months is."""
    part = PublishedPart(id="1", title=Text({"en": "One"}), months=tuple(month for month, _ in found))
    return bool(certificates.earned(Catalogue(parts=(part,)), {month.slug: mine for month, mine in found}))


@pytest.mark.parametrize(("mastered", "wanted"), [(800, True), (799, False), (1000, True), (0, False)])
def test_a_part_is_earned_from_eighty_per_cent_of_a_month_on(mastered: int, wanted: bool) -> None:
    assert is_earned(of_thousand(mastered)) == wanted


def test_every_month_counts_for_itself() -> None:
    assert not is_earned(of_thousand(1000, slug="one"), of_thousand(799, slug="two"))
    assert is_earned(of_thousand(1000, slug="one"), of_thousand(800, slug="two"))


def test_a_part_without_a_month_or_a_month_without_a_question_gives_nothing() -> None:
    assert not is_earned()
    assert not is_earned(of_thousand(0, questions=0))


def test_what_is_hidden_from_learners_is_not_asked_for() -> None:
    assert is_earned(of_thousand(900, slug="one"), of_thousand(0, slug="two", hidden=True))
    assert not is_earned(of_thousand(900, slug="one", hidden=True))


def test_a_certificate_keeps_what_was_mastered_as_it_was(session: Session, alice: Account) -> None:
    count = master_all(session, alice)
    made = issued(session, alice)
    assert len(made.token) >= 22
    shown = certificates.find(session, made.token, alice)
    assert (shown.mastered, shown.questions, len(shown.months)) == (count, count, 6)
    assert (shown.part["en"], shown.series["ko"]) == ("Part one · January–June", "2024년 AI 흐름")
    assert (shown.own, shown.public, shown.name) == (True, False, None)
    title = shown.months[0].title
    assert title is not None
    assert title["ko"] != title["en"]


def test_one_month_below_keeps_the_whole_part_back(session: Session, alice: Account) -> None:
    count = QUESTION_COUNTS["2024-01"]
    enough = math.ceil(count * 0.8)
    for month in MONTHS:
        master(session, alice, month, but=count - enough + 1 if month == "2024-01" else 0)
    with pytest.raises(NotEarned):
        issued(session, alice)
    master(session, alice, "2024-01", but=count - enough)
    assert certificates.find(session, issued(session, alice).token, alice).months[0].mastered == enough


def test_it_is_made_once_and_stays_when_less_is_known_again(session: Session, alice: Account) -> None:
    master_all(session, alice)
    made = issued(session, alice)
    assert issued(session, alice).id == made.id
    series = series_in(session)
    assert certificates.issue(session, alice, series, "1", {}, NOW).id == made.id
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_two_at_once_make_one(engine: Engine, session: Session, alice: Account) -> None:
    master_all(session, alice)
    number = alice.id
    session.commit()
    first, second = at_once(engine, *[lambda own: issued(own, own.get_one(Account, number)).token] * 2)
    assert isinstance(first, str)
    assert first == second


def test_a_guest_needs_an_account_and_a_part_has_to_be_there(session: Session, alice: Account) -> None:
    guest = Account(role="guest", created_at=NOW, seen_at=NOW)
    session.add(guest)
    session.flush()
    with pytest.raises(AccountRequired):
        issued(session, guest)
    with pytest.raises(NotFound):
        issued(session, alice, "no such part")
    with pytest.raises(NotEarned):
        issued(session, alice)


def test_only_its_owner_finds_it_until_it_is_public(session: Session, alice: Account, bob: Account) -> None:
    master_all(session, alice)
    token = issued(session, alice).token
    refusals = []
    for account in (bob, None):
        for wanted in (token, ABSENT):
            with pytest.raises(NotFound) as refused:
                certificates.find(session, wanted, account)
            refusals.append((type(refused.value), str(refused.value).replace(wanted, "")))
    assert len(set(refusals)) == 1
    certificates.allow(session, alice, token, public=True, name=None)
    for account in (bob, None):
        shown = certificates.find(session, token, account)
        assert (shown.own, shown.name) == (False, None)
    certificates.allow(session, alice, token, public=True, name="Alice")
    assert certificates.find(session, token, None).name == "Alice"
    certificates.allow(session, alice, token, public=False, name="Alice")
    with pytest.raises(NotFound):
        certificates.find(session, token, bob)


def test_nobody_else_allows_anything(session: Session, alice: Account, bob: Account) -> None:
    master_all(session, alice)
    token = issued(session, alice).token
    for wanted in (token, ABSENT):
        with pytest.raises(NotFound):
            certificates.allow(session, bob, wanted, public=True, name="Bob")
    assert not certificates.find(session, token, alice).public


def test_a_closed_account_shows_nothing_to_others(session: Session, alice: Account) -> None:
    master_all(session, alice)
    token = issued(session, alice).token
    certificates.allow(session, alice, token, public=True, name="Alice")
    accounts.set_disabled(session, alice, True, now=NOW)
    with pytest.raises(NotFound):
        certificates.find(session, token, None)


def test_it_goes_with_its_account(session: Session) -> None:
    alice = accounts.sign_up(session, "Alice", PASSWORD, now=NOW)
    master_all(session, alice)
    token = issued(session, alice).token
    certificates.allow(session, alice, token, public=True, name="Alice")
    accounts.delete_account(session, alice, PASSWORD, now=NOW)
    with pytest.raises(NotFound):
        certificates.find(session, token, None)
    assert session.scalars(select(Certificate)).all() == []


def test_ones_data_holds_it_without_its_address(session: Session, alice: Account) -> None:
    master_all(session, alice)
    made = issued(session, alice)
    held = export_account(session, alice)
    (shown,) = held["certificates"]
    assert (shown["part"], shown["public"], len(shown["texts"]["months"])) == ("1", False, 6)
    assert made.token not in str(held)


def test_parts_that_are_mastered_come_with_their_certificates(session: Session, alice: Account) -> None:
    series = series_in(session)

    def standing() -> list[certificates.Earned]:
        known = learner_progress.progress(session, alice, NOW)
        return certificates.standing(known.certificates, [(series, learner_progress.months_in(series, known))])

    assert standing() == []
    master_all(session, alice)
    (before,) = standing()
    assert (before.part.id, before.token) == ("1", None)
    made = issued(session, alice)
    assert [one.token for one in standing()] == [made.token]
    assert [one.token for one in certificates.every(session, alice)] == [made.token]
    assert len(learner_progress.progress(session, alice, NOW).sums) == 6


def test_a_text_that_lacks_a_language_keeps_lacking_it(session: Session, alice: Account) -> None:
    series = series_in(session)
    first, *others = series.parts
    titled = replace(first, title=Text({"ko": "하나", "en": "하나"}, filled=("en",)))
    known = of_thousand(1000)[1]
    months = {one.slug: replace(known, month=one, mastered=one.questions) for one in series.months}
    made = certificates.issue(session, alice, replace(series, parts=(titled, *others)), "1", months, NOW)
    assert made.texts["part"] == {"ko": "하나"}
    assert certificates.find(session, made.token, alice).part["en"] == "하나"
