"""The command that examines the store, and rebuilds the sums where they differ."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import fail, print_message, ready_app
from quiz.domain import errors
from quiz.domain.errors import Localizer, shortened
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.integrity.doctor import Finding

STANDINGS = {"ok": errors.say("ok"), "fault": errors.say("fault"), "notice": errors.say("notice")}


@click.command()
@click.option("--mend", is_flag=True, help="Rebuild the sums that differ when recounted, and nothing else.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(mend: bool, form: str) -> None:
    """Examine the store and say what to do. Exit status 1 when something is wrong. Writes only with --mend."""
    app = ready_app()
    with app.app_context():
        mended = _mend() if mend else None
        findings = _examine(form)
    faults = sum(finding.is_fault for finding in findings)
    if form == "json":
        checks = [_plain(finding) for finding in findings]
        click.echo(json.dumps({"checks": checks, "faults": faults, "mended": mended}, ensure_ascii=False, indent=2))
    else:
        _sum_up(findings, faults, mended)
    sys.exit(1 if faults else 0)


def _mend() -> int:
    """Rebuild the sums in one transaction; the number of rows that were put right."""
    from quiz.platform.extensions import db as store
    from quiz.services.aggregates import rebuild
    from quiz.services.integrity.examined import UNREADABLE
    from quiz.services.integrity.integrity_checks import damage

    if next(damage(store.session), None) is not None:
        fail("The database says that it is damaged, so nothing was written. Run quiz doctor and do as it says.")
    try:
        mended = rebuild.rebuild(store.session)
    except UNREADABLE as error:
        fail("The sums can't be recounted: %(reason)s. Run quiz doctor and do as it says.", reason=shortened(error))
    store.session.commit()
    return mended


def _examine(form: str) -> list[Finding]:
    from flask import current_app

    from quiz.platform.extensions import db as store
    from quiz.platform.keys import open_key_file
    from quiz.services.integrity.doctor import examine
    from quiz.services.integrity.examined import Examined
    from quiz.storage.database import read_only
    from quiz.storage.store_clock import system

    read_only(store.session)
    settings = current_app.extensions["settings"]
    examined = Examined(
        session=store.session,
        media=settings.media,
        now=system(),
        clock=system,
        open_key_file=open_key_file(settings),
    )
    findings = []
    for finding in examine(examined):
        findings.append(finding)
        if form == "text":
            # A large store takes minutes: what is known is printed at once.
            click.echo(_line(finding))
    return findings


def _standing(finding: Finding) -> str:
    return "fault" if finding.is_fault else "notice" if finding.count else "ok"


def _line(finding: Finding) -> str:
    speak = localizer(terminal_language())
    head = f"{STANDINGS[_standing(finding)].said(speak)}: {finding.check.holds.said(speak)}"
    return f"{head} [{finding.check.code}]" if not finding.count else f"{head}; {_words(finding, speak)}"


def _words(finding: Finding, speak: Localizer) -> str:
    more = "…" if finding.count > len(finding.places) else ""
    count = errors.say(
        "not so (%(count)d): %(places)s", count=finding.count, places=", ".join(finding.places) + more
    ).said(speak)
    return f"{count}. {finding.check.remedy.said(speak)} [{finding.check.code}]"


def _plain(finding: Finding) -> dict[str, object]:
    speak = localizer(terminal_language())
    return {
        "code": finding.check.code,
        "standing": _standing(finding),
        "holds": finding.check.holds.said(speak),
        "count": finding.count,
        "places": list(finding.places),
        "remedy": finding.check.remedy.said(speak) if finding.count else None,
    }


def _sum_up(findings: list[Finding], faults: int, mended: int | None) -> None:
    if mended is not None:
        print_message("rows of sums put right: %(count)d", count=mended)
    notices = sum(_standing(finding) == "notice" for finding in findings)
    print_message(
        "checks: %(checks)d, faults: %(faults)d, notices: %(notices)d",
        checks=len(findings),
        faults=faults,
        notices=notices,
    )
