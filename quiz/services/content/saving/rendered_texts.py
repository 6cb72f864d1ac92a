"""The HTML of notes and questions, made when a bank is published and kept beside each version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series, Source
from quiz.domain.questions import Question
from quiz.domain.rendering import RENDERER, ImageAddress, render
from quiz.platform.settings import LANGUAGES
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import QuestionText


def notes_of(header: Header, media: MediaFolder) -> dict[str, Any]:
    """The study notes as HTML: by section, then by each language that pages speak."""
    return {
        name: {
            language: render(section.notes[language], anchors=True, image_address=media.address)
            for language in LANGUAGES
        }
        for name, section in header.sections.items()
        if section.notes is not None
    }


def pictures_of(question: Question, media: MediaFolder) -> dict[str, str]:
    """The pictures that a question shows: the address that holds each one's content, by its name."""
    found: dict[str, str] = {}

    def address(name: str) -> str:
        found[name] = media.address(name)
        return found[name]

    if question.image is not None:
        address(question.image.file)
    for passage in question.passages():
        for text in passage.text.values():
            if "![" in text:
                render(text, values=question.has_values(), image_address=address)
    return found


def save_texts(
    session: Session, version_id: int | None, texts: Mapping[str, tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    """Put the rendered texts of a version, by language, where older ones stood."""
    for language, (shown, revealed) in texts.items():
        session.merge(
            QuestionText(
                question_version_id=version_id, language=language, renderer=RENDERER, shown=shown, revealed=revealed
            )
        )


def texts_of(
    question: Question, language: str, header: Header, series: Series, media: MediaFolder
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is shown at once and what a score reveals: passages by name, and the facts around the question."""
    open_passages, closed_passages = passages_of(question, language, media.address)
    section = header.sections.get(question.section or "")
    objective = header.objectives.get(question.objective or "")
    context = {
        "bank": header.bank,
        "language": language if language in series.languages else series.languages[0],
        "section": question.section or "",
        "section_title": section.title[language] if section is not None else "",
        "objective": question.objective or "",
        "objective_text": objective.text[language] if objective is not None else "",
        "level": objective.level if objective is not None else "",
        "image": media.address(question.image.file) if question.image is not None else "",
    }
    shown = {"passages": open_passages, "context": context}
    revealed = {
        "passages": closed_passages,
        "sources": [_source(ref.ref, ref.at, language, header, series) for ref in question.sources],
    }
    return shown, revealed


def passages_of(
    question: Question, language: str, image_address: ImageAddress
) -> tuple[dict[str, str], dict[str, str]]:
    """The HTML of a question's passages by name: those shown at once, those that only a score reveals."""
    html: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for passage in question.passages():
        made = passage.html(language, values=question.has_values(), image_address=image_address)
        html[passage.shown][passage.name] = made
    return html[True], html[False]


def _source(name: str, at: str, language: str, header: Header, series: Series) -> Mapping[str, Any]:
    source: Source = header.sources[name] if name in header.sources else series.sources[name]
    return {
        "title": source.title[language],
        "authors": source.authors,
        "year": source.year,
        "arxiv": source.arxiv or "",
        "address": source.address(),
        "at": at,
    }
