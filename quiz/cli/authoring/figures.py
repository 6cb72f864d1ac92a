"""The command that counts what banks hold."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quiz.cli.content.files import bank_files, every_file, given_series
from quiz.cli.terminal import fail, print_message, ready_app, show, translate
from quiz.domain.errors import BankError

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.domain.authoring.counting import DrawFigures, Figures, QuizFigures


@click.command("stats")
@click.argument("banks", nargs=-1, required=True, metavar="BANK|FILE|FOLDER...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def stats(banks: tuple[str, ...], form: str) -> None:
    """Count what each BANK holds, a file or one that is published, and what its quizzes draw from.

    Exit status 1 where a bank can't be counted.
    """
    found = [figures for name in banks for figures in _figures(name)]
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for number, one in enumerate(found):
        if number:
            click.echo()
        _print(one)


def _figures(name: str) -> Iterator[Figures]:
    path = Path(name)
    if path.exists():
        yield from (_of_file(file) for file in every_file([path]) if _is_bank(file))
    else:
        yield _of_published(name)


def _is_bank(path: Path) -> bool:
    from quiz.services.content.checking import apart

    _, banks = apart(bank_files([path]))
    return os.path.relpath(path) in {file.name for file in banks}


def _of_file(path: Path) -> Figures:
    """The figures of a file, of what can be read of it: it may have errors."""
    from quiz.domain.authoring.counting import figures_of
    from quiz.domain.bank_format.bank import read_parts

    name = os.path.relpath(path)
    try:
        series = given_series([path])
        header, questions = read_parts(path.read_bytes(), name, series)
    except BankError as error:
        show(error.problems, "text", err=True)
        fail("%(file)s can't be counted.", file=name)
    if header is None:
        fail("%(file)s can't be counted: mend its header first. quiz check shows what is wrong.", file=name)
    return figures_of(header, questions, series.languages)


def _of_published(name: str) -> Figures:
    from quiz.platform.extensions import db as store
    from quiz.services.authoring.comparing.published_figures import find
    from quiz.services.content.named import Unknown
    from quiz.storage.database import read_only

    with ready_app().app_context():
        read_only(store.session)
        try:
            return find(store.session, name)
        except Unknown as unknown:
            fail(unknown.message.template, **unknown.message.values)


def _plain(figures: Figures) -> dict[str, Any]:
    plain = {**asdict(figures), "points": str(figures.points)}
    plain["quizzes"] = [_plain_quiz(quiz) for quiz in figures.quizzes]
    return plain


def _plain_quiz(quiz: QuizFigures) -> dict[str, Any]:
    lines = [{**asdict(line), "draw": line.draw.model_dump(mode="json", exclude_defaults=True)} for line in quiz.lines]
    return {**asdict(quiz), "missing": quiz.missing, "lines": lines}


def _print(figures: Figures) -> None:
    from quiz.domain.authoring.counting import GROUPS

    print_message(
        "%(bank)s: questions: %(questions)d, points: %(points)s, ideas: %(ideas)d",
        bank=figures.bank,
        questions=figures.questions,
        points=f"{float(figures.points):g}",
        ideas=figures.ideas,
    )
    for group, words in GROUPS.items():
        _print_counts(translate(words.template), figures.counts[group])
    for quiz in figures.quizzes:
        _print_quiz(quiz)
    if figures.quizzes and figures.unasked:
        print_message("in no quiz: %(ids)s", ids=", ".join(figures.unasked))


def _print_counts(words: str, counts: Mapping[str, int]) -> None:
    if counts:
        listed = ", ".join(f"{name or translate('none')} {count}" for name, count in counts.items())
        click.echo(f"  {words}: {listed}")


def _print_quiz(quiz: QuizFigures) -> None:
    print_message(
        "  quiz %(quiz)s (%(mode)s): asks %(takes)d of %(questions)d",
        quiz=quiz.id,
        mode=quiz.mode,
        takes=quiz.takes,
        questions=quiz.questions,
    )
    for line in quiz.lines:
        _print_line(line)


def _print_line(line: DrawFigures) -> None:
    given = line.draw.model_dump(mode="json", exclude_defaults=True, exclude={"count"})
    drawn = ", ".join(f"{name}: {_listed(value)}" for name, value in given.items()) or translate("all questions")
    values = {"drawn": drawn, "takes": line.takes, "ideas": line.ideas, "missing": line.missing}
    if line.missing:
        print_message("    %(takes)d of %(ideas)d: %(drawn)s; short by %(missing)d", **values)
    else:
        print_message("    %(takes)d of %(ideas)d: %(drawn)s", **values)


def _listed(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
