"""What the privacy page says: what is stored, for how long and who sees it, and what the browser keeps.

A line is shown where the store has a table that belongs to it: see ``privacy_map.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quiz.domain.errors import Message, say
from quiz.services.identity.privacy_map import TABLES


@dataclass(frozen=True, kw_only=True)
class Line:
    """A kind of thing that is stored: its name, what it is in plain words, until when, and who sees it beside oneself.

    ``days`` in these is filled in by the page with how long a guest is kept.
    """

    name: Message
    what: Message
    until: Message
    seen_by: Message


_WITH_ACCOUNT = say("Until you delete your account")
_NOBODY = say("nobody else")
_TEACHERS = say("teachers and administrators")
_ADMINS = say("administrators")

LINES: Mapping[str, Line] = {
    "account": Line(
        name=say("Account"),
        what=say("Your name, your role, since when there is the account, and when you last answered something."),
        until=_WITH_ACCOUNT,
        seen_by=_TEACHERS,
    ),
    "secrets": Line(
        name=say("Password and recovery code"),
        what=say("Their hashes, from which nobody can work them out, and when the code was made and written down."),
        until=_WITH_ACCOUNT,
        seen_by=_NOBODY,
    ),
    "age": Line(
        name=say("Age"),
        what=say("That you confirmed to be old enough to sign up, and when. We do not ask for a birthday."),
        until=_WITH_ACCOUNT,
        seen_by=_NOBODY,
    ),
    "preferences": Line(
        name=say("Settings"),
        what=say("Your language and time zone, and how you want to review."),
        until=_WITH_ACCOUNT,
        seen_by=_NOBODY,
    ),
    "sign_ins": Line(
        name=say("Where you are signed in"),
        what=say("What each browser says of itself, such as its name and system, and when you signed in."),
        until=say("Until you sign out, at most 30 days"),
        seen_by=_NOBODY,
    ),
    "answers": Line(
        name=say("Attempts and answers"),
        what=say(
            "Which quizzes you began and when, every answer with its time and a random number of the device, how sure "
            "you were, tries, hints, how long a question was in view, and your scores."
        ),
        until=_WITH_ACCOUNT,
        seen_by=_TEACHERS,
    ),
    "progress": Line(
        name=say("Progress"),
        what=say(
            "Sums of your answers by question, objective, month and day, and an estimate of what you know and when you "
            "would forget it."
        ),
        until=_WITH_ACCOUNT,
        seen_by=_TEACHERS,
    ),
    "certificates": Line(
        name=say("Certificates"),
        what=say("What you mastered and when. Your name stands on one only if you choose so."),
        until=_WITH_ACCOUNT,
        seen_by=say("nobody else, or anyone with the link if you allow it"),
    ),
    "acts": Line(
        name=say("Who did what"),
        what=say(
            "Sign-ins in a new browser, failed sign-ins, changes of password, code or role, grades and extra time, "
            "each with its moment."
        ),
        until=say("For as long as the site runs; after you delete your account under a random name"),
        seen_by=_ADMINS,
    ),
    "statistics": Line(
        name=say("Statistics of questions"),
        what=say("How often each question was right and each option was chosen, summed over all learners, no names."),
        until=say("Until you delete your account: your answers are taken out then"),
        seen_by=_TEACHERS,
    ),
    "teaching": Line(
        name=say("For people who teach"),
        what=say("Which series you own, and which question banks you published."),
        until=say("Until you delete your account; at the shell the name of its user stays"),
        seen_by=_TEACHERS,
    ),
}


@dataclass(frozen=True, kw_only=True)
class BrowserLine:
    """A kind of thing that the browser keeps: what for, and until when."""

    what: Message
    until: Message


BROWSER_LINES: Mapping[str, BrowserLine] = {
    "signed_in": BrowserLine(
        what=say("A cookie with a random mark, by which the site knows that you are signed in."),
        until=say("until you sign out, at most 30 days; for a guest %(days)s days after the last visit", days=0),
    ),
    "known": BrowserLine(
        what=say("In the same cookie: marks of the accounts that signed in here, so that failed tries elsewhere do not "
                 "lock you out."),
        until=say("until the cookie ends"),
    ),
    "chosen": BrowserLine(
        what=say("In the same cookie: the language and time zone that you chose."),
        until=say("until the cookie ends"),
    ),
    "forms": BrowserLine(
        what=say("In the same cookie: a random mark against forged forms, and a message for the next page."),
        until=say("until the cookie ends"),
    ),
    "unsent": BrowserLine(
        what=say("In the browser’s database (IndexedDB): answers and hand-ins on their way to the server."),
        until=say("until they have arrived and you sign out"),
    ),
    "numbers": BrowserLine(
        what=say("In the browser’s storage: a random number of this device, how many answers it sent, how long a "
                 "question was in view, and how far its clock is off."),
        until=say("until you clear the data of this site"),
    ),
    "offline": BrowserLine(
        what=say("By a service worker: styles and scripts, and the questions of a running attempt, so that they open "
                 "without a network."),
        until=say("questions until you sign out; styles and scripts for three releases"),
    ),
}  # fmt: skip


def lines(tables: Collection[str]) -> list[Line]:
    """The lines of a store that has these tables, in their order."""
    used = {line for table, columns in TABLES.items() if table in tables for line in columns}
    return [line for name, line in LINES.items() if name in used]
