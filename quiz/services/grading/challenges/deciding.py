"""Teachers decide on challenged answers: accepted, refused with a reason, or passed on to who may edit the series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.content import editors
from quiz.services.content.publishing import publish
from quiz.services.content.revisions.keeping import Origin, Provenance
from quiz.services.current_user import Learner
from quiz.services.grading import regrades
from quiz.services.grading.challenges.groups import seen_of
from quiz.services.grading.challenges.proposals import Proposal, Standing
from quiz.services.grading.challenges.shown import ChallengeError, checked_text, in_notice
from quiz.services.grading.question_reports import AnsweredMeanwhile
from quiz.services.notices import copies, inbox
from quiz.services.notices.inbox import Notified
from quiz.storage.models.grading import Challenge
from quiz.storage.models.identity import Account
from quiz.storage.queries.grading import challenges as queries

_ACTS = {"accepted": "challenge_accepted", "refused": "challenge_refused", "passed_on": "challenge_passed_on"}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a decision did: how many challenges it was about, which regrade it made, if any, and how many moved."""

    challenges: int
    regrade_id: int | None = None
    raised: int = 0


def accept(
    session: Session,
    person: Learner,
    number: int,
    of: Standing,
    proposal: Proposal,
    reply: str,
    *,
    seen: int,
    now: datetime,
    by: audit.Actor,
) -> Decided:
    """Let the answer of a challenge, and all that are equal to it, count: publish the change, and score again.

    All of it or nothing, as far as the caller commits once. Nobody loses. ``seen`` is what the teacher had seen of
    earlier decisions. Raises ``NotFound``, ``NotAnEditor``, ``ChallengeError``, ``AnsweredMeanwhile``; ``PlanChanged``
    where something was published since the proposal was made; ``regrades.Refused``.
    """
    reply = checked_text(reply)
    group = _locked(session, number, seen)
    editors.require(session, person, of.series_id)
    publish_proposed(session, proposal, now, by)
    applied = regrades.apply(session, of.called, of.question.id, now=now, by=by)
    record(session, group, "accepted", reply or None, regrade_id=applied.id, now=now, by=by)
    return Decided(challenges=len(group), regrade_id=applied.id, raised=applied.totals.raised)


def refuse(
    session: Session,
    person: Learner,
    number: int,
    reply: str,
    *,
    seen: int,
    now: datetime,
    by: audit.Actor,
    of: Standing | None = None,
    proposal: Proposal | None = None,
) -> Decided:
    """Refuse a challenge and all that are equal to it, with a reason that their learners read.

    With a ``proposal`` the text goes into the question's ``reject``, which only who may edit the series may do. Raises
    as ``accept`` does.
    """
    reply = checked_text(reply)
    if not reply:
        raise ChallengeError("reply")
    group = _locked(session, number, seen)
    if proposal is not None and of is not None:
        editors.require(session, person, of.series_id)
        publish_proposed(session, proposal, now, by)
    record(session, group, "refused", reply, regrade_id=None, now=now, by=by)
    return Decided(challenges=len(group))


def pass_on(session: Session, number: int, reply: str, *, seen: int, now: datetime, by: audit.Actor) -> Decided:
    """Pass a challenge and all that are equal to it on to those who may edit the series; they are informed.

    Raises ``NotFound``, ``ChallengeError`` and ``AnsweredMeanwhile``.
    """
    reply = checked_text(reply)
    group = _locked(session, number, seen)
    record(session, group, "passed_on", reply or None, regrade_id=None, now=now, by=by)
    _ask_editors(session, number, now=now)
    return Decided(challenges=len(group))


def take_back(session: Session, person: Learner, number: int, *, seen: int, now: datetime, by: audit.Actor) -> Decided:
    """Undo the regrade of an accepted answer: scores are what they were, and it waits for a decision again.

    What was published stays. Raises ``NotFound``, ``NotAnEditor``, ``AnsweredMeanwhile`` and ``regrades.Refused``.
    """
    one = session.get(Challenge, number, populate_existing=True)
    if one is None or one.regrade_id is None:
        raise NotFound(str(number))
    series_id = session.scalars(queries.series_of(one.question_id)).one()
    editors.require(session, person, series_id)
    together = list(session.scalars(queries.applied_by(one.regrade_id)))
    if seen_of(together) != seen:
        raise AnsweredMeanwhile(str(number))
    count = len(together)
    regrades.undo(session, one.regrade_id, now=now, by=by)
    return Decided(challenges=count)


