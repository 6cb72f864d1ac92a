"""A bank as learners see it, question by question and on paper: the draft of who is here, else what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Problem, say
from quiz.platform.extensions import db
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.previewing import drafted, published
from quiz.services.authoring.previews import PreviewedBank
from quiz.web.authoring.blueprint import bp, opened
from quiz.web.authoring.forms.ways import ways
from quiz.web.authoring.pictures.pages import waits_at
from quiz.web.authoring.pictures.sent import known_pictures
from quiz.web.authoring.preview import fragments, trying
from quiz.web.authoring.preview.looks import Look, look_of
from quiz.web.authoring.preview.papers import paper_of, wanted_paper
from quiz.web.request import request_context, series_context
from quiz.web.request.access import learner
from quiz.web.templating.filters import bank_name, localize, text


@dataclass(frozen=True, kw_only=True)
class Entered:
    """The bank that a page is about, with the draft that who is here has of it; ``is_draft`` says which is shown.

    ``errors`` are those of the draft: the questions that have them are not shown.
    """

    of: PreviewedBank
    draft: Draft
    is_draft: bool
    errors: Sequence[Problem] = ()


@bp.route("/<series>/<bank>/preview", methods=["GET", "POST"])
def preview(bank: str) -> Any:
    """Every question of a bank as a learner sees it, with and without keys; an answer that is sent is tried."""
    look = look_of(request.args, request.path)
    found = entered(bank, look.of)
    of = found.of
    attempt = trying.sent() if request.method == "POST" else None
    if attempt is not None and trying.by_script():
        return tried(of, look, attempt)
    return render_template(
        "authoring/preview/page.html",
        **_around(found),
        look=look,
        possible=of.languages(request_context.language()),
        last=max(of.numbered),
        shown=fragments.questions(of, look, attempt),
        bench=lambda number: address("bench", of, number=number) + look.query(one=0),
        print_page=address("print_paper", of) + Look(of=look.of).query(),
    )


@bp.route("/<series>/<bank>/questions/<int:number>/bench", methods=["GET", "POST"])
def bench(bank: str, number: int) -> Any:
    """One question with every answer that its bank names and the draws of its values; a script gets this part alone."""
    look = look_of(request.args, request.path)
    found = entered(bank, look.of)
    of = found.of
    attempt = trying.sent() if request.method == "POST" else None
    if attempt is not None and trying.by_script():
        return tried(of, look, attempt)
    try:
        shown = fragments.bench(of, number, look, attempt)
    except IndexError:
        abort(404)
    template = "authoring/preview/bench.html" if trying.by_script() else "authoring/preview/bench_page.html"
    back = address("preview", of) + look.query(one=0) + f"#q{number}"
    return render_template(template, **_around(found), look=look, bench=shown, back=back)


@bp.get("/<series>/<bank>/print")
def print_paper(bank: str) -> Any:
    """A quiz of the bank, or all of its questions, on paper: with or without the sheet of keys."""
    look = look_of(request.args, request.path)
    found = entered(bank, look.of)
    wanted = wanted_paper(found.of, request.args)
    return render_template(
        "authoring/paper/page.html",
        **_around(found),
        look=look,
        wanted=wanted,
        paper=paper_of(found.of, wanted),
        back=address("preview", found.of) + Look(of=look.of).query(),
        kept_pairs=Look(of=look.of).pairs(),
    )


def tried(of: PreviewedBank, look: Look, attempt: fragments.Try) -> str:
    """The question with the verdict on an answer, alone; 404 where there is no such question."""
    if attempt.number not in of.numbered or not attempt.language:
        abort(404)
    return fragments.fragment(of, look, attempt.number, attempt.language, attempt)


def address(view: str, of: PreviewedBank, **values: Any) -> str:
    """Where a page of a bank stands."""
    return url_for(f"authoring.{view}", series=of.series.series, bank=of.bank.header.bank, **values)


def title_of(of: PreviewedBank) -> str:
    """What the bank is called, also where it was never published."""
    name = bank_name(of.bank.header.bank)
    title = of.bank.header.title
    return text(title) if title is not None and name == of.bank.header.bank else name


def entered(bank: str, wanted: str = "") -> Entered:
    """The draft that who is here has of the bank in the address, as far as it can be shown; else, or where it is
    ``published`` that is wanted, the bank as it is published. To who may not edit the series there is no such page.

    A draft of which nothing can be shown, of a bank that was never published, leads to what has to be corrected.
    """
    draft = opened(bank)
    series_context.enter(draft.series_id)
    of, errors = _draft(draft) if draft.is_kept and draft.is_bank and wanted != "published" else (None, ())
    shown = of or published.find(db.session, learner(), draft.series, bank)
    if shown is None and draft.is_kept and draft.is_bank:
        flash(localize(say("Correct this first: then you see the questions as learners do.")))
        abort(redirect(url_for("authoring.publish", series=draft.series, bank=bank), 303))
    return Entered(of=shown or abort(404), draft=draft, is_draft=of is not None, errors=errors)


def _draft(draft: Draft) -> tuple[PreviewedBank | None, Sequence[Problem]]:
    return drafted.find(db.session, draft, known_pictures(draft).shown_at(waits_at(draft)))


def _around(found: Entered) -> dict[str, Any]:
    """What stands on every page of a bank; a question leads to its form where that has it under the same number."""

    def edit(number: int) -> str:
        return address("question", found.of, number=number)

    return {
        "bank": found.of.bank,
        "title": title_of(found.of),
        "draft": found.draft,
        "is_draft": found.is_draft,
        "errors": found.errors if found.is_draft else (),
        "ways": ways,
        "edit": edit if found.is_draft or not found.draft.is_kept else None,
    }
