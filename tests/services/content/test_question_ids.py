"""Publishing questions that their file gives no id: each goes on as the one it was, and the ids are handed back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.platform.paths import QUESTIONS
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, Publication, plan, publish
from quiz.storage.models.content import BankRow, QuestionRow
from tests.conftest import NOW

MONTH = "2024-07"
FILE = f"{MONTH}.yaml"


def question(prompt: str, name: str = "") -> str:
    """A question in a file, with an id or without."""
    line = f"id: {name}\n    " if name else ""
    return f"  - {line}kind: true_false\n    prompt: {prompt}\n    answer: true\n"


def files(*questions: str) -> list[BankFile]:
    shipped = (QUESTIONS / SERIES_FILE).read_bytes().replace(b"glossary: glossary.yaml\n", b"")
    series = shipped.replace(b"profile: strict", b"profile: open")
    text = f"bank: {MONTH}\nquestions:\n{''.join(questions)}"
    return [BankFile(name=SERIES_FILE, raw=series), BankFile(name=FILE, raw=text.encode())]


def put(session: Session, media: MediaFolder, *questions: str) -> Publication:
    return publish(session, files(*questions), media, now=NOW)


def on_offer(session: Session) -> list[tuple[int, str]]:
    """The questions of the month in their order: each row with its id."""
    query = (
        select(QuestionRow.id, QuestionRow.slug)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.slug == MONTH, QuestionRow.withdrawn.is_(False))
        .order_by(QuestionRow.position)
    )
    return [(row, slug) for row, slug in session.execute(query)]


def test_the_same_questions_go_on_wherever_they_stand(session: Session, media: MediaFolder) -> None:
    done = put(session, media, question("One."), question("Two."))
    first, second = on_offer(session)
    assert done.ids_to_write == {FILE: ((0, first[1]), (1, second[1]))}
    put(session, media, question("Two."), question("Three."), question("One."))
    moved, new, last = on_offer(session)
    assert (moved, last) == (second, first)
    assert new not in (first, second)


def test_a_question_that_changed_goes_on_at_its_place(session: Session, media: MediaFolder) -> None:
    put(session, media, question("One."), question("Two."))
    before = on_offer(session)
    made = plan(session, files(question("One."), question("Two, put better.")), media)
    assert (made.banks[0].questions.new, made.banks[0].questions.withdrawn) == ((), ())
    assert made.banks[0].questions.changed == (before[1][1],)
    done = publish(session, files(question("One."), question("Two, put better.")), media, now=NOW, agreed=made)
    assert on_offer(session) == before
    assert done.new_versions == 1


def test_once_the_ids_stand_in_the_file_nothing_is_new(session: Session, media: MediaFolder) -> None:
    put(session, media, question("One."), question("Two."))
    before = on_offer(session)
    done = put(
        session, media, *(question(f"{word}.", name) for word, (_, name) in zip(("One", "Two"), before, strict=True))
    )
    assert (done.new_versions, done.ids_to_write) == (0, {})
    assert on_offer(session) == before


def test_an_id_of_ones_own_is_kept_where_the_file_loses_it(session: Session, media: MediaFolder) -> None:
    put(session, media, question("One.", "하나"), question("Two.", "two"))
    before = on_offer(session)
    done = put(session, media, question("Two."), question("One."))
    assert on_offer(session) == before[::-1]
    assert done.ids_to_write == {FILE: ((0, "two"), (1, "하나"))}


def test_questions_that_nobody_can_tell_apart_are_refused(session: Session, media: MediaFolder) -> None:
    put(session, media, question("One.", "a"), question("One.", "b"), question("Two."))
    before = on_offer(session)
    with pytest.raises(BankError) as caught:
        put(session, media, question("Zero.", "z"), question("Two.", "y"), question("Three.", "x"), question("One."))
    (problem,) = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert (problem.code, problem.severity, problem.line, problem.column) == ("S4", "error", 15, 5)
    assert problem.message.values["ids"] == "a, b"
    assert on_offer(session) == before


def test_a_withdrawn_question_leaves_its_id_to_itself(session: Session, media: MediaFolder) -> None:
    put(session, media, question("One."), question("Two."))
    gone = on_offer(session)[1]
    put(session, media, question("One."))
    put(session, media, question("One."), question("Two."))
    assert len(on_offer(session)) == 2
    assert on_offer(session)[1] != gone


def test_drafts_of_a_machine_stay_in_the_file_and_out_of_the_store(session: Session, media: MediaFolder) -> None:
    draft = question("Drafted.").replace("    answer", "    drafted: machine\n    answer")
    done = put(session, media, draft, question("One."), question("Two."))
    (_, first), (_, second) = on_offer(session)
    assert [name for _, name in done.ids_to_write[FILE][1:]] == [first, second]
    assert done.sources[FILE].count(b"- id: q-") == 3
    assert [problem.code for problem in done.warnings if problem.code == "drafted"] == ["drafted"]
    again = put(session, media, draft.replace("    drafted: machine\n", ""), question("One."), question("Two."))
    assert (again.new_versions, len(on_offer(session))) == (1, 3)


def test_a_bank_of_drafts_alone_is_refused(session: Session, media: MediaFolder) -> None:
    with pytest.raises(BankError) as refused:
        put(session, media, question("Drafted.").replace("    answer", "    drafted: machine\n    answer"))
    assert [problem.code for problem in refused.value.problems if problem.severity == "error"] == ["drafted"]


def test_claims_make_no_new_version(session: Session, media: MediaFolder) -> None:
    series, bank = files(question("One.", "one"), question("Two.", "two"))
    untold = b"sections:\n  a: {title: A}\n" + bank.raw
    publish(session, [series, BankFile(name=FILE, raw=untold)], media, now=NOW)
    told = "sections:\n  a: {title: A, claims: {c: {text: LoRA, at: §1}}}\n"
    naming = question("Two.", "two").replace("    answer", "    claims: [c]\n    answer")
    series, bank = files(question("One.", "one"), naming)
    done = publish(session, [series, BankFile(name=FILE, raw=told.encode() + bank.raw)], media, now=NOW)
    assert (done.published, done.new_versions) == ((MONTH,), 0)
