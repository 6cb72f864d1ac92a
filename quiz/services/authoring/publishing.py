"""A draft is published: what that changes is shown first, and done only as it was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import Bank
from quiz.domain.errors import BankError, Problem
from quiz.services.audit import Actor
from quiz.services.authoring import drafts
from quiz.services.authoring.checking import check_draft
from quiz.services.authoring.desk import Draft, open_draft
from quiz.services.authoring.differing import Lines, difference
from quiz.services.authoring.series_wide import files_with
from quiz.services.content.checking import BankFile
from quiz.services.content.media import MediaFolder
from quiz.services.content.preparing import Prepared, prepare
from quiz.services.content.publish_plan import BankPlan, SeriesPlan
from quiz.services.content.publishing import PlanChanged, publish
from quiz.services.content.revisions.keeping import Provenance
from quiz.services.current_user import Learner
from quiz.services.grading import differences
from quiz.services.grading.regrade_totals import Totals
from quiz.storage.queries.authoring import shelf as queries

MOST_EFFECTS = 40
"""Changed questions of which it is worked out what they would make of stored scores."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a changed question makes of the scores of finished attempts, once somebody regrades it."""

    question: str
    totals: Totals
    learners: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What publishing a draft would do. With errors among ``problems`` it can't be; ``plan`` is None then.

    Of a series.yaml ``series`` says what changes, and ``banks`` are stored again with it.

    ``effects`` are of changed questions whose scores would move; ``uncounted`` more changed ones were not looked at.
    ``mark`` names all this: who agrees to it says what they saw.
    """

    draft: Draft
    lines: Lines
    problems: tuple[Problem, ...]
    plan: BankPlan | None = None
    series: SeriesPlan | None = None
    banks: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    uncounted: int = 0
    mark: str = ""
    ready: Prepared | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the draft from being published."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def propose(session: Session, draft: Draft, media: MediaFolder, *, teacher: int | None) -> Proposal:
    """What publishing ``draft`` would do; nothing is written, and all that takes long is done.

    ``teacher`` is the account that looks, None for an admin.
    """
    lines = difference(draft.published.source, draft.source, (_name_of(draft), draft.file))
    checked = check_draft(session, draft, media)
    if checked.errors:
        return Proposal(draft=draft, lines=lines, problems=checked.problems)
    try:
        ready = prepare(session, _files(session, draft), media)
    except BankError as error:
        return Proposal(draft=draft, lines=lines, problems=error.problems)
    plan = next(iter(ready.plan.banks), None) if draft.is_bank else None
    changed = plan.questions.changed if plan is not None else ()
    return Proposal(
        draft=draft,
        lines=lines,
        problems=ready.warnings,
        plan=plan,
        series=ready.plan.series,
        banks=tuple(bank.bank for bank in ready.plan.banks) if not draft.is_bank else (),
        effects=_effects(session, draft, ready.banks, changed[:MOST_EFFECTS], teacher),
        uncounted=max(0, len(changed) - MOST_EFFECTS),
        mark=_mark(draft, ready),
        ready=ready,
    )


def nothing(draft: Draft) -> Proposal:
    """The proposal for a draft in which nothing was typed."""
    return Proposal(draft=draft, lines=difference(b"", b"", (draft.file, draft.file)), problems=())


def apply(
    session: Session,
    person: Learner,
    proposal: Proposal,
    media: MediaFolder,
    *,
    shown: str,
    now: datetime,
    by: Actor,
) -> None:
    """Publish what was proposed, and end the draft. Raises ``PlanChanged`` where that is not what was ``shown``, or the
    store or the draft is no longer as it was, and ``MayNotEdit``."""
    draft = proposal.draft
    if proposal.ready is None or proposal.mark != shown or draft.is_behind:
        raise PlanChanged
    provenance = Provenance(origin="studio", by_id=by.id, by_name=None if by.id else by.name)
    publish(session, proposal.ready.files, media, now=now, by=by, ready=proposal.ready, provenance=provenance)
    stands = open_draft(session, person, draft.series, draft.slug)
    if stands.number != draft.number:
        raise PlanChanged
    drafts.close(session, stands, now)


def _files(session: Session, draft: Draft) -> list[BankFile]:
    if not draft.is_bank:
        return files_with(session, draft)
    return [BankFile(name=draft.file, raw=draft.source, series=draft.series)]


def _name_of(draft: Draft) -> str:
    return draft.file if draft.published.number is None else f"{draft.slug}@{draft.published.number}"


def _mark(draft: Draft, ready: Prepared) -> str:
    agreed = (draft.number, draft.source, draft.published.revision_id, ready.plan)
    return hashlib.sha256(repr(agreed).encode()).hexdigest()[:32]


def _effects(
    session: Session, draft: Draft, banks: Sequence[Bank], changed: Sequence[str], teacher: int | None
) -> tuple[Effect, ...]:
    """What the changed questions make of scores; those that make nothing of any are left out."""
    if draft.bank_id is None or not changed:
        return ()
    numbers = {row.slug: row.id for row in session.execute(queries.questions_named(draft.bank_id, changed))}
    questions = {question.id: question for bank in banks for question in bank.questions}
    found = []
    for slug in changed:
        # Without a number it was published under another id, which nobody scores any more.
        if slug not in numbers:
            continue
        made = differences.find(
            session,
            f"{draft.series}/{draft.slug}",
            slug,
            question_id=numbers[slug],
            teacher=teacher,
            proposed=questions[slug],
        )
        if made.totals.moves or made.totals.kept or made.totals.unfit or made.waiting:
            found.append(Effect(question=slug, totals=made.totals, learners=made.learners, waiting=made.waiting))
    return tuple(found)
