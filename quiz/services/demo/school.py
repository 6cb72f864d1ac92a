"""The school around the made-up class: two more classes, who else teaches, and what goes on today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes import changing, making
from quiz.services.classes.entering import Entered, enter
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, Prepared, prepare, publish
from quiz.services.demo import classmates, marking, today, weekly
from quiz.services.demo.filling import Login, Secret, add_account, secret, series_of
from quiz.services.demo.living import ZONE, last_evening
from quiz.services.demo.people import BEHIND, CLASSMATES, SHOWN
from quiz.services.demo.today import Scene
from quiz.services.identity import messages
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account

BANK = Path(__file__).parent / "bank"
MEDIA = MediaFolder(source=BANK / "media")
ASSISTANT, ADMIN = "해님", "한울"
OTHERS = (("AI 읽기 1반", range(0, weekly.WEEKS)), ("AI 동아리", range(0, weekly.WEEKS, 2)))
"""The other classes, and the weeks in which they have an assignment."""
FORMER = "AI 읽기 (지난 학기)"
SHARED = 3
"""So many learners of one class are in the next one, too."""


def prepared(session: Session) -> Prepared:
    """The bank whose questions have flaws, read and rendered, for a transaction that only reads."""
    return prepare(session, _files(), MEDIA, whole=True)


def _files() -> list[BankFile]:
    return [BankFile(name=path.name, raw=path.read_bytes()) for path in sorted(BANK.glob("*.yaml"))]


def surround(
    session: Session,
    months: Sequence[str],
    *,
    now: datetime,
    seed: int = 7,
    size: int,
    ready: Prepared | None = None,
    after_each: Callable[[], None] = lambda: None,
) -> list[Login]:
    """Put a school of classes of ``size`` around the class that ``filling.fill`` has made; how its staff signs in.

    Passwords are hashed before the first statement; with what is ``ready`` nobody waits for texts that are rendered.
    """
    assistant, admin, learner = secret(), secret(), secret()
    last = last_evening(now)
    first = session.scalars(select(ClassRow).order_by(ClassRow.id)).first()
    assert first is not None
    owner = session.scalars(select(Account).where(Account.role == "teacher").order_by(Account.id)).first()
    assert owner is not None
    helper = add_account(session, ASSISTANT, "teacher", assistant, owner.created_at)
    add_account(session, ADMIN, "admin", admin, owner.created_at)
    looked_into = _publish(session, owner, ready, owner.created_at)
    _other_classes(session, owner, helper, months, learner, last, seed, size, after_each)
    making.add(session, first.id, helper.id, "assistant", now=owner.created_at, by=audit.Actor.of(owner))
    entered = enter(session, owner, first.id, "assign")
    changing_series = [series_of(session, months), looked_into]
    _works_on(session, entered, changing_series, now=owner.created_at)
    scene = Scene(
        entered=entered,
        owner=owner,
        assistant=helper,
        learners=_taking_part(session, first.id),
        series=series_of(session, months),
        looked_into=looked_into,
        now=now,
        seed=seed,
    )
    _today(session, scene, months, last)
    after_each()
    return [
        Login(name=ASSISTANT, role="teacher", password=assistant.password, stage="assistant"),
        Login(name=ADMIN, role="admin", password=admin.password, stage="admin"),
    ]


def _publish(session: Session, owner: Account, ready: Prepared | None, at: datetime) -> int:
    """Publish the series whose questions have flaws, as the teacher's own; its number."""
    publish(session, _files(), MEDIA, now=at, by=audit.Actor.of(owner), ready=ready, whole=True)
    return session.scalars(select(SeriesRow.id).where(SeriesRow.slug == "demo")).one()


def _works_on(session: Session, entered: Entered, series: Sequence[int], *, now: datetime) -> None:
    row = entered.row
    wanted = changing.Wanted(name=row.name, term=row.term, series=tuple(series), time_zone=row.time_zone)
    changing.change(session, row, wanted, now=now)


def _other_classes(
    session: Session,
    owner: Account,
    helper: Account,
    months: Sequence[str],
    of_all: Secret,
    last: datetime,
    seed: int,
    size: int,
    after_each: Callable[[], None],
) -> None:
    """Two classes that have lived through their weeks, with learners who are in both, and one of last term."""
    begun = last - weekly.WEEKS * weekly.WEEK
    shared = min(SHARED, size - 1)
    names = CLASSMATES[: 2 * size - shared]
    accounts = [add_account(session, name, "learner", of_all, begun - timedelta(days=1)) for name in names]
    for account in accounts:
        account.time_zone, account.language = ZONE, "ko"
    assigned: dict[int, list[weekly.Weekly]] = {account.id: [] for account in accounts}
    for (name, weeks), inside in zip(OTHERS, (accounts[:size], accounts[-size:]), strict=True):
        series = series_of(session, months)
        row = making.make(session, owner, name, [series], time_zone=ZONE, now=owner.created_at, term="2026-2")
        making.add(session, row.id, helper.id, "assistant", now=owner.created_at)
        for account in inside:
            making.add(session, row.id, account.id, "learner", now=begun)
        entered = enter(session, owner, row.id, "assign")
        found = weekly.make(session, entered, series, months, last, weeks=weeks, by=audit.Actor.of(owner))
        for account in inside:
            assigned[account.id] += found
    classmates.keep_up(session, accounts, [*assigned.values()], last, seed, after_each=after_each)
    _somebody_leaves(session, accounts[0], last)
    _last_term(session, owner, accounts[: size // 2 + 1], series_of(session, months))


def _somebody_leaves(session: Session, account: Account, last: datetime) -> None:
    member = session.scalars(select(ClassMember).where(ClassMember.account_id == account.id)).one()
    making.leave(session, member, now=last + timedelta(hours=4))


def _last_term(session: Session, owner: Account, learners: Sequence[Account], series: int) -> None:
    at = owner.created_at - timedelta(days=120)
    row = making.make(session, owner, FORMER, [series], time_zone=ZONE, now=at, term="2026-1")
    for account in learners:
        making.add(session, row.id, account.id, "learner", now=at)
    changing.archive(session, row, now=owner.created_at)


def _taking_part(session: Session, class_id: int) -> list[Account]:
    """The learners of the class who are there today: not who is new, away or behind."""
    away = [*(name for name, one in SHOWN.items() if one.stage != "diligent"), BEHIND]
    query = select(Account).join(ClassMember, ClassMember.account_id == Account.id).order_by(Account.id)
    inside = ClassMember.class_id == class_id, ClassMember.role == "learner", Account.name.not_in(away)
    return list(session.scalars(query.where(*inside)))


def _today(session: Session, scene: Scene, months: Sequence[str], last: datetime) -> None:
    category = marking.add_category(session, scene.entered, now=scene.owner.created_at, by=scene.by)
    today.write_essays(session, scene, last, category)
    today.take_flawed(session, scene, category)
    today.sit_now(session, scene, months, category)
    today.draft(session, scene, months)
    marking.fill(session, scene.entered, category, now=scene.now, by=scene.by)
    behind = list(session.scalars(select(Account.id).where(Account.name.in_([BEHIND, "여울"]))))
    text = "요즘 잘 안 보여서 궁금했어요. 어디에서 막혔는지 알려 주세요."
    messages.write_to(session, scene.owner, behind, text, now=scene.now - timedelta(hours=1))
