"""Commands for reviews: how well they were predicted, and which parameters fit a learner better."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import fail, fit, print_message, ready_app
from quiz.domain import errors
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.domain.predicting.fitting import Fit
    from quiz.domain.predicting.predictions import Interval, Reliability
    from quiz.services.review.predicting.evaluation import Evaluation, Method

METHODS: dict[Method, errors.Message] = {
    "stored": errors.say("stored predictions (FSRS-6)"),
    "constant": errors.say("constant"),
    "leitner": errors.say("Leitner"),
}
METHOD_HEADS = (errors.say("method"), errors.say("Brier"), errors.say("log loss"), errors.say("RMSE (bins)"))
BIN_HEADS = (errors.say("predicted"), errors.say("reviews"), errors.say("mean"), errors.say("share right"))
METHOD_WIDTHS = (29, 21, 21, 0)
BIN_WIDTHS = (12, 9, 7, 0)


@click.group()
def review() -> None:
    """Reviews and their predictions."""


@review.command("evaluate")
@click.option("--account", "name", metavar="NAME", help="Only the reviews of this account.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def evaluate_command(name: str | None, form: str) -> None:
    """Hold predictions of recall against what came, beside two simple ways of predicting. Writes nothing."""
    from quiz.platform.extensions import db as store
    from quiz.services.review.predicting.evaluation import evaluate
    from quiz.storage.database import read_only

    app = ready_app()
    with app.app_context():
        read_only(store.session)
        found = evaluate(store.session, None if name is None else _named(name)[0])
    if form == "json":
        click.echo(json.dumps(asdict(found), indent=2))
    elif not found.compared:
        print_message("There are too few reviews to judge predictions: %(count)d.", count=found.reviews)
    else:
        _show(found)


@review.command("fit")
@click.option("--account", "name", metavar="NAME", help="Only for this account.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def fit_command(name: str | None, form: str) -> None:
    """Fit parameters to each learner with 400 reviews or more, and use them where they predict later ones better.

    They are fitted to the first four fifths; the log loss of the rest stands beside that of the usual ones.
    """
    from quiz.services.review.predicting.optimizer import is_installed

    app = ready_app()
    if not is_installed():
        fail("The optimiser is not installed. Install it into the app's environment: pip install fsrs-rs-python==0.9.3")
    with app.app_context():
        found = _fits(name)
        if form == "json":
            _show_fits_as_json(found)
        else:
            _show_fits(found)


def _fits(name: str | None) -> Iterator[tuple[str, Fit]]:
    """The name of each learner with enough reviews, or of one account, and what was fitted and kept; one by one."""
    from quiz.domain.predicting.fitting import fit
    from quiz.platform.extensions import db as store
    from quiz.services.review.predicting.fits import keep
    from quiz.services.review.predicting.histories import candidates, history
    from quiz.services.review.predicting.optimizer import optimise
    from quiz.storage.database import read_only

    read_only(store.session)
    asked = candidates(store.session) if name is None else [_named(name)]
    for account_id, learner in asked:
        # Nobody waits while parameters are fitted, and no snapshot of the store is kept from learner to learner.
        store.session.rollback()
        read_only(store.session)
        fitted = fit(history(store.session, account_id), optimise)
        store.session.rollback()
        if fitted is not None:
            keep(store.session, account_id, fitted, now=datetime.now(UTC))
            store.session.commit()
            yield learner, fitted


def _named(name: str) -> tuple[int, str]:
    """The number and the name of an account; ends with a message where there is none."""
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import find_named

    found = find_named(store.session, name)
    if found is None:
        fail("There is no account named %(name)s.", name=name)
    return found.id, str(found.name)


def _show_fits(found: Iterator[tuple[str, Fit]]) -> None:
    from quiz.domain.predicting.fitting import ENOUGH

    fitted = None
    for learner, fitted in found:
        values = {"name": learner, "reviews": fitted.reviews, "held_out": fitted.held_out}
        values |= {"usual": f"{fitted.loss_default:.4f}", "fitted": f"{fitted.loss_fitted:.4f}"}
        if fitted.used:
            print_message(
                "%(name)s: reviews: %(reviews)d. Log loss of the last %(held_out)d: %(usual)s by the usual parameters, "
                "%(fitted)s by fitted ones, which predict better.",
                **values,
            )
        else:
            print_message(
                "%(name)s: reviews: %(reviews)d. Log loss of the last %(held_out)d: %(usual)s by the usual parameters, "
                "%(fitted)s by fitted ones, which predict no better.",
                **values,
            )
    if fitted is None:
        print_message("There are too few reviews to fit parameters to: it takes %(count)d of a learner.", count=ENOUGH)


def _show_fits_as_json(found: Iterator[tuple[str, Fit]]) -> None:
    fits = [{"account": learner, **asdict(fitted), "used": fitted.used} for learner, fitted in found]
    click.echo(json.dumps(fits, ensure_ascii=False, indent=2))


def _show(found: Evaluation) -> None:
    print_message(
        "reviews: %(reviews)d, learners: %(learners)d, not compared, as they came within a day: %(within)d",
        reviews=found.reviews,
        learners=found.learners,
        within=found.within_a_day,
    )
    speak = localizer(terminal_language())
    click.echo()
    _line([head.said(speak) for head in METHOD_HEADS], METHOD_WIDTHS)
    for method, label in METHODS.items():
        _line([label.said(speak), *_figures(found.compared[method])], METHOD_WIDTHS)
    click.echo()
    _line([head.said(speak) for head in BIN_HEADS], BIN_WIDTHS)
    for one in found.compared["stored"].bins:
        right = f"{one.right:.3f} {_between(one.interval)}"
        _line([f"{one.lower:.2f}–{one.upper:.2f}", str(one.count), f"{one.predicted:.3f}", right], BIN_WIDTHS)


def _figures(found: Reliability) -> list[str]:
    brier = f"{found.brier:.4f} {_between(found.brier_interval)}"
    return [brier, f"{found.log_loss:.4f} {_between(found.log_loss_interval)}", f"{found.rmse:.4f}"]


def _between(interval: Interval) -> str:
    return f"({interval.low:.3f}–{interval.high:.3f})"


def _line(cells: list[str], widths: tuple[int, ...]) -> None:
    click.echo(" ".join(fit(cell, width) if width else cell for cell, width in zip(cells, widths, strict=True)))
