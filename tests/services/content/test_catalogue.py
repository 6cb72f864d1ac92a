"""What is on offer: parts, months, notes and quizzes, read once and anew after each publication."""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Thread, current_thread

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from quiz.services.content import catalogue, definitions
from quiz.services.content.catalogue import Catalogue, Library, LibraryCache
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.storage.database import READ_ONLY
from quiz.storage.models.content import BankRow
from tests.builders import both, definition, series_text
from tests.conftest import NOW, QUESTION_COUNTS, bank_files
from tests.services.builders import month_file, person, practise, publish_month, recipe
from tests.stores import statements


def load(cache: LibraryCache, session: Session) -> Library:
    return cache.load(session, hidden_too=False)


def test_an_empty_store_offers_nothing(nothing_published: Session) -> None:
    assert catalogue.build(nothing_published) == Library()
    assert Catalogue().months == ()
    assert Catalogue().month("2024-01") is None
    assert Catalogue().quiz("final") is None


def test_parts_months_and_quizzes_come_in_order(session: Session) -> None:
    offered = catalogue.build(session).series[0]
    assert offered.title is not None
    assert offered.title["en"] == "AI in 2024"
    assert [(part.id, len(part.months)) for part in offered.parts] == [("1", 6), ("2", 0)]
    assert [month.slug for month in offered.months] == [f"2024-0{number}" for number in range(1, 7)]
    january = offered.months[0]
    assert [quiz.key for quiz in january.quizzes] == [
        "2024-01/practice-1-1",
        "2024-01/practice-1-2",
        "2024-01/check",
    ]
    assert [quiz.key for quiz in offered.quizzes] == ["quarter-1", "quarter-2", "final"]
    assert january.questions == QUESTION_COUNTS["2024-01"]
    assert "<strong>스스로 묻기.</strong>" in january.notes["1.1"]["ko"]


def test_months_and_quizzes_are_found_by_name(session: Session) -> None:
    offered = catalogue.build(session).series[0]
    january = offered.month("2024-01")
    assert january is not None
    assert january.header.title["en"] == "Open models and Mixtral"
    check, final = offered.quiz("2024-01/check"), offered.quiz("final")
    assert check is not None
    assert final is not None
    assert (check.bank, check.quiz.size(), final.bank, final.quiz.size()) == ("2024-01", 12, None, 24)
    assert offered.month("2024-07") is None
    assert offered.quiz("2024-07/check") is None


