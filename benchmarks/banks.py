"""Banks for measuring, made of the real ones: one of so many questions, one month with a quiz of ten."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import QUESTIONS
from quiz.services.content.publishing import SERIES_FILE, BankFile

MONTH = "2024-02"
QUIZ = f"{MONTH}/ten"
TEN = 10

_ANCHOR = re.compile(r" *\{#[a-z0-9-]+\}")
_NAMED = ("claims", "read_again")

_TEN = """quizzes:
  - id: ten
    title: {ko: "열 문항", en: "Ten questions"}
    mode: exam
    draw: [{count: 10}]
    minutes: 20
"""


class _Dumper(yaml.CSafeDumper):
    """Writes a value anew wherever it is used: anchors and aliases are errors in a bank."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def month_files() -> list[BankFile]:
    """The packaged banks, a quiz of ten questions added to the one of ``MONTH``."""
    files = []
    for path in sorted(QUESTIONS.glob("*.yaml")):
        raw = path.read_bytes()
        if path.stem == MONTH:
            raw = raw.replace(b"quizzes:\n", _TEN.encode(), 1)
        files.append(BankFile(name=path.name, raw=raw))
    return files


def many_months(years: int) -> list[BankFile]:
    """The packaged banks, and the same ones again in the months of later years: ``years`` times the six months."""
    files = month_files()
    later = [
        BankFile(name=file.name.replace("2024", year), raw=file.raw.replace(b"2024-0", year.encode() + b"-0"))
        for year in map(str, range(2025, 2024 + years))
        for file in files
        if file.name != SERIES_FILE
    ]
    return files + later


def corrected_month() -> BankFile:
    """The bank of ``MONTH``, every question explained anew and the key of its single choices moved on by one option."""
    (file,) = (file for file in month_files() if file.name == f"{MONTH}.yaml")
    bank = read_yaml(file.raw, file.name).data
    questions = [_corrected(question) for question in bank["questions"]]
    text = yaml.dump(
        {**bank, "questions": questions}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return BankFile(name=file.name, raw=text.encode())


def _corrected(question: dict[str, Any]) -> dict[str, Any]:
    question = {**question, "explanation": _marked(question["explanation"], "again")}
    if question["kind"] != "single_choice":
        return question
    options = question["options"]
    keys = [one.get("correct", "false") for one in options]
    moved = [{**one, "correct": key} for one, key in zip(options, keys[-1:] + keys[:-1], strict=True)]
    return {**question, "options": moved}


def write_bank(folder: Path, count: int) -> Path:
    """A bank of ``count`` questions in ``folder``, beside the series that it belongs to.

    The questions of the packaged banks are taken in turn, so the kinds stand in their real mix. Each gets an id of its
    own and a word in its prompt and explanation that no other has. Options, formulas and expressions come back about
    eight times: what is kept of a formula once it is read serves again, as it does between the two languages.
    """
    months = [read_yaml(path.read_bytes(), path.name).data for path in sorted(QUESTIONS.glob("2*.yaml"))]
    in_turn = itertools.zip_longest(*(month["questions"] for month in months))
    pool = [question for together in in_turn for question in together if question is not None]
    questions = [_renamed(question, number) for number, question in zip(range(count), itertools.cycle(pool))]
    whole: dict[str, Any] = {"bank": "2024-12", "title": {"ko": "큰 은행", "en": "A large bank"}}
    for part in ("sources", "objectives", "sections"):
        whole[part] = {name: entry for month in months for name, entry in month.get(part, {}).items()}
    # What months may call alike is left out: claims, and the anchors of notes. A bank has the notes of one month.
    for month in months:
        for section in month["sections"].values():
            section.pop("claims", None)
            notes = section.pop("notes", None)
            if notes and month is months[0]:
                section["notes"] = {language: _ANCHOR.sub("", note) for language, note in notes.items()}
    whole["questions"] = [{part: entry for part, entry in one.items() if part not in _NAMED} for one in questions]
    path = folder / "2024-12.yaml"
    path.write_text(
        yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8"
    )
    series = 'series: large\nlanguages: [ko, en]\ntitle: {ko: "큰", en: "Large"}\n'
    article = read_yaml((QUESTIONS / SERIES_FILE).read_bytes(), SERIES_FILE).data["sources"]
    parts = [{"id": "1", "title": {"ko": "1부", "en": "Part one"}, "months": ["2024-12"]}]
    rest = yaml.dump({"sources": article, "parts": parts}, Dumper=_Dumper, allow_unicode=True)
    (folder / SERIES_FILE).write_text(series + rest, encoding="utf-8")
    shutil.copytree(QUESTIONS / "media", folder / "media", dirs_exist_ok=True)
    return path


def write_banks(folder: Path, banks: int, count: int) -> list[Path]:
    """So many banks of ``count`` questions in ``folder``, alike but for their months."""
    first = write_bank(folder, count)
    raw, month = first.read_bytes(), first.stem
    paths = [first.with_name(f"{year}-01.yaml") for year in range(2025, 2024 + banks)]
    for path in paths:
        path.write_bytes(raw.replace(f"bank: {month}".encode(), f"bank: {path.stem}".encode(), 1))
    return [first, *paths]


def _renamed(question: dict[str, Any], number: int) -> dict[str, Any]:
    word = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")
    marked = {
        part: _marked(text, word) if part in ("prompt", "explanation") else text for part, text in question.items()
    }
    return {**marked, "id": f"{question['id']}-{number}"}


def _marked(text: Any, word: str) -> Any:
    if isinstance(text, str):
        return f"{text} ({word})"
    return {language: f"{said} ({word})" for language, said in text.items()}
