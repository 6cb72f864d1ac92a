"""A class list: read and looked at first, then its accounts are made, and their sheet is shown once."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import render_template, request
from flask_login import current_user

from quiz.platform.extensions import db
from quiz.services.classes.faults import ClassError
from quiz.services.classes.pasted import decode
from quiz.services.classes.roster import looking, reading, storing
from quiz.services.classes.roster.reading import Roster
from quiz.services.classes.roster.storing import Ticket
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.forms import Fault
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.request.lasting_key import lasting_key

ADDRESS = "/classes/<int:number>/roster"
WAYS = ("codes", "passwords")
"""What the sheet holds: a code by which a learner sets a password, or a password that the app made."""

_CHANGES = {"suggest": looking.with_suggestions, "leave_out": looking.without_wrong}
"""What the page of a list with faults offers to do with it."""


@bp.get(ADDRESS)
def roster_form(number: int) -> Any:
    """Choose a file or paste a list."""
    return _form(number, "")


def _form(number: int, text: str, fault: Fault | None = None, status: int = 200) -> Any:
    found = entered(number, "manage_learners")
    series_context.library()
    page = render_template(
        "classes/roster.html", entered=found, text=text, fault=fault, most=reading.MOST_LINES, sent=forms.file_name()
    )
    return page, status


@bp.post(ADDRESS)
def preview_roster(number: int) -> Any:
    """What the list says, line by line; nothing is stored. It may be changed as the page before suggested."""
    request_context.read_first()
    entered(number, "manage_learners")
    text, go = request.form.get("roster", ""), request.form.get("go", "")
    file = request.files.get("file")
    content = file.read() if file is not None else b""
    try:
        text = decode(content) if content else text
        roster = looking.look(db.session, reading.read(text))
        if go in _CHANGES:
            text = reading.written(_CHANGES[go](roster))
            roster = looking.look(db.session, reading.read(text))
    except ClassError as error:
        request_context.read_again()
        at_file = dict.fromkeys(("encoding", "too_large"), "file") if content else {}
        return _form(number, text[: reading.MOST_CHARACTERS], forms.fault(error, **at_file), 422)
    return _preview(number, roster, text)


def _preview(number: int, roster: Roster, text: str) -> Any:
    found = entered(number, "manage_learners")
    series_context.library()
    page = render_template(
        "classes/roster_preview.html",
        entered=found,
        roster=roster,
        text=text,
        way=_way(),
        mark=secrets.token_hex(12),
        most_passwords=storing.MOST_PASSWORDS,
    )
    return page, 422 if roster.wrong else 200


@bp.post(f"{ADDRESS}/confirm")
def confirm_roster(number: int) -> Any:
    """Make the accounts, and show their sheet; the same form sent twice shows the same one."""
    request_context.read_first()
    entered(number, "manage_learners")
    text = request.form.get("roster", "")
    try:
        read = reading.read(text)
        made = _stored_before(number, read)
        if made is None:
            roster = looking.look(db.session, read)
            if roster.wrong:
                return _preview(number, roster, text)
            made = _store(number, roster)
    except ClassError as error:
        request_context.read_again()
        return _form(number, text[: reading.MOST_CHARACTERS], forms.fault(error), 422)
    request_context.read_again()
    series_context.library()
    return render_template("classes/tickets.html", entered=entered(number, "manage_learners"), tickets=made, way=_way())


def _stored_before(number: int, read: Roster) -> list[Ticket] | None:
    """The tickets that this very form has made already."""
    if any(one.fault for one in read.lines):
        return None
    made = storing.tickets(read.lines, _secret(number), with_passwords=_way() == "passwords")
    return made if storing.was_stored(db.session, number, made) else None


def _store(number: int, roster: Roster) -> list[Ticket]:
    """The tickets of a list of which an account is made for each line. Raises ``ClassError``."""
    made = storing.tickets(roster.lines, _secret(number), with_passwords=_way() == "passwords")
    request_context.leave()
    hashes = storing.hashed(made)
    storing.store(db.session, number, made, hashes, now=request_context.now(), by=actor())
    db.session.commit()
    return made


def _way() -> str:
    way = request.form.get("way", WAYS[0])
    return way if way in WAYS else WAYS[0]


def _secret(number: int) -> bytes:
    """What the passwords of one form follow from: its mark and this browser's sign-in. Nobody keeps it."""
    said = f"roster {number} {request.form.get('mark', '')[:64]} {current_user.token}"
    return hmac.digest(lasting_key(), said.encode(), "sha256")
