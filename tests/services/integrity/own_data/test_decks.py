"""Decks for Anki: opened as Anki opens them, and compared with the questions that they are made of."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.rendering import plain
from quiz.services.attempts import starting
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.content.definitions import question_of
from quiz.services.content.media import MediaFolder
from quiz.services.integrity.own_data import decks
from quiz.services.integrity.own_data.faces import faces_of
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionText, QuestionVersion
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services import school
from tests.services.builders import person, practise, publish_month, right, wrong

SITE = "https://quiz.example/"
VALUE = "\ue000"
"""Before a value that is not put in yet, in a text that is kept rendered."""


@contextmanager
def opened(content: bytes, folder: Path) -> Iterator[tuple[sqlite3.Connection, dict[str, str], set[str]]]:
    """The collection of a deck, its pictures by number, and the files in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        path = folder / "collection.anki2"
        path.write_bytes(archive.read("collection.anki2"))
        media: dict[str, str] = json.loads(archive.read("media"))
        names = set(archive.namelist())
    with closing(sqlite3.connect(path)) as collection:
        yield collection, media, names


def built(session: Session, account: Account, *, now: Any = NOW, **options: Any) -> bytes:
    return decks.build(session, account, "en", {"site": SITE, **options}, lambda percent: None, now)


def notes(content: bytes, folder: Path) -> dict[str, tuple[str, list[str], int]]:
    """Fields, tags and model of each note, by its lasting id."""
    with opened(content, folder) as (collection, _, _):
        rows = collection.execute("SELECT guid, flds, tags, mid FROM notes").fetchall()
    return {guid: (fields, tags.split(), model) for guid, fields, tags, model in rows}


@pytest.fixture
def alice(session: Session) -> Account:
    found = person(session, "Alice")
    practise(session, found, choose=right)
    return found


def met(session: Session, account: Account) -> dict[str, str]:
    """The prompts of the questions that an account was asked, by their ids."""
    rows = session.execute(
        select(QuestionRow.slug, QuestionText.shown)
        .join(QuestionVersion, QuestionVersion.question_id == QuestionRow.id)
        .join(QuestionText, QuestionText.question_version_id == QuestionVersion.id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account.id, QuestionText.language == "en", AttemptQuestion.scored_at.is_not(None))
    )
    return {slug: shown["passages"]["prompt"] for slug, shown in rows}


def test_a_deck_holds_each_question_once_with_its_tags(session: Session, alice: Account, tmp_path: Path) -> None:
    practise(session, alice, choose=wrong, now=NOW + timedelta(days=1))
    found = notes(built(session, alice), tmp_path)
    questions = met(session, alice)
    assert len(found) == len(questions) > 3
    fronts = "\n".join(fields.split("\x1f")[0] for fields, _, _ in found.values())
    # Up to its first value, of which each attempt draws another.
    openings = [plain(prompt.split(VALUE)[0])[:30] for prompt in questions.values()]
    assert all(opening in plain(fronts) for opening in openings)
    for fields, tags, model in found.values():
        front, back = fields.split("\x1f")
        assert model == decks.MODEL
        assert {tag.split("::")[0] for tag in tags} == {"month", "section", "kind"}
        assert "Right answer" in back
        assert "Right answer" not in front
        assert f'href="{SITE}s/ai-2024/m/' in back
        assert '="/' not in fields


def test_a_second_deck_updates_the_notes_of_the_first(session: Session, alice: Account, tmp_path: Path) -> None:
    def numbers(content: bytes) -> dict[str, int]:
        with opened(content, tmp_path) as (collection, _, _):
            return dict(collection.execute("SELECT guid, mod FROM notes").fetchall())

    def named(content: bytes) -> set[str]:
        with opened(content, tmp_path) as (collection, _, _):
            return set(json.loads(collection.execute("SELECT decks FROM col").fetchone()[0]))

    first, second = built(session, alice), built(session, alice, now=NOW + timedelta(days=1))
    assert numbers(first).keys() == numbers(second).keys()
    assert all(numbers(second)[guid] > moment for guid, moment in numbers(first).items())
    assert named(first) == named(second)


