"""What a page says of a learner who may need help: the reason, what to do, and the message in their language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from quiz.domain.classes.needs_help import RULES, Need, Rule
from quiz.domain.errors import Message, say
from quiz.language import localizer
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview.help import InClass
from quiz.web.request import request_context
from quiz.web.templating.dates import moment_in
from quiz.web.templating.filters import localize
from quiz.web.templating.zones import zone_in

TITLES: Mapping[Rule, Message] = {
    "overdue": say("Late with an assignment"),
    "never_began": say("Not begun"),
    "stalled": say("No answers for a while"),
    "sure_wrong": say("Sure, and wrong"),
    "low_scores": say("Low scores in assignments"),
    "misconception": say("The same misconception again"),
    "fading": say("Likely forgotten"),
}
REASONS: Mapping[str, Message] = {
    "overdue": say("“%(about)s” was due on %(due)s and is not submitted."),
    "overdue_several": say("%(count)s assignments are late. The first, “%(about)s”, was due on %(due)s."),
    "never_began": say("No answer yet, on day %(days)s after joining."),
    "never_began_due": say("No answer yet, on day %(days)s after joining. “%(about)s” is due on %(due)s."),
    "stalled": say("No answer for %(days)s days. “%(about)s” is due on %(due)s."),
    "sure_wrong": say("Wrong in %(count)s of %(total)s answers that were given as sure."),
    "sure_wrong_about": say("Wrong in %(count)s of %(total)s answers that were given as sure, most often: %(about)s"),
    "low_scores": say("%(count)s%% on average in %(total)s assignments."),
    "low_scores_missed": say(
        "%(count)s%% on average in %(total)s assignments, of which %(days)s were not submitted and count as 0."
    ),
    "misconception": say("The same misconception in %(count)s of %(total)s answers, on several days: %(about)s"),
    "fading": say("Of %(total)s questions that were learnt, %(count)s are likely forgotten by now."),
}
SUGGESTIONS: Mapping[Rule, Message] = {
    "overdue": say("Ask what is in the way; agree on a day."),
    "never_began": say("Say hello and name a first step."),
    "stalled": say("Ask how it goes."),
    "sure_wrong": say("Look at one of these answers together."),
    "low_scores": say("Look at one of these assignments together; agree on what to repeat first."),
    "misconception": say("Point to the study note, then discuss one of the questions."),
    "fading": say("A short review each day, of about 8 questions."),
}
MESSAGES: Mapping[str, Message] = {
    "overdue": say(
        "Hello, “%(about)s” was due on %(due)s. If you are stuck somewhere, write to me: we will find a way together."
    ),
    "never_began": say(
        "Hello, welcome to %(class_name)s. The first question takes a minute. Write to me if anything is unclear."
    ),
    "stalled": say(
        "Hello, I have not seen an answer of yours for %(days)s days. “%(about)s” is due on %(due)s. How is it going?"
    ),
    "sure_wrong": say(
        "Hello, some of the answers you were sure of were wrong. That happens to all of us, and such answers are worth "
        "a second look. Have a look at the explanations, and ask me about what surprises you."
    ),
    "low_scores": say(
        "Hello, the last assignments did not go as well as they could. Let us look at one of them together, and find "
        "out where to begin. When would it suit you?"
    ),
    "misconception": say(
        "Hello, this came up in several of your answers: %(about)s Read the study note again, then try one of the "
        "questions once more. I am glad to explain it."
    ),
    "fading": say(
        "Hello, what you have learnt fades unless it comes back. %(count)s questions are worth repeating: a few "
        "minutes of review a day are enough."
    ),
}
ASK_ALL: Mapping[Rule, Message] = {
    "overdue": say("Hello, an assignment of yours is late. If you are stuck somewhere, write to me."),
    "never_began": MESSAGES["never_began"],
    "stalled": say(
        "Hello, I have not seen an answer of yours for a while, and something is due soon. How is it going?"
    ),
    "sure_wrong": MESSAGES["sure_wrong"],
    "low_scores": MESSAGES["low_scores"],
    "misconception": say(
        "Hello, I found something in several answers that is worth a second look. Let us talk about it."
    ),
    "fading": say("Hello, what you have learnt fades unless it comes back. A few minutes of review a day are enough."),
}
"""What is written to several at once names nothing that is one learner's."""


def known_rule(name: str) -> Rule | None:
    """The rule of that name."""
    return next((one for one in RULES if one == name), None)


def reason(one: InClass, need: Need, entered: Entered) -> str:
    """Why a learner is named, in the reader's language, with its figures; dates by the clock of the class."""
    name: str = need.rule
    if name == "overdue" and need.count > 1:
        name = "overdue_several"
    elif name == "never_began" and need.about:
        name = "never_began_due"
    elif name == "sure_wrong" and need.about:
        name = "sure_wrong_about"
    elif name == "low_scores" and need.days:
        name = "low_scores_missed"
    return localize(_filled(REASONS[name], one, need, entered, request_context.language()))


def message(one: InClass, need: Need, entered: Entered) -> str:
    """What a teacher may write to them, in the learner's language where it is known."""
    language = one.language or request_context.language()
    return _filled(MESSAGES[need.rule], one, need, entered, language).said(localizer(language))


def _filled(said: Message, one: InClass, need: Need, entered: Entered, language: str) -> Message:
    about: object = need.about
    if need.rule in ("sure_wrong", "misconception"):
        about = one.mistake.words(language) if one.mistake is not None else ""
    return Message(
        template=said.template,
        values={
            "about": about,
            "due": _due(need.due_at, language, entered.row.time_zone),
            "days": str(need.days),
            "count": str(need.count),
            "total": str(need.total),
            "class_name": entered.row.name,
        },
    )


def _due(due_at: datetime | None, language: str, zone: str) -> str:
    if due_at is None:
        return ""
    # Its reader may live in another time zone.
    return f"{moment_in(due_at, zone, language=language)} ({zone_in(due_at, language, zone)})"
