"""The words of classes: what roles are called, and why something can't be done."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.errors import Message, say

ROLES: Mapping[str, Message] = {
    "owner": say("Owner"),
    "teacher": say("Teacher"),
    "assistant": say("Assistant"),
    "learner": say("Learner"),
    "admin": say("Administrator"),
}

_UNSEEN = say("Leave out what nobody sees, such as zero-width spaces and direction marks.")
FAULTS: Mapping[str, tuple[str, Message]] = {
    "name": ("name", say("Write a name of at most 80 characters.")),
    "unseen": ("name", _UNSEEN),
    "term_unseen": ("term", _UNSEEN),
    "term": ("term", say("Use at most 40 characters.")),
    "marks": ("name", say("Use at most 8 accents on one letter.")),
    "series": ("series", say("Choose at least one series.")),
    "zone": ("time_zone", say("Choose a time zone from the list.")),
    "dates": ("first", say("Choose both days, at most ten years apart.")),
    "years": ("first", say("A date of an assignment would lie outside the years 2000 to 2100. Choose other days.")),
    "nobody": ("person", say("Nobody has this name. Write it as on their account page.")),
    "no_teacher": (
        "person",
        say("This account is a learner’s, so it can only assist. An admin can make it a teacher’s."),
    ),
    "role": ("role", say("Choose a role.")),
    "in_class": ("person", say("This person is in the class already.")),
    "last_owner": ("role", say("A class needs an owner. Make somebody else an owner first.")),
    "group": ("group", say("Write a name of at most 60 characters.")),
    "taken": ("group", say("Another group has this name.")),
    "made_late": (
        "group",
        say("Nothing is changed: what somebody of this group submitted in time would be late without its exception."),
    ),
    "shown": ("shown", say("Use 2 to 30 letters and digits; spaces, periods and hyphens are allowed between them.")),
    "shown_taken": ("shown", say("Somebody else in this class has this name. Choose another one.")),
    "chosen": ("members", say("Tick at least one learner.")),
    "text": ("text", say("Write a message.")),
    "long": ("text", say("Use at most 2,000 characters.")),
    "confirm": ("typed", say("This is not the name of the class. Write it exactly as it stands above.")),
    "code": ("code", say("No class lets learners in by this code. Look at it again, or ask your teacher.")),
    "too_large": ("roster", say("This file is larger than a megabyte. Split it in two.")),
    "encoding": ("roster", say("This is no text file that can be read. Save the list as CSV in UTF-8.")),
    "too_many": ("roster", say("The list is too long. Split it: at most 2,000 lines at once.")),
    "quotes": ("roster", say('A quotation mark is not closed. Look for a lone " and remove it.')),
    "empty": ("roster", say("Choose a file, or paste a list with one name on each line.")),
    "too_many_passwords": (
        "roster",
        say("The app makes 100 passwords at once. Use recovery codes for a longer list, or split it."),
    ),
    "taken_meanwhile": ("roster", say("Somebody has taken one of these names meanwhile. Look at the list again.")),
}
"""For each code of a ``ClassError`` the field that it is about, and what to do."""
