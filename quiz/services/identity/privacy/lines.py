"""What the privacy page says: what is stored, for how long and who sees it, and what the browser keeps.

A line is shown where the store has a table that belongs to it: see ``columns.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quiz.domain.errors import Message, say
from quiz.services.identity.privacy.columns import TABLES


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
        what=say(
            "Your name, your role, when the account was made, when you last answered something, and whether you got a "
            "notice that it will be deleted."
        ),
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
        what=say("That you confirmed you are old enough to sign up, and when. We do not ask for a birthday."),
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
        until=say("Until you sign out, at most 30 days; for a guest as long as the guest is kept"),
        seen_by=_NOBODY,
    ),
    "answers": Line(
        name=say("Attempts and answers"),
        what=say(
            "Which quizzes you began and when, every answer with its time and a random number of the device, how sure "
            "you were, tries, hints, how long a question was in view, your scores, and what teachers wrote about them."
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
    "bookmarks": Line(
        name=say("Bookmarks"), what=say("Which questions you marked."), until=_WITH_ACCOUNT, seen_by=_NOBODY
    ),
    "reports": Line(
        name=say("Reports about questions"),
        what=say("What you reported about a question, and the answer to it."),
        until=_WITH_ACCOUNT,
        seen_by=_TEACHERS,
    ),
    "challenges": Line(
        name=say("Challenges"),
        what=say("Which answers you said should count and why, and what was decided."),
        until=_WITH_ACCOUNT,
        seen_by=_TEACHERS,
    ),
    "classes": Line(
        name=say("Classes"),
        what=say("The classes you are in, your groups and exceptions there, and marks that teachers entered."),
        until=say("Until you delete your account or the class is deleted"),
        seen_by=say("The teachers of the class"),
    ),
    "brought": Line(
        name=say("History that you brought along"),
        what=say("Your answers from another site, for your own review alone."),
        until=_WITH_ACCOUNT,
        seen_by=_NOBODY,
    ),
    "files": Line(
        name=say("Files with your data"),
        what=say("Copies of your data that you asked for or sent."),
        until=say("7 days"),
        seen_by=_NOBODY,
    ),
    "inbox": Line(
        name=say("Inbox"),
        what=say("What you were notified of, and when you read it."),
        until=_WITH_ACCOUNT,
        seen_by=_NOBODY,
    ),
    "email": Line(
        name=say("E-mail address"),
        what=say("Only if you enter one: the address, when you confirmed it, and which mail you agreed to."),
        until=say("Until you remove it or delete your account"),
        seen_by=_NOBODY,
    ),
    "mails": Line(
        name=say("Mail to you"),
        what=say("To which address a mail went and when. Its text is deleted as soon as it is sent or given up."),
        until=say("7 days after it was sent, 30 days if it could not be sent"),
        seen_by=_NOBODY,
    ),
    "reminders": Line(
        name=say("Reminders and calendar"),
        what=say("When you want to be reminded, on which days you were, and the hash of your calendar’s address."),
        until=_WITH_ACCOUNT,
        seen_by=_NOBODY,
    ),
    "push": Line(
        name=say("Push notifications"),
        what=say("The address and keys by which the push service reaches your browser, and the browser’s name."),
        until=say("Until you switch them off, or the browser does"),
        seen_by=_NOBODY,
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
        what=say(
            "Which series you own or edit, which question banks you published, which pictures you uploaded for "
            "them, who invited you, which answers you graded, and drafts and comments that you keep for it."
        ),
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
        what=say(
            "In the same cookie: the language and time zone that you chose, or your browser’s time zone, and the "
            "classes that you look at with pseudonyms."
        ),
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
    "drafts": BrowserLine(
        what=say("In the browser’s database (IndexedDB) and storage: what a teacher types of banks and has not saved."),
        until=say("until it is saved or thrown away, or the account is deleted"),
    ),
    "numbers": BrowserLine(
        what=say("In the browser’s storage: a random number of this device, how many answers it sent, how long a "
                 "question was in view, and how far its clock is off."),
        until=say("until you clear the data of this site"),
    ),
    "offline": BrowserLine(
        what=say("By a service worker: styles and scripts, the study notes of months that you opened, and the "
                 "questions of a running attempt, so that they open without a network."),
        until=say("notes and questions until you sign out; styles and scripts for three releases"),
    ),
}  # fmt: skip


SENT: Mapping[str, Message] = {
    "outgoing_mail": say(
        "Mail: if you confirm an address and agree to it, this site’s mail server sends reminders and copies of your "
        "inbox there. Every such mail has a link to stop it."
    ),
    "push_subscription": say(
        "Push: if you switch it on, reminders pass the push service of your browser’s maker. They are encrypted, so "
        "that it can’t read them."
    ),
    "calendar_feed": say(
        "Calendar: if you switch it on, your calendar reads how many reviews are due from a secret address. Anyone who "
        "has the address can read that; you can revoke it."
    ),
}
"""What goes to others where somebody switches it on, by the table that it needs."""


def sent(tables: Collection[str]) -> list[Message]:
    """What a store with these tables can send to others."""
    return [message for table, message in SENT.items() if table in tables]


def lines(tables: Collection[str]) -> list[Line]:
    """The lines of a store that has these tables, in their order."""
    used = {line for table, columns in TABLES.items() if table in tables for line in columns}
    return [line for name, line in LINES.items() if name in used]
