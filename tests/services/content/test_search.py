"""What is found, by whom: notes and terms by everybody, questions by those who may read what was said of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.services.attempts.pages import results
from quiz.services.content.catalogue import build
from quiz.services.content.media import MediaFolder
from quiz.services.content.search import entries, finding
from quiz.services.content.search.finding import Hit
from quiz.storage.models.content import BankRow, QuestionRow, SearchEntry
from quiz.storage.models.identity import Account
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import person, practise, publish_month, recipe, right

WORD = "젤라틴"
SECRET = "비밀스러운 설명이에요. 답이 왜 그것인지를 여기에서 풀어 써요."
MENDED = both(
    "말랑말랑한 풀이예요. 이제는 답이 왜 그것인지를 더 알기 쉽게 써요.", "Mended, so that it is easier to see why."
)
NOTE = {"ko": f"첫 문단이에요.\n\n# 제목\n\n{WORD}은 굳어요.", "en": "First.\n\n# Heading\n\nJellies are setting."}


def question(name: str, **changes: object) -> dict[str, object]:
    given = {
        "id": name,
        "prompt": both(f"{WORD}은 무엇인가요? {name}", f"What is jelly? {name}"),
        "explanation": both(
            f"{SECRET} {name}",
            f"A secret explanation of why that is the answer. {name}",
        ),
    }
    return definition("single_choice", **{**given, **changes})


def month(session: Session, media: MediaFolder, **changes: object) -> None:
    quizzes = [recipe("practice", "practice", "one"), recipe("exam", "exam", "one", "two")]
    sections = {"2.1": {"title": both("절", "Section"), "notes": NOTE}}
    given = {"questions": [question("one"), question("two")], "quizzes": quizzes, "sections": sections}
    publish_month(session, media, **{**given, **changes})


def find(session: Session, who: Account | None, typed: str, language: str = "ko") -> list[Hit]:
    library = build(session)
    if who is None or who.role == "learner":
        library = library.open_part()
    found = finding.search(session, who, typed, library, language)
    hits = found.hits(session, limit=50, offset=0) if found.query.words else []
    assert found.count(session) == len(hits)
    return hits


def kinds(hits: list[Hit]) -> list[str]:
    return [hit.kind for hit in hits]


def words(pieces: object) -> str:
    return "".join(f"[{one.text}]" if one.found else one.text for one in pieces)  # type: ignore[attr-defined]


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def test_everybody_finds_the_paragraph_of_a_note_under_its_heading(session: Session, media: MediaFolder) -> None:
    month(session, media)
    (hit,) = find(session, None, f"{WORD}을")
    assert (hit.kind, hit.section, hit.anchor, hit.month and hit.month.slug) == ("note", "2.1", "p-2-1-3", "2024-07")
    assert (words(hit.title), words(hit.body)) == ("제목", f"[{WORD}]은 굳어요.")
    assert [words(one.body) for one in find(session, None, "jelly set", "en")] == ["[Jellies] are [setting]."]


def test_a_new_revision_takes_the_place_of_what_was_found(session: Session, media: MediaFolder) -> None:
    month(session, media)
    sections = {"2.1": {"title": both("절", "Section"), "notes": both("푸딩이에요.", "Pudding.")}}
    month(session, media, sections=sections)
    assert find(session, None, WORD) == []
    assert kinds(find(session, None, "푸딩")) == ["note"]
    assert list(entries.differences(session)) == []


def test_a_hidden_bank_is_found_by_teachers_and_a_withdrawn_one_by_nobody(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    month(session, media)
    teacher = person(session, "Tae-ri", "teacher")
    bank = session.scalars(select(BankRow).where(BankRow.slug == "2024-07")).one()
    for standing, learner, taught in (("open", 1, 3), ("hidden", 0, 3), ("withdrawn", 0, 0)):
        session.execute(update(BankRow).where(BankRow.id == bank.id).values(standing=standing))
        assert (len(find(session, alice, WORD)), len(find(session, teacher, WORD))) == (learner, taught)


def test_a_learner_finds_a_question_once_its_feedback_was_shown(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    month(session, media)
    bob = person(session, "Bob")
    assert kinds(find(session, alice, WORD)) == ["note"]
    attempt = practise(session, alice, "2024-07/practice", right)
    note, question = find(session, alice, WORD)
    assert (note.kind, question.kind) == ("note", "question")
    assert (question.token, question.place, question.question) == (attempt.token, 1, None)
    assert words(question.body).startswith("비밀스러운 설명이에요.")
    assert kinds(find(session, alice, "비밀스러운")) == ["question"]
    assert find(session, bob, "비밀스러운") == []
    assert find(session, None, "비밀스러운") == []


def test_a_test_gives_nothing_away_before_its_result_was_looked_at(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    month(session, media)
    practise(session, alice, "2024-07/practice", right)
    assert len(find(session, alice, "비밀스러운")) == 1
    exam = starting.start(session, alice, "2024-07/exam", now=NOW)
    # What a running test asks is not found, though its feedback was shown in practice.
    assert find(session, alice, "비밀스러운") == []
    submitting.hand_in(session, alice, exam.token, now=NOW + timedelta(minutes=1))
    assert find(session, alice, "비밀스러운") == []
    results.note_all_shown(session, alice, None, now=NOW + timedelta(minutes=2))
    assert len(find(session, alice, "비밀스러운")) == 2


def test_what_is_asked_right_now_is_not_found(session: Session, media: MediaFolder, alice: Account) -> None:
    month(session, media)
    practise(session, alice, "2024-07/practice", right)
    starting.start(session, alice, "2024-07/practice", now=NOW)
    assert find(session, alice, "비밀스러운") == []


def test_a_learner_finds_the_version_that_they_were_shown(session: Session, media: MediaFolder, alice: Account) -> None:
    month(session, media)
    practise(session, alice, "2024-07/practice", right)
    month(
        session,
        media,
        questions=[
            question("one", explanation=MENDED),
            question("two"),
        ],
    )
    assert len(find(session, alice, "비밀스러운")) == 1
    assert find(session, alice, "말랑말랑한") == []
    teacher = person(session, "Tae-ri", "teacher")
    assert [hit.question for hit in find(session, teacher, "말랑말랑한")] == ["one"]
    assert [hit.question for hit in find(session, teacher, "비밀스러운")] == ["two"]


def test_a_teacher_finds_what_is_on_offer(session: Session, media: MediaFolder) -> None:
    month(session, media)
    teacher = person(session, "Tae-ri", "teacher")
    assert {hit.question for hit in find(session, teacher, "비밀스러운")} == {"one", "two"}
    session.execute(update(QuestionRow).where(QuestionRow.slug == "two").values(withdrawn=True))
    assert [hit.question for hit in find(session, teacher, "비밀스러운")] == ["one"]


def test_a_term_comes_first_and_is_found_in_any_language(session: Session) -> None:
    for typed in ("라우터는", "router", "게이팅 네트워크"):
        first, *others = find(session, None, typed)
        assert (first.kind, first.anchor) == ("term", "term-router")
        assert "note" in kinds(others)
    assert kinds(find(session, None, "라우터")).index("note") == 1


@pytest.mark.parametrize(
    "typed", ['"', "'; --", "NEAR(a, b)", "a* OR b", "%", "_", "\\", "(", "\ud800", "\u0301" * 100, "a" * 100, "^", ":"]
)
def test_hostile_words_find_something_or_nothing(session: Session, alice: Account, typed: str) -> None:
    for who in (None, alice):
        assert {entry.kind for entry in find(session, who, typed)} <= {"note", "question", "term"}


def test_more_than_a_hundred_characters_are_too_long_as_they_were_typed() -> None:
    assert finding.is_too_long("e\u0301" * 51)
    assert not finding.is_too_long("가" * 100)


def test_what_is_missing_or_was_changed_is_noticed_and_made_again(session: Session) -> None:
    count = len(session.scalars(select(SearchEntry.id)).all())
    assert list(entries.differences(session)) == []
    assert not entries.is_missing(session)
    session.execute(update(SearchEntry).where(SearchEntry.kind == "term").values(body="?"))
    january = session.scalars(select(BankRow.id).where(BankRow.slug == "2024-01")).one()
    session.execute(delete(SearchEntry).where(SearchEntry.bank_id == january))
    assert list(entries.differences(session)) == ["ai-2024", "2024-01"]
    session.execute(delete(SearchEntry))
    assert entries.is_missing(session)
    assert entries.rebuild(session) == count
    assert list(entries.differences(session)) == []
