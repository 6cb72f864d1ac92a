"""What a draft offers to its forms: its languages, and what its questions can name and show."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.authoring.forms.fields.base import Around, Offer
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.bank_format.bank import content_without_ids
from quiz.domain.bank_format.question_ids import KnownQuestion, WrittenQuestion, ids_of
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.short_forms.long_form import long_data
from quiz.domain.errors import say
from quiz.domain.reading import unmarked
from quiz.services.authoring.checking import series_of
from quiz.services.authoring.desk import Draft
from quiz.services.content.saving.known_questions import known_questions

_NUMBERED = re.compile(r"[0-9]$")
LONGEST = 70
"""Characters of a text that a choice shows."""


def around(session: Session, draft: Draft, language: str, pictures: Collection[str] = ()) -> Around:
    """What stands around the forms of a draft; raises ``BankError`` where its source can't be read as YAML."""
    series = series_of(session, draft)
    data = long_data(draft.source, series.languages)
    data = data if isinstance(data, dict) else {}
    ids = {number: name for name, number in unnamed(session, draft, data).items()}
    return offered(data, series, language, pictures, ids)


def unnamed(session: Session, draft: Draft, data: Mapping[str, Any]) -> dict[str, int]:
    """The numbers of the questions that the file gives no id, by the id that publishing it gives each.

    ``data`` is the bank with everything written out, as publishing reads it.
    """
    listed = data.get(QUESTIONS)
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if not isinstance(listed, list) or len(entries) < len(listed) or all(entry.get("id") for entry in entries):
        return {}
    written = [
        WrittenQuestion(
            id=str(entry.get("id") or ""),
            was=str(entry.get("was") or ""),
            content_hash=content_without_ids(entry),
            kind=str(entry.get("kind")),
            position=number,
        )
        for number, entry in enumerate(entries)
    ]
    stored = known_questions(session, draft.bank_id) if draft.bank_id is not None else []
    known = [
        KnownQuestion(id=one.slug, content_hash=one.content, kind=one.kind, position=one.position)
        for one in stored
        if not one.withdrawn
    ]
    taken = {one.slug for one in stored}
    names = ids_of(written, known, seed=str(data.get("bank")), taken=taken).ids
    return {name: number for number, name in enumerate(names) if not written[number].id}


def offered(
    data: Mapping[str, Any], series: Series, language: str, pictures: Collection[str], ids: Mapping[int, str]
) -> Around:
    """The same of the plain ``data`` of a bank; names are said in ``language`` where they are written in it.

    ``ids`` are those of questions that the file gives none, by number.
    """
    sources = {name: source.title[language] for name, source in series.sources.items()}
    return Around(
        languages=series.languages,
        offered={
            "sections": _named(data.get("sections"), "title", language),
            "objectives": _named(data.get("objectives"), "text", language),
            "sources": [
                *_named(data.get("sources"), "title", language),
                *(_offer(name, title) for name, title in sources.items()),
            ],
            "misconceptions": _named(data.get("misconceptions"), "", language),
            "pictures": [Offer(value=name, label=say("%(text)s", text=name)) for name in sorted(pictures)],
            "questions": list(_questions(data.get(QUESTIONS), language, ids)),
        },
    )


def _named(entries: Any, field: str, language: str) -> list[Offer]:
    """The entries of a map by name, each with its text."""
    if not isinstance(entries, dict):
        return []
    texts = {name: entry.get(field) if field and isinstance(entry, dict) else entry for name, entry in entries.items()}
    return [_offer(name, text_in(text, language)) for name, text in texts.items()]


def _offer(name: str, text: str) -> Offer:
    return Offer(value=name, label=say("%(text)s", text=called(name, text)))


def called(name: str, text: str) -> str:
    """What people call a part of a bank: by its words; a number in front, as in LO-2, is how they count it."""
    if not text:
        return name
    return f"{name} · {shortened(text)}" if _NUMBERED.search(name) else shortened(text)


def _questions(entries: Any, language: str, ids: Mapping[int, str]) -> Iterator[Offer]:
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and (name := str(entry.get("id") or ids.get(number, ""))):
            words = shortened(text_in(entry.get("prompt"), language))
            yield Offer(value=name, label=say("%(text)s", text=f"{number + 1}. {words}"))


def text_in(text: Any, language: str) -> str:
    """A text of a bank in ``language``, else in another one; empty where there is none."""
    if isinstance(text, dict):
        text = text.get(language_of(text, language))
    return text if isinstance(text, str) else ""


def language_of(text: Any, language: str) -> str:
    """The language in which ``text_in`` gives a text that is asked for in ``language``."""
    if not isinstance(text, dict) or text.get(language):
        return language
    return next(iter(text), language)


def shortened(text: str, most: int = LONGEST) -> str:
    """The beginning of a text on one line, without signs for bold words and code."""
    line = " ".join(unmarked(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
