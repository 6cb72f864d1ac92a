"""A question in the terminal: shown as a seed draws it, and graded."""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from quiz.cli.content.files import bank_files, media_of
from quiz.cli.terminal import fail, print_message, show
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.errors import BankError
from quiz.domain.errors import say as message
from quiz.domain.questions import Question
from quiz.domain.questions.base import AnswerError, Passage, Variant, verdict
from quiz.domain.rendering import fill, fill_code, pieces, plain, render
from quiz.language import localizer, terminal_language
from quiz.platform.paths import QUESTIONS

VERDICTS = {"right": message("right"), "partly": message("partly right"), "wrong": message("wrong")}


@click.command("try")
@click.argument("name", metavar="BANK:ID")
@click.option("--seed", default="1", show_default=True, help="The same seed draws the same values and order.")
@click.option("--answer", "answers", multiple=True, metavar="[INPUT=]VALUE", help="What to grade; may be repeated.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The bank's file.")
def try_question(name: str, seed: str, answers: tuple[str, ...], path: Path | None) -> None:
    """Show a question in the terminal and, with --answer, grade an answer. Exit status 1 when it can't be graded."""
    bank, colon, identity = name.partition(":")
    if not colon:
        fail("%(name)s names no question. Write BANK:ID, for example 2024-01:serving-plan.", name=repr(name))
    question = _find(path or QUESTIONS / f"{bank}.yaml", identity)
    variant = question.draw(random.Random(f"{seed}/{bank}/{identity}"))
    language = terminal_language()
    _show_question(question, variant, language)
    if answers:
        _grade(question, variant, answers, language)
    else:
        print_message("A solution: %(answer)s", answer=written(question.solution_in(variant, language)))


def _find(path: Path, identity: str) -> Question:
    from quiz.domain.bank_format.series import read_series
    from quiz.services.content.publishing import SERIES_FILE

    if not path.is_file():
        fail("There is no bank %(path)s.", path=path)
    files = {Path(file.name).name: file for file in bank_files([path], with_series=True)}
    try:
        series = read_series(files[SERIES_FILE].raw)
        bank = read_bank(path.read_bytes(), path.name, series, media_of([path]).size)
    except BankError as error:
        show(error.problems, "text")
        sys.exit(1)
    found = next((question for question in bank.questions if question.id == identity), None)
    if found is None:
        known = ", ".join(question.id for question in bank.questions)
        fail("%(path)s has no question %(id)s; it has %(known)s", path=path.name, id=repr(identity), known=known)
    return found


def _show_question(question: Question, variant: Variant, language: str) -> None:
    rendered = {
        passage.name: render(
            passage.text[language], inline=passage.inline, values=question.has_values(), gaps=passage.gaps
        )
        for passage in question.passages()
        if passage.shown and not passage.code
    }
    show_question(question, variant, language, rendered)


def show_question(question: Question, variant: Variant, language: str, rendered: Mapping[str, str]) -> None:
    """Print a question: its passages, whose HTML is ``rendered`` by name, and its inputs with the options as shown."""
    passages = {
        passage.name: _said(passage, rendered.get(passage.name, ""), variant, language)
        for passage in question.passages()
        if passage.shown
    }
    click.echo(f"{passages.pop('prompt')}\n")
    for text_name, text in passages.items():
        click.echo(f"  {text_name}: {text}")
    for wanted in question.inputs():
        options = f" ({', '.join(variant.shown(wanted))})" if wanted.options else ""
        click.echo(f"  → {wanted.name}{options}")
    click.echo()


def _said(passage: Passage, rendered: str, variant: Variant, language: str) -> str:
    """The words of a passage, its gaps as their author wrote them."""
    if passage.code:
        return f"\n\n{fill_code(passage.text[language], variant.values)}"
    cut = pieces(fill(rendered, variant.values, language))
    return " ".join(f"{plain(words)} [[{gap}]]" if gap else plain(words) for words, gap in cut).strip()


def _grade(question: Question, variant: Variant, answers: Sequence[str], language: str) -> None:
    speak = localizer(language)
    try:
        answer = question.parse(_raw(question, answers))
    except AnswerError as error:
        if error.code == "too_long":
            fail("%(input)s takes at most %(limit)d characters.", input=error.value, limit=error.limit)
        if error.code == "marks":
            fail("In %(input)s a letter has more than %(limit)d accents.", input=error.value, limit=error.limit)
        fail("%(value)s does not fit the question's inputs.", value=repr(error.value))
    notice = question.notice(variant, answer)
    if notice is not None:
        fail(notice.template, **notice.values)
    score = question.judge(variant, answer)
    word = VERDICTS[verdict(score.fraction)].said(speak)
    if score.fraction in (0, 1):
        click.echo(word)
    else:
        print_message("%(verdict)s: %(fraction)s of the points", verdict=word, fraction=score.fraction)
    if score.understood:
        print_message("understood as %(text)s", text=score.understood)
    texts = {passage.name: passage.text[language] for passage in question.passages()}
    for passage_name in [name for name in (*score.feedback, "explanation") if name in texts]:
        rendered = render(texts[passage_name], values=question.has_values())
        click.echo(f"  {plain(fill(rendered, variant.values, language))}")


def _raw(question: Question, answers: Sequence[str]) -> Mapping[str, list[str]]:
    """``INPUT=VALUE`` pairs by input; a bare value goes to the question's first input."""
    inputs = question.inputs()
    raw: dict[str, list[str]] = {}
    for given in answers:
        name, equals, value = given.partition("=")
        if not equals or name not in {wanted.name for wanted in inputs}:
            name, value = inputs[0].name, given
        raw.setdefault(name, []).append(value)
    return raw


def written(answer: Mapping[str, Sequence[str]]) -> str:
    """An answer on one line."""
    return ", ".join(f"{name}={value}" for name, values in answer.items() for value in values)