def test_a_month_or_what_went_wrong_alone(session: Session, alice: Account, tmp_path: Path) -> None:
    whole = notes(built(session, alice), tmp_path)
    assert notes(built(session, alice, bank="ai-2024/2024-06"), tmp_path) == {}
    assert notes(built(session, alice, bank="ai-2024/2024-01"), tmp_path).keys() == whole.keys()
    assert decks.is_empty(session, alice, "en", {"wrong": True})
    practise(session, alice, choose=wrong, now=NOW + timedelta(days=1))
    assert notes(built(session, alice, wrong=True), tmp_path)


def test_nothing_that_waits_or_that_a_running_test_asks_is_in_it(
    session: Session, media: MediaFolder, tmp_path: Path
) -> None:
    found = school.fill(session, media)
    bob = session.get_one(Account, found["waiting"].account_id)
    hidden = set(
        session.scalars(
            select(QuestionRow.slug)
            .join(QuestionVersion, QuestionVersion.question_id == QuestionRow.id)
            .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
            .where(AttemptQuestion.attempt_id == found["waiting"].id, AttemptQuestion.scored_at.is_not(None))
        )
    )
    assert hidden
    rows = list(decks._rows(session, bob.id, "en", {}))
    assert rows
    assert hidden.isdisjoint(row.question_slug for row in rows)
    alice = person(session, "Dana")
    practise(session, alice, choose=right)
    before = {row.question_id for row in decks._rows(session, alice.id, "en", {})}
    starting.start(session, alice, "2024-01/check", now=NOW + timedelta(days=1))
    asked = set(
        session.scalars(
            select(QuestionVersion.question_id)
            .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
            .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
            .where(Attempt.account_id == alice.id, Attempt.state == "running")
        )
    )
    after = {row.question_id for row in decks._rows(session, alice.id, "en", {})}
    assert after == before - asked


def views(session: Session, language: str) -> Iterator[QuestionView]:
    rows = session.execute(
        select(QuestionVersion.content_hash, QuestionVersion.definition, QuestionText.shown, QuestionText.revealed)
        .join(QuestionText, QuestionText.question_version_id == QuestionVersion.id)
        .where(QuestionText.language == language)
    )
    for mark, definition, shown, revealed in rows:
        question = question_of(mark, definition)
        yield QuestionView(
            position=1,
            question=question,
            variant=question.draw(random.Random("deck")),
            language=language,
            passages={**shown["passages"], **revealed["passages"]},
            context=shown["context"],
            sources=(),
            answer={},
            revision=0,
            saved_at=None,
            conflict=False,
            score=None,
        )


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_question_of_every_kind_makes_a_card(session: Session, media: MediaFolder, language: str) -> None:
    publish_month(session, media)
    kinds = set()
    for view in views(session, language):
        solution = view.question.solution_in(view.variant, language)
        faces = faces_of(view, solution, SITE, "/s/ai-2024/m/2024-01#s-1")
        front, back = plain(faces.front), plain(faces.back)
        kinds.add(view.kind)
        assert plain(view.html("prompt")) in front, view.question.id
        for wanted in view.question.inputs():
            options = [view.html(name) for name in view.passages if _is_option(name, wanted.options)]
            assert all(plain(option) in front for option in options), view.question.id
            for value in solution[wanted.name]:
                if not wanted.options and wanted.kind != "long":
                    assert value in back, view.question.id
        if view.passages.get("explanation"):
            assert plain(view.html("explanation")) in back
        assert "{{" not in front + back
        for name in faces.pictures:
            assert f'src="{name}"' in faces.front + faces.back
        assert (not view.context["image"]) or view.context["image"].removeprefix("/media/") in faces.pictures
    assert kinds == set(Question.kinds)


def _is_option(name: str, options: tuple[str, ...]) -> bool:
    return name.endswith(tuple(f".{option}.text" for option in options) or "\0")


@pytest.mark.any_database
def test_formulas_code_and_pictures_come_along(session: Session, tmp_path: Path) -> None:
    every = [faces_of(view, view.question.solution(view.variant), SITE, "/") for view in views(session, "en")]
    cards = [
        decks.Card(series="s", bank="b", question=str(number), faces=faces, tags=())
        for number, faces in enumerate(every)
    ]
    content = decks._package(session, cards, lambda percent: None, NOW)
    wanted = {name for faces in every for name in faces.pictures}
    with opened(content, tmp_path) as (collection, media, names):
        fields = "\n".join(row[0] for row in collection.execute("SELECT flds FROM notes"))
        assert set(media.values()) == wanted != set()
        assert set(media) <= names
    assert "<math" in fields
    assert "<code" in fields
