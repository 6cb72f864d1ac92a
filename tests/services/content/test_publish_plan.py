"""What a publishing will do is known before it is done, and what a start may do is less than what a command may."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.services.content.media import MediaFolder
from quiz.services.content.publish_plan import BankPlan, Moves, Plan
from quiz.services.content.publishing import (
    SERIES_FILE,
    BankFile,
    PlanChanged,
    plan,
    publish,
    publish_at_start,
)
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import BankRow, QuestionRow, QuizRow, SeriesRow
from quiz.storage.models.reporting import LearnerQuestion
from tests.builders import KINDS, both, definition, series_text
from tests.conftest import NOW, bank_files
from tests.findings import shown
from tests.services.builders import month_file, person, practise, publish_month, recipe
from tests.stores import statements

TITLE = 'title: {ko: "2024년 AI 흐름"'.encode()
ALL = tuple(f"one-{kind.replace('_', '-')}" for kind in KINDS)


def bank_plan(session: Session, media: MediaFolder, **changes: Any) -> BankPlan:
    """What publishing the small month with ``changes`` would do."""
    (found,) = plan(session, [month_file(**changes)], media).banks
    return found


def test_a_new_bank_is_told_with_all_it_brings(session: Session, media: MediaFolder) -> None:
    found = bank_plan(session, media)
    assert (found.bank, found.file, found.is_new, found.on_offer) == ("2024-07", "2024-07.yaml", True, 0)
    assert found.questions == Moves(new=ALL)
    assert found.quizzes == Moves(new=("practice-2-1", "check"))


def test_a_plan_names_what_comes_goes_and_changes(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    questions = [definition(kind) for kind in KINDS if kind not in ("numeric", "matching")]
    questions += [definition("numeric", difficulty="3"), definition("matching", id="another-matching")]
    quizzes = [recipe("check", "exam", "one-numeric"), recipe("other", "practice", "one-numeric")]
    found = bank_plan(session, media, questions=questions, quizzes=quizzes, title=both("새 제목", "A new title"))
    assert (found.is_new, found.on_offer) == (False, len(KINDS))
    assert found.questions == Moves(new=("another-matching",), withdrawn=("one-matching",), changed=("one-numeric",))
    assert found.quizzes == Moves(new=("other",), withdrawn=("practice-2-1",), changed=("check",))
    assert found.fields == ("title",)
    assert not found.keeps_content


def test_what_comes_back_is_told_apart_and_a_renamed_question_is_changed(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    publish_month(session, media, questions=[definition("numeric"), definition("matching")], quizzes=[])
    publish_month(session, media, questions=[definition("numeric")], quizzes=[])
    assert bank_plan(session, media).quizzes == Moves(back=("practice-2-1", "check"))
    renamed = definition("numeric", id="counted", was="one-numeric")
    found = bank_plan(session, media, questions=[renamed, definition("matching")], quizzes=[])
    assert found.questions == Moves(back=("one-matching",), changed=("counted",))


def test_another_layout_of_a_file_keeps_the_content(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    file = month_file()
    (found,) = plan(session, [replace(file, raw=b"# a remark\n" + file.raw)], media).banks
    assert found.keeps_content
    assert plan(session, [file], media) == Plan(series=None, banks=(), unchanged=("2024-07.yaml",))


def test_a_plan_writes_nothing_and_copies_no_picture(
    session: Session, engine: Engine, media: MediaFolder, tmp_path: Path
) -> None:
    (tmp_path / "moon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    pictures = MediaFolder(source=tmp_path)
    image = {"file": "moon.svg", "alt": both("달", "A moon")}
    with statements(engine) as seen:
        plan(session, [month_file(questions=[definition("numeric", image=image)], quizzes=[])], pictures)
    assert {statement.split()[0] for statement in seen} <= {"SELECT", "BEGIN"}
    assert seen


@pytest.mark.parametrize(
    ("on_offer", "withdrawn", "asked"),
    [(1, 1, False), (2, 1, False), (2, 2, True), (9, 2, True), (10, 2, False), (10, 3, True), (100, 20, False)],
)
def test_two_questions_and_more_than_a_fifth_are_a_mass_withdrawal(on_offer: int, withdrawn: int, asked: bool) -> None:
    moves = Moves(withdrawn=tuple(map(str, range(withdrawn))))
    found = BankPlan(bank="b", file="f", is_new=False, on_offer=on_offer, questions=moves, quizzes=Moves())
    assert found.is_mass_withdrawal == asked


def test_a_plan_that_the_store_has_left_behind_is_not_carried_out(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    few = month_file(questions=[definition("numeric")], quizzes=[])
    agreed = plan(session, [few], media)
    publish_month(session, media, questions=[definition("numeric"), definition("matching")], quizzes=[])
    with pytest.raises(PlanChanged):
        publish(session, [few], media, now=NOW, agreed=agreed)
    assert publish(session, [few], media, now=NOW, agreed=plan(session, [few], media)).published == ("2024-07",)


def test_the_fields_of_the_series_that_change_are_named(session: Session, media: MediaFolder) -> None:
    words, frame = [file for file in bank_files() if file.name in ("glossary.yaml", SERIES_FILE)]
    head, draw, final = frame.raw.replace(TITLE, TITLE.replace(b"AI", b"IT")).partition(b"  - id: final\n")
    final, times = re.subn(rb"minutes: \d+", b"minutes: 50", final)
    assert (head.count(b"IT"), times) == (1, 1)
    raw = head + draw + final
    found = plan(session, [replace(frame, raw=raw), words], media).series
    assert found is not None
    assert (found.is_new, found.fields, found.quizzes) == (False, ("title",), Moves(changed=("final",)))
    assert plan(session, [frame, words], media).series is None


def test_another_series_takes_the_place_of_none(session: Session, media: MediaFolder) -> None:
    before = session.scalars(select(SeriesRow)).one().definition
    other = BankFile(name=SERIES_FILE, raw=series_text(series="stats-2026", quizzes=[]).encode())
    made = plan(session, [other, month_file("2024-02")], media)
    assert made.series is not None
    assert (made.series.series, made.series.is_new, [bank.is_new for bank in made.banks]) == (
        "stats-2026",
        True,
        [True],
    )
    assert publish_at_start(session, [other, month_file("2024-02")], media, now=NOW)[0].published == ()
    publish(session, [other, month_file("2024-02")], media, now=NOW)
    series = {row.slug: row for row in session.scalars(select(SeriesRow))}
    assert list(series) == ["ai-2024", "stats-2026"]
    assert series["ai-2024"].definition == before
    assert session.scalars(select(QuizRow.withdrawn).where(QuizRow.key == "final")).all() == [False]
    banks = session.scalars(select(BankRow.series_id).where(BankRow.slug == "2024-02").order_by(BankRow.id)).all()
    assert banks == [series["ai-2024"].id, series["stats-2026"].id]


def test_a_bank_without_its_series_is_taken_for_none_of_several(session: Session, media: MediaFolder) -> None:
    publish(session, [BankFile(name=SERIES_FILE, raw=series_text(series="b", quizzes=[]).encode())], media, now=NOW)
    with pytest.raises(BankError) as caught:
        plan(session, [month_file("2024-02")], media)
    assert shown(caught.value.problems[0]) == "1:1 error series series=ai-2024, b"


def test_published_banks_that_a_whole_folder_lacks_are_named(session: Session, media: MediaFolder) -> None:
    files = [file for file in bank_files() if file.name not in ("2024-03.yaml", "2024-05.yaml")]
    assert plan(session, files, media, whole=True).without_file == ("2024-03", "2024-05")
    assert plan(session, files, media).without_file == ()


# What a start publishes


def test_a_start_fills_an_empty_store(nothing_published: Session, media: MediaFolder) -> None:
    done, left = publish_at_start(nothing_published, bank_files(), media, now=NOW)
    assert len(done.published) == 6
    assert (left.series, left.banks, left.without_file) == (None, (), ())


def test_a_start_adds_no_bank_to_a_store_in_use(session: Session, media: MediaFolder) -> None:
    done, left = publish_at_start(session, [*bank_files(), month_file()], media, now=NOW)
    assert done.published == ()
    assert [(bank.bank, bank.is_new) for bank in left.banks] == [("2024-07", True)]
    assert session.scalars(select(BankRow).where(BankRow.slug == "2024-07")).all() == []


@pytest.mark.parametrize(
    "published",
    [
        {"questions": [definition("numeric", difficulty="3"), definition("matching")]},
        {"questions": [definition("numeric"), definition("matching"), definition("true_false")]},
        {"title": both("새 제목", "A new title")},
        {"quizzes": [recipe("other", "practice", "one-numeric")]},
    ],
)
def test_a_start_undoes_nothing_that_was_published_from_elsewhere(
    session: Session, media: MediaFolder, published: dict[str, Any]
) -> None:
    usual: dict[str, Any] = {"questions": [definition("numeric"), definition("matching")], "quizzes": []}
    publish_month(session, media, **usual)
    publish_month(session, media, **{**usual, **published})
    before = bank_rows(session)
    done, left = publish_at_start(session, [*bank_files(), month_file(**usual)], media, now=NOW)
    assert done.published == ()
    assert [bank.bank for bank in left.banks] == ["2024-07"]
    assert bank_rows(session) == before


def bank_rows(session: Session) -> list[Any]:
    """The small month as it is on offer."""
    session.flush()
    questions = select(QuestionRow.slug, QuestionRow.withdrawn, QuestionRow.current_version_id).order_by(QuestionRow.id)
    quizzes = select(QuizRow.key, QuizRow.withdrawn, QuizRow.current_version_id).order_by(QuizRow.id)
    banks = select(BankRow.slug, BankRow.content_hash).order_by(BankRow.id)
    return [tuple(row) for query in (questions, quizzes, banks) for row in session.execute(query)]


def test_a_start_leaves_a_changed_series_and_all_that_belongs_to_it(session: Session, media: MediaFolder) -> None:
    files = [replace(file, raw=file.raw.replace(TITLE, TITLE.replace(b"AI", b"IT"))) for file in bank_files()]
    done, left = publish_at_start(session, [*files, month_file()], media, now=NOW)
    assert done.published == ()
    assert left.series is not None
    assert left.series.fields == ("title",)
    assert [bank.bank for bank in left.banks if not bank.keeps_content] == ["2024-07"]


def test_a_start_has_nothing_to_say_where_only_the_layout_differs(session: Session, media: MediaFolder) -> None:
    files = [replace(file, raw=file.raw + b"# a remark\n") for file in bank_files()]
    done, left = publish_at_start(session, files, media, now=NOW)
    assert (done.published, done.new_versions, left.series, left.banks) == ((), 0, None, ())


def test_a_start_with_a_broken_bank_publishes_nothing(session: Session, media: MediaFolder) -> None:
    with pytest.raises(BankError):
        publish_at_start(session, [*bank_files(), BankFile(name="x.yaml", raw=b"bank: [")], media, now=NOW)


# Renaming


def rename(session: Session, media: MediaFolder, name: str, was: str = "") -> QuestionRow:
    """Publish the numeric question under ``name``; its row is returned."""
    numeric = definition("numeric", id=name, **({"was": was} if was else {}))
    publish_month(session, media, questions=[numeric, definition("matching")], quizzes=[])
    session.commit()
    query = select(QuestionRow).join(BankRow).where(BankRow.slug == "2024-07", QuestionRow.slug == name)
    return session.scalars(query).one()


RENAMES = {
    "there and back": [("second", "one-numeric"), ("one-numeric", "second")],
    "back without a word, as by a revert": [("second", "one-numeric"), ("one-numeric", "")],
    "there and back and there": [("second", "one-numeric"), ("one-numeric", "second"), ("second", "one-numeric")],
    "a revert, and there again": [("second", "one-numeric"), ("one-numeric", ""), ("second", "one-numeric")],
    "first forgotten to say": [("second", ""), ("second", "one-numeric")],
    "on twice": [("second", "one-numeric"), ("third", "second")],
}


@pytest.mark.parametrize("steps", RENAMES.values(), ids=RENAMES)
def test_a_question_keeps_its_history_through_every_rename(
    session: Session, media: MediaFolder, steps: list[tuple[str, str]]
) -> None:
    first = rename(session, media, "one-numeric").id
    for name, was in steps:
        row = rename(session, media, name, was)
    assert (row.id, row.withdrawn) == (first, False)
    offered = select(QuestionRow.slug).join(BankRow).where(BankRow.slug == "2024-07", QuestionRow.withdrawn.is_(False))
    assert set(session.scalars(offered)) == {steps[-1][0], "one-matching"}


def test_a_question_takes_an_id_that_another_one_had_once(session: Session, media: MediaFolder) -> None:
    three = [definition("numeric"), definition("true_false"), definition("matching")]
    publish_month(session, media, questions=three, quizzes=[recipe("one", "practice", "one-numeric")])
    alice = person(session, "Alice")
    attempt = practise(session, alice, "2024-07/one")
    publish_month(session, media, questions=[definition("numeric"), definition("matching")], quizzes=[])
    row = rename(session, media, "one-true-false", was="one-numeric")
    assert session.scalars(select(LearnerQuestion.question_id)).all() == [row.id]
    assert session.get_one(Attempt, attempt.id).state == "finished"
    renamed = select(QuestionRow).join(BankRow).where(BankRow.slug == "2024-07", QuestionRow.withdrawn.is_(True))
    (aside,) = session.scalars(renamed)
    assert (aside.slug, aside.id != row.id) == (f"one-true-false~{aside.id}", True)
