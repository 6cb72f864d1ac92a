"""What a teacher sees of a class: who needs help, what is known, misconceptions, progress over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request

from quiz.domain.classes.heat import Show
from quiz.domain.classes.needs_help import RULES, window
from quiz.platform.extensions import db
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import columns, heat_map, help, misconceptions, mistakes, progress
from quiz.services.classes.overview.columns import Map
from quiz.services.classes.overview.heat_map import Named
from quiz.services.classes.overview.help import InClass
from quiz.services.classes.overview.mistakes import Mistakes
from quiz.web.classes import help_words
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import request_context, series_context
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize_entry
from quiz.web.templating.paging import PAGE, paging, sought

FIRST = 12
"""Learners in the map on the first page of a class; and in the list of who may need help."""
FEW = 3
"""Misconceptions on it."""


def page(found: Entered) -> Any:
    """The first page of a class for those who teach it."""
    known = columns.find(db.session, found.id, series_context.library())
    wrong, learners = look(found, known)
    # In a class that is over nobody is late, and nothing can be sent.
    needy = [] if found.archived else help.in_need(learners)
    shown = [Named(member=one.member, account=one.account, name=one.name) for one in learners[:FIRST]]
    return render_template(
        "classes/overview.html",
        entered=found,
        map=known,
        window=window(known.begun).days,
        lowest=columns.lowest(known, len(learners)),
        learners=len(learners),
        needy=needy,
        first=FIRST,
        whole_list="needs" in request.args,
        words=help_words,
        by_rule=_by_rule(needy),
        rows=heat_map.rows(db.session, known, shown),
        wrong=wrong.ranked()[:FEW],
    )


def _by_rule(needy: Sequence[InClass]) -> dict[str, int]:
    """The rules that hold for several learners, with how many."""
    counts = Counter(need.rule for one in needy for need in one.needs)
    return {rule: counts[rule] for rule in RULES if counts[rule] > 1}


def look(found: Entered, known: Map) -> tuple[Mistakes, list[InClass]]:
    """What a class got wrong of late, and its learners with what they may need."""
    now = request_context.now()
    wrong = mistakes.find(db.session, found, known, request_context.language(), now=now)
    return wrong, help.find(db.session, found, wrong, now=now)


@bp.get("/classes/<int:number>/map")
def knowledge(number: int) -> Any:
    """All learners of a class with what each knows of every section, or of the objectives of one bank."""
    found = entered(number, "see_learners")
    show: Show = "known" if request.args.get("show") == "known" else "mastered"
    known = columns.find(db.session, found.id, series_context.library(), whole(request.args.get("by")), show)
    named, column, falling = sought(), request.args.get("sort", "name"), request.args.get("dir") == "desc"
    column = column if column == "all" or known.column(column) else "name"
    every = heat_map.learners(db.session, found, named, localize_entry)
    here = paging(len(every), PAGE)
    ordered = heat_map.in_order(db.session, found, known, every, column, falling=falling)
    return render_template(
        "classes/map.html",
        entered=found,
        map=known,
        rows=heat_map.rows(db.session, known, ordered[here.offset : here.offset + here.size]),
        column=column,
        falling=falling,
        named=named,
        paging=here,
    )


@bp.get("/classes/<int:number>/misconceptions")
def wrong(number: int) -> Any:
    """What wrong answers of a class speak of, and what to teach again."""
    found = entered(number, "see_learners")
    known = columns.find(db.session, found.id, series_context.library())
    language = request_context.language()
    seen = mistakes.find(db.session, found, known, language, now=request_context.now())
    ranked = seen.ranked()
    here = paging(len(ranked), FIRST)
    every = heat_map.learners(db.session, found, "", localize_entry)
    return render_template(
        "classes/misconceptions.html",
        entered=found,
        window=window(known.begun).days,
        found=misconceptions.find(db.session, known, ranked[here.offset : here.offset + here.size], language),
        paging=here,
        begun=known.begun,
        names={one.account: one for one in every},
        learners=len(every),
    )


@bp.get("/classes/<int:number>/progress")
def over_time(number: int) -> Any:
    """How the learners of a class are spread, and how that moved over weeks."""
    found = entered(number, "see_learners")
    known = columns.find(db.session, found.id, series_context.library())
    if not known.series:
        abort(404)
    return render_template(
        "classes/progress.html",
        entered=found,
        map=known,
        progress=progress.find(db.session, found, known, now=request_context.now()),
    )
