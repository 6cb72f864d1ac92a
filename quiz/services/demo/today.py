"""What goes on in a made-up class right now: tests that were just handed in or still run, essays, marks, messages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.services import audit
from quiz.services.attempts import presence, submitting
from quiz.services.classes import groups
from quiz.services.classes.assignments import excepting, sitting, watching, writing
from quiz.services.classes.assignments.drafts import Draft
from quiz.services.classes.assignments.excepting import Wanted
from quiz.services.classes.assignments.recipes import Choice
from quiz.services.classes.entering import Entered
from quiz.services.demo import exams, flaws
from quiz.services.demo.answering import Answering, Given
from quiz.services.demo.people import SHOWN
from quiz.services.demo.weekly import MIDNIGHT
from quiz.services.grading import manual_grading, question_reports
from quiz.services.grading.challenges import challenging
from quiz.simulation.learners import draw_learner
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import QuestionRow, QuestionVersion
from quiz.storage.models.identity import Account

ESSAYS = (
    "양자화한 큰 모델을 고르겠어요. 메모리는 4분의 1로 줄지만 답의 품질은 처음부터 작은 모델보다 나은 때가 많아요.",
    "작은 모델을 고를게요. 휴대 전화에서는 속도와 배터리가 먼저이고, 간단한 물음에는 품질도 충분해요.",
    "양자화한 모델이 좋아요. 저장 공간을 적게 쓰고 정확도도 크게 떨어지지 않아요.",
    "무엇을 묻는지에 따라 달라요. 번역처럼 정해진 일에는 작은 모델로도 되고, 어려운 글에는 큰 모델이 있어야 해요.",
    "작은 모델이요. 큰 모델은 양자화해도 용량이 커서 다른 앱을 밀어내요.",
    "큰 모델을 양자화하면 빠르고 똑똑해요. 그래서 그것을 고르겠어요.",
    "잘 모르겠지만 배터리가 오래가는 작은 모델이 나을 것 같아요.",
    "품질을 지키고 싶어서 양자화한 큰 모델을 쓰되, 너무 느려지면 작은 모델로 바꾸겠어요.",
)
MESSAGE = "시간이 넉넉하니 문제를 끝까지 읽어 보세요."


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A class with those of its learners who take part, and the series of its assignments."""

    entered: Entered
    owner: Account
    assistant: Account
    learners: Sequence[Account]
    series: int
    looked_into: int
    now: datetime
    seed: int

    @property
    def by(self) -> audit.Actor:
        """Who teaches."""
        return audit.Actor.of(self.owner)


def _assign(session: Session, scene: Scene, at: datetime, *, publish: bool = True, **given: Any) -> Assignment:
    row = writing.make(session, scene.entered, Draft(**given), now=at, by=scene.by)
    if publish:
        writing.publish(session, scene.entered, row.id, now=at, by=scene.by)
    return row


def take_flawed(session: Session, scene: Scene, category: int | None = None) -> Assignment:
    """A test was handed in an hour ago; some say that an answer should count, one reports a question."""
    at = scene.now - timedelta(minutes=75)
    choice = Choice(source="quiz", quiz=flaws.QUIZ)
    row = _assign(
        session,
        scene,
        at,
        series_id=scene.looked_into,
        title=flaws.TITLE,
        choice=choice,
        opens_at=at,
        due_at=scene.now + timedelta(days=1),
        category_id=category,
    )
    sat = [_take(session, scene, row, number, account, at) for number, account in enumerate(scene.learners)]
    _object(session, scene, sat)
    return row


def _take(
    session: Session, scene: Scene, row: Assignment, number: int, account: Account, at: datetime
) -> tuple[Account, Attempt, flaws.Sitter]:
    sitter = flaws.Sitter(seed=f"{scene.seed} {account.name}", number=number)
    attempt = sitting.start(session, account, row.id, now=at, seed=f"{number:016x}")
    ended = exams.answer(session, account, attempt, sitter.give, at, leaves=1000)
    submitting.hand_in(session, account, attempt.token, now=ended)
    return account, attempt, sitter


def _object(session: Session, scene: Scene, sat: Sequence[tuple[Account, Attempt, flaws.Sitter]]) -> None:
    """Two challenge the same word, one the wrong key; the last one reports a question."""
    at = scene.now - timedelta(minutes=50)
    for account, attempt, _ in sat[:2]:
        place = _place(session, attempt, flaws.WORD)
        challenging.challenge(session, account, attempt.token, place, "RAG를 풀어 쓴 말이에요.", now=at)
    for account, attempt, _ in [one for one in sat if one[2].picked[flaws.MISKEYED] == "a"][:1]:
        reason = "A와 B를 W₀에 더해 두면 곱할 것이 늘지 않아요."
        challenging.challenge(session, account, attempt.token, _place(session, attempt, flaws.MISKEYED), reason, now=at)
    for account, attempt, _ in sat[-1:]:
        text = "가지치기로도 작은 모델을 얻을 수 있지 않나요?"
        place = _place(session, attempt, "smaller-model")
        question_reports.report(session, account, attempt.token, place, "ambiguous", text, now=at)


def _place(session: Session, attempt: Attempt, question: str) -> int:
    return session.scalars(
        select(AttemptQuestion.position)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .where(AttemptQuestion.attempt_id == attempt.id, QuestionRow.slug == question)
    ).one()


