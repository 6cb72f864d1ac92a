"""For admins: what needs them, how the store stands, and for how long data are kept."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.admin import attention, background, mail_test, retention, store_state
from quiz.services.admin.retention import CLASS_MONTHS, LEARNER_MONTHS, Rules
from quiz.services.integrity.backups import records
from quiz.web.admin.blueprint import bp
from quiz.web.request import request_context
from quiz.web.request.access import actor, member
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

BACKUPS_SHOWN = 3
_RANGE = say("Write a whole number from %(fewest)s to %(most)s, or leave the field empty.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@bp.get("")
def overview() -> Any:
    """What needs an administrator, and the way to everything else."""
    settings = _settings()
    found = attention.find(
        db.session, mail=settings.mail is not None, folder=settings.instance, now=request_context.now()
    )
    return render_template("admin/overview.html", found=found)


@bp.get("/storage")
def storage() -> Any:
    """Sizes, versions, background work, backups and mail."""
    settings, now = _settings(), request_context.now()
    return render_template(
        "admin/storage.html",
        store=store_state.find(db.session),
        disk=store_state.disk_of(settings.instance),
        versions=store_state.versions(),
        works=background.standing(db.session, mail=settings.mail is not None, now=now),
        backups=records.latest(db.session, BACKUPS_SHOWN),
        mail=settings.mail,
        address=mail_test.address_of(db.session, current_user.account.id) if settings.mail else None,
        test=mail_test.find(db.session, current_user.account.id) if settings.mail else None,
    )


@bp.post("/storage/mail")
def test_mail() -> Any:
    """Send a mail to one's own confirmed address; the page says what the server answered."""
    sent = _settings().mail is not None and mail_test.send(db.session, member(), now=request_context.now())
    db.session.commit()
    if sent:
        flash(localize(say("The mail is in the outbox. What became of it stands below, within half a minute.")))
    else:
        flash(localize(say("Nothing was sent: confirm an e-mail address first, and wait half a minute between tests.")))
    return redirect(url_for("admin.storage") + "#mail", 303)


@bp.get("/retention")
def retention_rules() -> Any:
    """The rules that hold, to be changed."""
    held = retention.rules(db.session)
    return _rules_page(held, _typed(held))


@bp.post("/retention")
def look_at_rules() -> Any:
    """What other rules would name today; nothing is saved."""
    request_context.read_again()
    typed = _sent()
    wanted, wrong = _read(typed)
    return _rules_page(retention.rules(db.session), typed, wanted=wanted, wrong=wrong)


@bp.post("/retention/rules")
def save_rules() -> Any:
    """Let the rules hold that were looked at before."""
    typed = _sent()
    wanted, wrong = _read(typed)
    if wanted is None:
        request_context.read_again()
        return _rules_page(retention.rules(db.session), typed, wrong=wrong)
    retention.save(db.session, wanted, by=actor(), now=request_context.now())
    db.session.commit()
    flash(localize(say("The rules of retention are saved.")))
    return redirect(url_for("admin.retention_rules"), 303)


def _sent() -> dict[str, str]:
    return {name: request.form.get(name, "")[:8] for name in ("learners", "classes")}


def _rules_page(
    held: Rules, typed: dict[str, str], *, wanted: Rules | None = None, wrong: dict[str, str] | None = None
) -> Any:
    reach = retention.reach(db.session, wanted, now=request_context.now()) if wanted is not None else None
    page = render_template(
        "admin/retention.html",
        held=held,
        typed=typed,
        wanted=wanted,
        wrong=wrong or {},
        reach=reach,
        informed=retention.informed(db.session),
        days=retention.NOTICE.days,
        ranges={"learners": LEARNER_MONTHS, "classes": CLASS_MONTHS},
    )
    return page, 422 if wrong else 200


def _typed(held: Rules) -> dict[str, str]:
    return {"learners": str(held.learner_months or ""), "classes": str(held.class_months or "")}


def _read(typed: dict[str, str]) -> tuple[Rules | None, dict[str, str]]:
    """The rules that were typed, None where something is wrong; and what is, by field."""
    found: dict[str, int | None] = {}
    wrong: dict[str, str] = {}
    for name, (fewest, most) in {"learners": LEARNER_MONTHS, "classes": CLASS_MONTHS}.items():
        text = typed[name].strip()
        number = whole(text, most) if text else None
        if text and (number is None or not fewest <= number <= most):
            wrong[name] = localize(Message(template=_RANGE.template, values={"fewest": fewest, "most": most}))
        found[name] = number
    if wrong:
        return None, wrong
    return Rules(learner_months=found["learners"], class_months=found["classes"]), {}
