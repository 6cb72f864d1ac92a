"""Commands to begin with: the smallest series, bank and question of a kind that can be published."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from quiz.cli.content.writing import put
from quiz.cli.terminal import fail, print_message, show
from quiz.domain.authoring import templates
from quiz.domain.authoring.adding import placed, with_questions
from quiz.domain.authoring.framing import Frame, frame, frame_text
from quiz.domain.authoring.next_names import next_slug
from quiz.domain.bank_format.field_messages import meant_by
from quiz.domain.bank_format.fields import LANGUAGES, BankSlug, Slug
from quiz.domain.bank_format.series import read_series
from quiz.domain.bank_format.short_forms.long_form import long_document
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import MAX_BYTES, read_yaml
from quiz.language import localizer, terminal_language

SERIES_FILE = "series.yaml"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("new")
def new() -> None:
    """Begin a series, a bank or a question: the smallest that can be published. Nothing is overwritten."""


@new.command("series")
@click.argument("slug", metavar="ID")
@click.option("--title", help="What the series is called; without it, as its id says.")
@click.option("--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="May be repeated.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where it goes; by default ./ID.")
def new_series(slug: str, title: str | None, languages: tuple[str, ...], folder: Path | None) -> None:
    """Make a folder with a series.yaml. Its language is that of the terminal unless you name others."""
    _require(slug, Slug)
    target = (folder or Path(slug)) / SERIES_FILE
    text = templates.series_text(slug, languages or (terminal_language(),), title)
    _write_new(target, text.encode())
    print_message("written: %(path)s", path=target)
    _print_next("quiz", "new", "bank", "ID", "--series-dir", str(target.parent))


@new.command("bank")
@click.argument("slug", metavar="[ID]", required=False)
@click.option("--series-dir", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", help="What the bank is about; the name of a unit.")
@click.option("--from", "source", type=FILE, metavar="SECTION.MD", help="A text in Markdown that gives the frame.")
def new_bank(slug: str | None, folder: Path | None, title: str | None, source: Path | None) -> None:
    """Make a bank in the folder of a series; without an ID the one that goes on with its last bank.

    With --from, headings become sections, and sentences that state something claims to keep, merge or strike.
    """
    folder = folder or _series_folder()
    name = slug or next_slug(path.stem for path in folder.glob("*.yaml") if path.name != SERIES_FILE)
    if name is None:
        fail("No bank here has a name that can be gone on with. Name yours: quiz new bank 2026-11")
    _require(name, BankSlug)
    target = folder / f"{name}.yaml"
    found = frame(_text_of(source), name) if source is not None else None
    text = _bank_text(name, title, found, languages_of(folder))
    _write_new(target, text.encode())
    print_message("written: %(path)s", path=target)
    if found is not None:
        claims = sum(len(section.claims) for section in found.sections)
        print_message(
            "sections: %(sections)d, claims to look at: %(claims)d", sections=len(found.sections), claims=claims
        )
    _print_next("quiz", "new", "question", "single_choice", str(target))


def _bank_text(name: str, title: str | None, found: Frame | None, languages: Sequence[str]) -> str:
    return templates.bank_text(name, title) if found is None else frame_text(found, name, languages)


@new.command("question")
@click.argument("kind")
@click.argument("file", type=FILE, required=False)
def new_question(kind: str, file: Path | None) -> None:
    """Add the smallest question of KIND to a bank, or print it where no file is named."""
    if kind not in KINDS:
        _refuse_kind(kind)
    if file is None:
        click.echo(templates.question_text(templates.template(kind, languages_of(Path.cwd()))), nl=False)
        return
    raw = _bytes_of(file)
    question = placed(templates.template(kind, languages_of(file.parent)), data_of(raw, file))
    add_to(file, raw, [question])
    if templates.shows_picture(kind):
        _put_picture(file.parent / "media" / templates.PICTURE_FILE)
    print_message("added to %(file)s: %(kind)s. Change its words, then check it:", file=file, kind=kind)
    click.echo(f"  {shlex.join(['quiz', 'check', str(file)])}")


def add_to(file: Path, raw: bytes, questions: Sequence[Mapping[str, Any]]) -> None:
    """Add questions to the bank in ``file``, which holds ``raw``; ends with a message where that can't be done."""
    try:
        put(file, with_questions(raw, questions))
    except SourceEditError as error:
        speak = localizer(terminal_language())
        line, column = error.place
        fail(
            "%(file)s:%(line)d:%(column)d: %(message)s; %(remedy)s. Nothing was written.",
            file=file,
            line=line,
            column=column,
            message=error.message.said(speak),
            remedy=error.remedy.said(speak),
        )


def data_of(raw: bytes, file: Path) -> dict[str, Any]:
    """The plain data of a bank's file, written out; ends with its problems where it can't be read as YAML."""
    try:
        data = long_document(read_yaml(raw, str(file)), languages_of(file.parent)).data
    except BankError as error:
        show(error.problems, "text")
        fail("%(file)s can't be read. Nothing was written.", file=file)
    if not isinstance(data, dict):
        fail("%(file)s holds no bank. Nothing was written.", file=file)
    return data


def languages_of(folder: Path) -> tuple[str, ...]:
    """The languages of the series in a folder; that of the terminal where it holds none that can be read."""
    path = folder / SERIES_FILE
    try:
        return read_series(path.read_bytes()).languages if path.is_file() else (terminal_language(),)
    except BankError:
        return (terminal_language(),)


def _series_folder() -> Path:
    """The folder of the series that is meant: this one, or the only one below it."""
    here = Path()
    if (here / SERIES_FILE).is_file():
        return here
    below = sorted(path.parent for path in here.glob(f"*/{SERIES_FILE}"))
    if len(below) == 1:
        return below[0]
    if below:
        fail(
            "Several folders here hold a series: %(folders)s. Name one with --series-dir.",
            folders=", ".join(map(str, below)),
        )
    fail("There is no series.yaml here. Name its folder with --series-dir, or make one: quiz new series ID")


def _require(name: str, form: Any) -> None:
    """End with what an id looks like where ``name`` is none of that ``form``."""
    from pydantic import TypeAdapter, ValidationError

    from quiz.domain.bank_format.field_messages import words_of

    try:
        TypeAdapter(form).validate_python(name)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        speak = localizer(terminal_language())
        _, message, remedy = words_of(detail["type"], ("id",), detail)
        fail("%(message)s; %(remedy)s", message=message.said(speak), remedy=remedy.said(speak))


def _refuse_kind(kind: str) -> NoReturn:
    meant = meant_by(kind, list(KINDS)).said(localizer(terminal_language()))
    fail("There is no kind %(kind)s; %(meant)s", kind=repr(kind), meant=meant)


def _write_new(path: Path, raw: bytes) -> None:
    """Write a file that is not there yet; ends with a message where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(raw)
    except FileExistsError:
        fail("%(path)s is there already. Nothing was written.", path=path)


def _put_picture(path: Path) -> None:
    if not path.exists():
        _write_new(path, templates.PICTURE)
        print_message("written: %(path)s", path=path)


def _bytes_of(file: Path) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        fail("%(file)s is larger than %(limit)d bytes.", file=file, limit=MAX_BYTES)
    return file.read_bytes()


def _text_of(file: Path) -> str:
    """The text of a file in UTF-8; ends with a message where it is in another encoding."""
    try:
        return _bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        fail("%(file)s is not in UTF-8. Save it as UTF-8.", file=file)


def _print_next(*words: str) -> None:
    print_message("Next: %(command)s", command=shlex.join(words))