def test_a_month_that_no_part_names_belongs_to_the_last(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    offered = catalogue.build(session).series[0]
    assert [(part.id, [month.slug for month in part.months]) for part in offered.parts][1] == ("2", ["2024-07"])


def test_a_withdrawn_quiz_is_not_on_offer(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    publish_month(session, media, quizzes=[recipe("other", "exam", "one-numeric")])
    july = catalogue.build(session).series[0].month("2024-07")
    assert july is not None
    assert [quiz.key for quiz in july.quizzes] == ["2024-07/other"]


def test_the_catalogue_is_read_anew_after_each_publication(session: Session, media: MediaFolder) -> None:
    cache = LibraryCache()
    first = load(cache, session)
    assert load(cache, session) is first
    publish_month(session, media)
    second = load(cache, session)
    assert second.series[0].month("2024-07") is not None
    session.rollback()
    assert load(cache, session) == first


def test_a_series_that_is_published_alone_is_noticed(session: Session, media: MediaFolder) -> None:
    cache = LibraryCache()
    before = load(cache, session).series[0].quiz("final")
    assert before is not None
    minutes = f"minutes: {before.quiz.minutes}".encode()
    assert minutes != b"minutes: 50"
    words, frame = [file for file in bank_files() if file.name in ("glossary.yaml", "series.yaml")]
    raw = frame.raw.replace(b"AI in 2024", b"AI of 2024").replace(minutes, b"minutes: 50")
    publish(session, [replace(frame, raw=raw), words], media, now=NOW)
    (found,) = load(cache, session).series
    final = found.quiz("final")
    assert final is not None
    assert (found.title or {})["en"] == "AI of 2024"
    assert final.quiz.minutes == 50


def test_two_who_load_at_once_leave_no_catalogue_that_stays_old(
    session: Session, engine: Engine, media: MediaFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reads the old catalogue, and keeps it in the midst of another's keeping the new one."""
    session.commit()
    build, was_read, may_go_on = catalogue.build, Event(), Event()

    class Interrupted(LibraryCache):
        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if was_read.is_set() and current_thread() is not slow:
                may_go_on.set()
                slow.join()

    def read(session: Session) -> Library:
        found = build(session)
        if current_thread() is slow:
            was_read.set()
            may_go_on.wait(30)
        return found

    def load_apart() -> Library:
        with Session(engine) as another:
            another.connection(execution_options=READ_ONLY)
            return load(cache, another)

    monkeypatch.setattr(catalogue, "build", read)
    slow = Thread(target=load_apart)
    cache = Interrupted()
    slow.start()
    assert was_read.wait(30)
    publish_month(session, media)
    session.commit()
    assert load_apart().series[0].month("2024-07") is not None
    assert load_apart().series[0].month("2024-07") is not None


def test_attempts_do_not_make_the_catalogue_stale(session: Session) -> None:
    cache = LibraryCache()
    first = load(cache, session)
    practise(session, person(session, "Alice"))
    assert load(cache, session) is first


def test_an_unchanged_catalogue_costs_one_statement(session: Session, engine: Engine) -> None:
    cache = LibraryCache()
    load(cache, session)
    with statements(engine) as seen:
        load(cache, session)
    assert len(seen) == 1


def test_a_changed_title_is_seen(session: Session, media: MediaFolder) -> None:
    for title in ("First", "Second"):
        publish_month(session, media, title=both("달", title))
        july = catalogue.build(session).series[0].month("2024-07")
        assert july is not None
        assert july.header.title["en"] == title


def test_a_full_cache_of_questions_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "_MAX", 2)
    quiz = recipe("one", "practice", "x")
    for number in range(5):
        stored = {"question": definition("numeric", id=f"n-{number}"), "languages": ["ko", "en"]}
        made = definitions.question_of(f"question {number}", stored)
        assert made.id == f"n-{number}"
        assert definitions.question_of(f"question {number}", {}) is made
        recipe_of = definitions.quiz_of(f"quiz {number}", {"quiz": quiz, "languages": ["ko", "en"]})
        assert definitions.quiz_of(f"quiz {number}", {}) is recipe_of


def test_a_file_names_its_month() -> None:
    assert b"bank: 2024-09" in month_file("2024-09").raw


def test_a_bank_is_read_in_the_languages_that_it_was_published_in(
    nothing_published: Session, media: MediaFolder
) -> None:
    session = nothing_published
    one = month_file("2024-01", title=both("하나", "One"))
    publish(session, [BankFile(name=SERIES_FILE, raw=series_text(quizzes=[]).encode()), one], media, now=NOW)
    korean = "series: ai-2024\nlanguages: [ko]\ntitle: AI 흐름\nparts: [{id: '1', title: 1부}]\n"
    publish(session, [BankFile(name=SERIES_FILE, raw=korean.encode())], media, now=NOW)
    (offered,) = catalogue.build(session).series
    assert offered.languages == ("ko",)
    assert offered.months[0].header.title == {"ko": "하나", "en": "One"}


def test_what_cannot_be_read_is_left_out_and_named_and_the_rest_is_offered(session: Session) -> None:
    session.execute(update(BankRow).where(BankRow.slug == "2024-02").values(header={"bank": 7}))
    with capture_logs() as logged:
        (offered,) = catalogue.build(session).series
    assert [month.slug for month in offered.months] == [f"2024-0{number}" for number in (1, 3, 4, 5, 6)]
    assert [(line["event"], line["stored"]) for line in logged] == [("unreadable", "ai-2024/2024-02")]
    # The one that draws from none of February's questions.
    assert [quiz.key for quiz in offered.quizzes] == ["quarter-2"]


def test_a_quiz_over_several_banks_is_offered_while_all_of_them_are(session: Session) -> None:
    every = ["quarter-1", "quarter-2", "final"]
    assert [quiz.key for quiz in catalogue.build(session).open_part().series[0].quizzes] == every
    session.execute(update(BankRow).where(BankRow.slug == "2024-02").values(standing="hidden"))
    (offered,) = catalogue.build(session).series
    assert [quiz.key for quiz in offered.quizzes] == every
    assert [quiz.key for quiz in offered.open_part().quizzes] == ["quarter-2"]
    session.execute(update(BankRow).where(BankRow.slug == "2024-02").values(standing="withdrawn"))
    assert [quiz.key for quiz in catalogue.build(session).series[0].quizzes] == ["quarter-2"]
