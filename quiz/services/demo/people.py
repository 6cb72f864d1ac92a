"""Who is in the made-up class: on which days they study, for how long they have, and what kind of learner they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from quiz.domain.review_plan import DAILY_CAP, StudyDays
from quiz.services.review.review_settings import Wishes
from quiz.simulation.learners import Learner, draw_learner

NAMES = [
    "가람",
    "나래",
    "다솜",
    "라온",
    "마루",
    "바다",
    "새봄",
    "아람",
    "자람",
    "찬솔",
    "초롱",
    "하늘",
    "누리",
    "도담",
    "미르",
    "보람",
    "솔비",
    "아라",
    "예슬",
    "은솔",
    "한결",
    "해솔",
    "이든",
    "여울",
    "가온",
    "나린",
    "다온",
    "로운",
    "미소",
    "보라",
]
# Names are read and changed as a line more easily than one by one.
CLASSMATES = (  # noqa: SIM905
    "가을 가희 겨울 고운 그루 그린 꽃님 나라 나무 나은 노을 눈솔 단비 달님 두리 둥글 들샘 다래 마음 맑음 모아 믿음 "
    "바람 반디 밝음 방울 별님 벼리 봄비 빛나 사랑 산들 샛별 소담 소리 솔빛 슬기 슬아 시내 싱글 아름 알찬 예나 온새 "
    "우람 으뜸 잔디 주리 진솔 차돌 찬들 참솔 큰솔 푸름 한솔 햇살 흰샘"
).split()
"""Who is in the other classes."""
WEEK = 7
TWELVE_WEEKS = 12 * WEEK
AWAY = 30
"""Days for which the learner who returns did nothing."""

Stage = Literal["teacher", "assistant", "admin", "new", "diligent", "returning", "other"]
"""What an account is there to show."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A learner of the class. Days count back from the last evening: 0 is that one.

    ``pattern`` holds the days of the last week on which they study, and so every week, from ``first`` to ``last``.
    ``quizzes`` is how many quizzes of a month they take at most; ``leaves`` how often, 0 to 1, they go halfway through.
    ``sittings`` is how many sittings of review they do on an evening at most, while anything is due.
    ``goal``, ``cap`` and ``has_days_off`` are what they set; ``able`` is someone who remembers well.
    """

    name: str
    stage: Stage = "other"
    pattern: tuple[int, ...] = ()
    first: int = TWELVE_WEEKS - 1
    last: int = 0
    quizzes: int = 4
    leaves: float = 0.08
    sittings: int = 1
    goal: int = 0
    cap: int = DAILY_CAP
    has_days_off: bool = False
    able: bool = False

    def evenings(self) -> Iterator[int]:
        """The days on which they study, the earliest first."""
        return (ago for ago in range(self.first, self.last - 1, -1) if ago % WEEK in self.pattern)

    def wishes(self, last_evening: date) -> Wishes | None:
        """What they have set for their review; None where nothing."""
        if not (self.goal or self.has_days_off or self.cap != DAILY_CAP):
            return None
        free = [(last_evening - timedelta(days=ago)).weekday() for ago in range(WEEK) if ago not in self.pattern]
        study = StudyDays(days_off=frozenset(free if self.has_days_off else ()))
        return Wishes(daily_cap=self.cap, study=study, goal=self.goal)

    def learner(self, seed: int) -> Learner:
        """How they remember, how fast they are and how sure they feel."""
        drawn = draw_learner(seed, NAMES.index(self.name))
        return replace(drawn, ability=0.9, prior=0.35, slip=0.1) if self.able else drawn


TWICE = ((1, 4), (0, 3), (2, 5))
OFTEN = (0, 1, 3, 4, 5)
SHOWN = {
    "새봄": Person(name="새봄", stage="new"),
    "한결": Person(
        name="한결", stage="diligent", pattern=(0, 1, 2, 3, 5), quizzes=6, leaves=0, sittings=2, goal=4, able=True
    ),
    "여울": Person(
        name="여울",
        stage="returning",
        pattern=(0, 2, 3, 5),
        first=AWAY + 8 * WEEK - 1,
        last=AWAY,
        quizzes=6,
        leaves=0,
        goal=3,
        cap=20,
    ),
}
"""Those to sign in as."""


BEHIND = "도담"
"""Who fell behind halfway through."""


def _other(number: int, name: str) -> Person:
    if name == BEHIND:
        return Person(name=name, pattern=TWICE[0], last=6 * WEEK)
    if number % 5 == 0:
        return Person(name=name, pattern=OFTEN, quizzes=6, goal=5 if number % 2 else 4, has_days_off=number == 5)
    twice = Person(name=name, pattern=TWICE[number % len(TWICE)], goal=2 if number % 4 == 1 else 0)
    if number % 3 == 0:
        return twice
    return replace(twice, cap=10) if number % 3 == 1 else replace(twice, first=7 * WEEK - 1)


PEOPLE = tuple(SHOWN.get(name) or _other(number, name) for number, name in enumerate(NAMES))
"""The class in the order of its names."""


def class_of(count: int) -> list[Person]:
    """A class of so many learners, those to sign in as among them."""
    others = [person.name for person in PEOPLE if person.stage == "other"]
    names = {*SHOWN, *others[: max(0, count - len(SHOWN))]}
    return [person for person in PEOPLE if person.name in names]