def reopen(session: Session, number: int, *, seen: int, now: datetime, by: audit.Actor) -> Decided:
    """Let a refused answer, and all that were refused with it, wait for a decision again; so an accepted one that moved
    no score.

    Learners are informed once another decision is made. Raises ``NotFound`` and ``AnsweredMeanwhile``.
    """
    together = list(session.scalars(queries.decided_with(number)))
    if not together or together[0].state == "open" or together[0].regrade_id is not None:
        raise NotFound(str(number))
    if seen_of(together) != seen:
        raise AnsweredMeanwhile(str(number))
    # Who said so again meanwhile has a newer one that waits.
    anew = set(session.scalars(queries.waits_anew([one.attempt_question_id for one in together])))
    waiting = [one for one in together if one.attempt_question_id not in anew]
    before = {"state": together[0].state}
    for one in together:
        one.answers += 1
    for one in waiting:
        one.state, one.reply, one.answered_at, one.answered_by_id = "open", None, None, None
    session.flush()
    row = session.execute(queries.challenges("en").where(Challenge.id == number)).one()
    after = {"question": row.slug, "state": "open", "challenges": len(waiting)}
    what = audit.stored_bank(session, row.bank_id)
    audit.record(session, "challenge_reopened", what, by=by, now=now, before=before, after=after)
    return Decided(challenges=len(waiting))


def _locked(session: Session, number: int, seen: int) -> list[Any]:
    """The equal answers that wait for a decision, as the teacher saw them. Raises where another one decided."""
    one = session.get(Challenge, number, populate_existing=True)
    if one is None:
        raise NotFound(str(number))
    group = list(session.execute(queries.to_decide(one.question_id, one.answer_key)).all())
    # More learners may have said the same meanwhile: they had no answer yet, so the count is the same.
    if number not in {row[0].id for row in group} or seen_of([row[0] for row in group]) != seen:
        raise AnsweredMeanwhile(str(number))
    return group


def publish_proposed(
    session: Session, proposal: Proposal, now: datetime, by: audit.Actor, origin: Origin = "challenge"
) -> None:
    """Publish the file of a proposal, where it changes one."""
    if proposal.ready is None or proposal.file is None or proposal.media is None:
        return
    provenance = Provenance(origin=origin, by_id=by.id, by_name=None if by.id else by.name)
    publish(session, [proposal.file], proposal.media, now=now, by=by, ready=proposal.ready, provenance=provenance)
    session.flush()


def record(
    session: Session,
    group: Sequence[Any],
    state: str,
    reply: str | None,
    *,
    regrade_id: int | None,
    now: datetime,
    by: audit.Actor,
) -> None:
    """Give equal answers a state and a reply, write it down, and inform their learners."""
    first: Challenge = group[0][0]
    before = {"state": first.state}
    for row in group:
        one: Challenge = row[0]
        one.answers += 1
        one.answered_at, one.answered_by_id = now, by.id
        one.state, one.reply, one.regrade_id = state, reply, regrade_id
    session.flush()
    row = session.execute(queries.challenges("en").where(Challenge.id == first.id)).one()
    after = {"question": row.slug, "state": state, "challenges": len(group), "regrade": regrade_id}
    what = audit.stored_bank(session, row.bank_id)
    audit.record(session, _ACTS[state], what, by=by, now=now, before=before, after=after)
    _inform(session, group, "challenge_passed_on" if state == "passed_on" else "challenge_answered", now)


def _inform(session: Session, group: Sequence[Any], kind: str, now: datetime) -> None:
    """One notice a learner, however many of their attempts gave the answer: their page says what was decided."""
    latest = {row.account_id: row[0].id for row in group}
    notices = [
        Notified(
            account_id=account,
            data=_question_for(session, account, number),
            address=f"/reports?show=challenges#challenge-{number}",
        )
        for account, number in latest.items()
    ]
    inbox.notify_all(session, kind, notices, now=now)


def _question_for(session: Session, account_id: int, number: int) -> dict[str, Any]:
    language = copies.language_of(session.get_one(Account, account_id).language)
    row = session.execute(queries.challenges(language).where(Challenge.id == number)).one()
    return in_notice(row, language)


def _ask_editors(session: Session, number: int, *, now: datetime) -> None:
    row = session.execute(queries.challenges("en").where(Challenge.id == number)).one()
    notices = [
        Notified(account_id=one, data=_question_for(session, one, number), address=f"/teach/challenges/{number}")
        for one in editors.editors_of(session, row.series_id)
    ]
    inbox.notify_all(session, "challenge_to_decide", notices, now=now)
