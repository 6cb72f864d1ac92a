"""A published bank as learners see it, question by question and on paper: for who may edit its series."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from quiz.platform.extensions import db
from quiz.services.authoring import published
from quiz.services.authoring.previews import PreviewedBank
from quiz.web.authoring.blueprint import bp
from quiz.web.authoring.preview import fragments, trying
from quiz.web.authoring.preview.looks import Look, look_of
from quiz.web.authoring.preview.papers import paper_of, wanted_paper
from quiz.web.request import request_context, series_context
from quiz.web.templating.filters import bank_name


@bp.route("/<series>/<bank>/preview", methods=["GET", "POST"])
def preview(bank: str) -> Any:
    """Every question of a bank as a learner sees it, with and without keys; an answer that is sent is tried."""
    of, look = _entered(bank), look_of(request.args, request.path)
    attempt = trying.sent() if request.method == "POST" else None
    if attempt is not None and trying.by_script():
        return tried(of, look, attempt)
    return render_template(
        "authoring/preview/page.html",
        bank=of.bank,
        title=title_of(of),
        look=look,
        possible=of.languages(request_context.language()),
        shown=fragments.questions(of, look, attempt),
        bench=lambda number: address("bench", of, number=number) + look.query(one=0),
        print_page=address("print_paper", of),
    )


@bp.route("/<series>/<bank>/questions/<int:number>/bench", methods=["GET", "POST"])
def bench(bank: str, number: int) -> Any:
    """One question with every answer that its bank names and the draws of its values; a script gets this part alone."""
    of, look = _entered(bank), look_of(request.args, request.path)
    attempt = trying.sent() if request.method == "POST" else None
    if attempt is not None and trying.by_script():
        return tried(of, look, attempt)
    try:
        found = fragments.bench(of, number, look, attempt)
    except IndexError:
        abort(404)
    template = "authoring/preview/bench.html" if trying.by_script() else "authoring/preview/bench_page.html"
    back = address("preview", of) + look.query(one=0) + f"#q{number}"
    return render_template(template, bank=of.bank, title=title_of(of), look=look, bench=found, back=back)


@bp.get("/<series>/<bank>/print")
def print_paper(bank: str) -> Any:
    """A quiz of the bank, or all of its questions, on paper: with or without the sheet of keys."""
    of = _entered(bank)
    wanted = wanted_paper(of, request.args)
    return render_template(
        "authoring/paper/page.html",
        bank=of.bank,
        title=title_of(of),
        wanted=wanted,
        paper=paper_of(of, wanted),
        back=address("preview", of),
    )


def tried(of: PreviewedBank, look: Look, attempt: fragments.Try) -> str:
    """The question with the verdict on an answer, alone; 404 where there is no such question."""
    if not 1 <= attempt.number <= len(of.bank.questions) or not attempt.language:
        abort(404)
    return fragments.fragment(of, look, attempt.number, attempt.language, attempt)


def address(view: str, of: PreviewedBank, **values: Any) -> str:
    """Where a page of a bank stands."""
    return url_for(f"authoring.{view}", series=of.series.series, bank=of.bank.header.bank, **values)


def title_of(of: PreviewedBank) -> str:
    """What the bank is called."""
    return str(bank_name(of.bank.header.bank))


def _entered(bank: str) -> PreviewedBank:
    """The bank in the address, for who may edit its series; to everybody else there is no such page."""
    request_context.read_first()
    person, series = request_context.account(), series_context.named()
    found = published.find(db.session, person, series, bank) if person is not None and series else None
    if found is None:
        abort(404)
    series_context.library()
    series_context.enter(found.series_id)
    return found
