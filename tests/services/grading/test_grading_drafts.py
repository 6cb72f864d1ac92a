"""What a grader has begun, and the comments that they use again."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.content.media import MediaFolder
from quiz.services.grading.by_hand import drafts, judgements
from quiz.services.grading.by_hand.judgements import GradingError, Typed
from quiz.services.grading.manual_grading import ToJudge
from quiz.storage.models.grading import GradingDraft
from quiz.storage.models.identity import Account
from tests.services.builders import person
from tests.services.written import LATER, again, found, give, publish_essay, set_rules, write


@pytest.fixture
def tae_ri(session: Session) -> Account:
    return person(session, "Tae-ri", "teacher")


@pytest.fixture
def min_ho(session: Session) -> Account:
    return person(session, "Min-ho", "teacher")


@pytest.fixture
def one(session: Session, media: MediaFolder) -> ToJudge:
    publish_essay(session, media)
    return found(session, write(session, person(session, "Alice")))


def begun(session: Session, one: ToJudge, by: Account) -> Typed:
    given = judgements.given_for(session, [one.row.id])[one.row.id]
    return drafts.typed_for(session, again(session, one), by.id, given)[0]


def test_a_draft_stays_its_graders_as_it_was_typed_until_the_grade_is_given(
    session: Session, tae_ri: Account, min_ho: Account, one: ToJudge
) -> None:
    start, half = begun(session, one, tae_ri), Typed(chosen=("b",), share="7 or 8", comment=" half a ")
    assert drafts.save(session, one, half, tae_ri.id, now=LATER)
    assert begun(session, one, tae_ri) == half
    assert begun(session, one, min_ho) == start
    give(session, again(session, one), tae_ri, "b", comment="whole")
    assert session.scalars(select(GradingDraft)).all() == []
    assert begun(session, one, tae_ri) == begun(session, one, min_ho) == Typed(chosen=("b",), comment="whole")


def test_what_is_as_it_was_is_no_draft(session: Session, tae_ri: Account, one: ToJudge) -> None:
    drafts.save(session, one, Typed(chosen=("b",)), tae_ri.id, now=LATER)
    assert not drafts.save(session, one, begun_without(session, one, tae_ri), tae_ri.id, now=LATER)
    assert session.scalars(select(GradingDraft)).all() == []


def begun_without(session: Session, one: ToJudge, by: Account) -> Typed:
    for draft in session.scalars(select(GradingDraft)):
        session.delete(draft)
    return begun(session, one, by)


def test_a_second_grader_begins_with_nothing_of_the_first_and_who_settles_with_what_both_found(
    session: Session, tae_ri: Account, min_ho: Account, one: ToJudge
) -> None:
    start = begun(session, one, min_ho)
    set_rules(session, one, tae_ri, twice=True)
    give(session, again(session, one), tae_ri, "b", "c", share="50", reason="so", comment="mine")
    assert begun(session, one, min_ho) == start
    assert begun(session, one, tae_ri) == Typed(chosen=("b", "c"), share="50", reason="so", comment="mine")
    give(session, again(session, one), min_ho, "a", "b")
    assert begun(session, one, tae_ri) == Typed(chosen=("b",))


@pytest.mark.parametrize("share", ["62.5", "100/3", "0", "100"])
def test_a_share_comes_back_as_the_same_number(session: Session, tae_ri: Account, one: ToJudge, share: str) -> None:
    give(session, one, tae_ri, "a", share=share, reason="so")
    assert begun(session, one, tae_ri).share == share


def test_comments_are_kept_once_for_ones_own_use(
    session: Session, tae_ri: Account, min_ho: Account, one: ToJudge
) -> None:
    for text in (" Read 2.1 again. ", "Read 2.1 again.", "Say why."):
        assert drafts.keep_comment(session, tae_ri.id, one.question_id, text, now=LATER)
    assert not drafts.keep_comment(session, tae_ri.id, one.question_id, " ", now=LATER)
    kept = drafts.comments(session, tae_ri.id, one.question_id)
    assert [one.text for one in kept] == ["Say why.", "Read 2.1 again."]
    assert drafts.comments(session, min_ho.id, one.question_id) == []
    drafts.delete_comment(session, min_ho.id, kept[0].id)
    drafts.delete_comment(session, tae_ri.id, kept[1].id)
    assert [one.text for one in drafts.comments(session, tae_ri.id, one.question_id)] == ["Say why."]
    with pytest.raises(GradingError):
        drafts.keep_comment(session, tae_ri.id, one.question_id, "x" * 5_001, now=LATER)