def write_essays(session: Session, scene: Scene, last: datetime, category: int | None = None) -> Assignment:
    """An essay was due yesterday and is taken late: most of it is graded, some waits, and two have not handed in."""
    row = _assign(
        session,
        scene,
        last - timedelta(days=3),
        series_id=scene.looked_into,
        title="한 편 쓰기",
        instructions="두세 문장이면 돼요.",
        choice=Choice(source="quiz", quiz="planted/writing"),
        opens_at=last - timedelta(days=3),
        due_at=last + MIDNIGHT,
        closes_at=last + timedelta(days=6),
        late_policy="share",
        late_share=Fraction(1, 10),
        category_id=category,
    )
    for number, account in enumerate(scene.learners[: max(2, len(scene.learners) - 2)]):
        at = last + timedelta(hours=3, minutes=number)
        text = ESSAYS[number % len(ESSAYS)]
        attempt = sitting.start(session, account, row.id, now=at, seed=f"{number:016x}")
        at = exams.answer(session, account, attempt, _written(text), at, leaves=1)
        submitting.hand_in(session, account, attempt.token, now=at)
        if number >= len(ESSAYS):
            _grade(session, scene, attempt, text, at + timedelta(minutes=20))
    return row


def _grade(session: Session, scene: Scene, attempt: Attempt, text: str, at: datetime) -> None:
    """The assistant grades an essay."""
    answer = session.scalars(select(AttemptQuestion.id).where(AttemptQuestion.attempt_id == attempt.id)).one()
    found = manual_grading.find_waiting(session, answer, "ko")
    ideas = list(manual_grading.parts_of(found.view.question))
    chosen = ideas[: 1 + len(text) % len(ideas)]
    manual_grading.grade(session, found, chosen, now=at, by=audit.Actor.of(scene.assistant))


def _written(text: str) -> exams.Give:
    def give(question: Question, variant: Variant, at: datetime) -> Given:
        return Given(answer={"text": (text,)}, seconds=55, until_next=timedelta(seconds=55), certainty=2)

    return give


def sit_now(session: Session, scene: Scene, months: Sequence[str], category: int | None = None) -> Assignment:
    """A test that runs: two of three are somewhere in it, some of a group with more time; all of them got a message.

    The learners to sign in as have not begun it.
    """
    begun = scene.now - timedelta(minutes=25)
    row = _assign(
        session,
        scene,
        begun - timedelta(days=1),
        series_id=scene.series,
        title="지금 치르는 시험",
        choice=Choice(source="rule", banks=tuple(months), count=min(8, 3 * len(months)), shuffle=True),
        minutes=120,
        opens_at=begun,
        closes_at=scene.now + timedelta(days=2),
        feedback="after_due",
        category_id=category,
    )
    _except(session, scene, row)
    for number, account in enumerate(scene.learners):
        if number % 3 != 2 and account.name not in SHOWN:
            _sit(session, scene, row, number, account, begun + timedelta(minutes=number % 7))
    watching.tell(session, scene.entered, row.id, "", MESSAGE, scene.assistant, now=scene.now)
    return row


def _except(session: Session, scene: Scene, row: Assignment) -> None:
    """A group has a quarter more time, somebody ten minutes and another attempt."""
    members = [_member(session, scene, account) for account in scene.learners[:4]]
    group = groups.make(session, scene.entered.id, "시간이 더 필요한 모둠")
    groups.put_in(session, group, members[:3], now=scene.now, by=scene.by)
    at = scene.now - timedelta(days=1)
    of_group = Wanted(groups=(group.id,), percent=25, reason="읽는 데 시간이 더 걸려요")
    excepting.make(session, scene.entered, row.id, of_group, now=at, by=scene.by)
    of_one = Wanted(members=tuple(members[-1:]), minutes=10, attempts=1, reason="보건실에 다녀와요")
    excepting.make(session, scene.entered, row.id, of_one, now=at, by=scene.by)


def _member(session: Session, scene: Scene, account: Account) -> int:
    query = select(ClassMember.id).filter_by(class_id=scene.entered.id, account_id=account.id)
    return session.scalars(query).one()


def _sit(session: Session, scene: Scene, row: Assignment, number: int, account: Account, at: datetime) -> None:
    rng = random.Random(f"{scene.seed} {account.name} now")
    mind = Answering(draw_learner(scene.seed, number), at, rng)
    attempt = sitting.start(session, account, row.id, now=at, seed=f"{rng.getrandbits(64):016x}")
    answered = 1 + number % 6
    exams.answer(session, account, attempt, mind.give, at, leaves=answered)
    if number % 5 == 3:
        # Their network is gone, with an answer that the device keeps.
        presence.note(session, attempt.id, answered, 1, now=scene.now - timedelta(minutes=3))
    account.seen_at = scene.now


def draft(session: Session, scene: Scene, months: Sequence[str]) -> Assignment:
    """An assignment that only its teachers see yet."""
    return _assign(
        session,
        scene,
        scene.now,
        publish=False,
        series_id=scene.series,
        title="다음 주 과제",
        choice=Choice(source="rule", banks=(months[-1],), count=5),
        opens_at=scene.now + timedelta(days=3),
        due_at=scene.now + timedelta(days=10),
    )
