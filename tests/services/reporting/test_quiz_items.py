"""What teachers read of a quiz and its questions: planted flaws are named, few answers say nothing."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.services.content.media import MediaFolder
from quiz.services.reporting import question_items, quiz_items, quiz_list
from quiz.services.reporting.quiz_items import QuizHead, QuizItems
from quiz.services.reporting.verdict_words import words_of
from quiz.storage.models.content import BankRow
from tests.builders import definition
from tests.services import analysed
from tests.services.analysed import FLAWS, planted_class
from tests.services.builders import MONTH, bank_id, person, picking, publish_month, recipe, right, sit_exam, wrong


def found_of(session: Session, quiz_id: int) -> QuizItems:
    head = quiz_items.head_of(session, quiz_id)
    assert head is not None
    return quiz_items.items(session, head, "en")


@pytest.fixture
def planted(session: Session, media: MediaFolder) -> QuizItems:
    return found_of(session, planted_class(session, media))


def test_planted_flaws_are_named_with_what_to_do(session: Session, planted: QuizItems) -> None:
    assert (planted.totals.attempts, planted.whole, len(planted.rows)) == (analysed.LEARNERS, True, len(FLAWS))
    kinds = {row.slug: [verdict.kind for verdict in row.view.verdicts] for row in planted.rows}
    for number, flaw in enumerate(FLAWS):
        assert (flaw in kinds[f"flaw-{number}"]) if flaw else kinds[f"flaw-{number}"] in (["fine"], ["early"])
    assert planted.to_mend == 3
    first = min(planted.rows, key=lambda row: row.urgency)
    said = words_of(first.view.verdict, first.named)
    assert str(said.sentence) == "The best learners prefer “choice a of 0”: is the key right?"
    assert said.weight == "first"
    assert [one.right for one in first.picked] == [False, True, False, False]
    assert sum(one.count for one in first.picked) == analysed.LEARNERS
    assert planted.reliability is not None
    assert planted.reliability.interval.low < planted.reliability.interval.value < planted.reliability.interval.high
    assert sum(row.weight or 0 for row in planted.rows) == pytest.approx(100)
    efficiencies = quiz_items.efficiencies(session, planted)
    assert all(one is None or one <= 100.000001 for one in efficiencies.values())


def test_a_question_shows_who_chose_what_and_where_its_source_is(session: Session, planted: QuizItems) -> None:
    row = planted.rows[0]
    teacher, admin = person(session, "Teacher", role="teacher"), person(session, "Admin", role="admin")
    found = question_items.item(session, planted.head, row.version_id, teacher, "en")
    assert found is not None
    assert found.view.verdict == row.view.verdict
    assert [(one.right, one.count) for one in found.choices] == [(one.right, one.count) for one in row.picked]
    for one in found.choices:
        assert one.group.upper + one.group.middle + one.group.lower == one.count
    assert found.choices[0].chosen is not None
    assert (
        (found.choices[0].chosen.with_total or 0)
        > 0
        > (found.view.discrimination.value if found.view.discrimination else 0)
    )
    assert found.source is None
    known = question_items.item(session, planted.head, row.version_id, admin, "en")
    assert known is not None
    assert known.source is not None
    bank = session.get_one(BankRow, bank_id(session, MONTH))
    assert (known.source.bank, known.source.number) == (bank.slug, 1)
    assert question_items.item(session, planted.head, 0, admin, "en") is None


def head_of(session: Session, media: MediaFolder, *attempts: object) -> QuizHead:
    publish_month(session, media, quizzes=[recipe("one", "exam", "one-numeric", "one-single-choice")])
    for number, choose in enumerate(attempts):
        sit_exam(session, person(session, f"Learner {number}"), f"{MONTH}/one", choose)  # type: ignore[arg-type]
    (entry,) = quiz_list.quizzes(session, bank_id(session, MONTH), 1)
    assert entry.attempts == len(attempts)
    head = quiz_items.head_of(session, entry.id)
    assert head is not None
    return head


def test_of_few_attempts_nothing_is_said_and_wrong_numbers_have_their_reason(
    session: Session, media: MediaFolder
) -> None:
    head = head_of(session, media, right, wrong)
    found = quiz_items.items(session, head, "en")
    assert {row.view.verdict.kind for row in found.rows} == {"few"}
    assert (found.to_mend, found.reliability, found.unreliable) == (0, None, "few")
    numeric = next(row for row in found.rows if row.slug == "one-numeric")
    item = question_items.item(session, head, numeric.version_id, person(session, "T", role="teacher"), "en")
    assert item is not None
    assert [str(one.words) for one in item.choices] == ["the right answer", "There is more than one matrix."]
    assert "{" not in item.prompt


def test_a_question_that_changed_is_one_row_with_its_older_versions_and_the_figures_of_the_quiz_stay(
    session: Session, media: MediaFolder
) -> None:
    head = head_of(session, media, right, wrong, *[picking("a")] * 5, *[wrong] * 5)
    before = quiz_items.items(session, head, "en")
    changed = [definition("numeric"), definition("single_choice", difficulty="3")]
    publish_month(
        session, media, questions=changed, quizzes=[recipe("one", "exam", "one-numeric", "one-single-choice")]
    )
    sit_exam(session, person(session, "Late"), f"{MONTH}/one", picking("a"))
    found = quiz_items.items(session, quiz_items.head_of(session, head.id) or head, "en")
    assert (found.whole, len(found.rows), len(before.rows)) == (True, 2, 2)
    assert found.unreliable == before.unreliable
    assert [sum(one.sums.answers for one in (row, *row.older)) for row in found.rows] == [13, 13]
    (row,) = [one for one in found.rows if one.older]
    assert (row.slug, row.sums.answers, [one.sums.answers for one in row.older]) == ("one-single-choice", 1, [12])
    assert len(found.versions) == 3
    item = question_items.item(session, found.head, row.version_id, person(session, "T", role="teacher"), "en")
    assert item is not None
    assert [(one.is_here, one.is_current) for one in item.versions] == [(True, True), (False, False)]


def test_a_quiz_that_nobody_finished_has_no_figures(session: Session, media: MediaFolder) -> None:
    head = head_of(session, media, right)
    assert quiz_items.head_of(session, head.id, 10**9) is None
    assert quiz_items.head_of(session, 10**9) is None
