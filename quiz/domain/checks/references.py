"""Whether everything that a bank names is there: sections, objectives, sources, pictures, questions to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Draw, Quiz
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.author_mistakes import plain_titles
from quiz.domain.checks.named_parts import check_ids, check_named_parts
from quiz.domain.checks.named_parts import require_known as _known
from quiz.domain.checks.pictures import MediaSize, check_picture
from quiz.domain.checks.rendered_texts import check_text
from quiz.domain.errors import say
from quiz.domain.questions import Question
from quiz.domain.questions.base import idea_of
from quiz.domain.questions.parts.variables import names
from quiz.domain.yaml.document import Path

Numbered = Sequence[tuple[int, Question]]


def check_references(
    header: Header | None,
    questions: Numbered,
    series: Series,
    media_size: MediaSize,
    findings: Findings,
    *,
    complete: bool = True,
) -> None:
    """Adds to ``findings`` each name that leads nowhere or is defined twice.

    What the quizzes draw is judged only where ``complete`` says that every question of the file could be read.
    """
    check_ids(questions, findings)
    for number, question in questions:
        path = ("questions", number)
        for fault in question.all_checks():
            findings.add(fault.code, (*path, *fault.path), fault.message, fault.remedy, severity=fault.severity)
        if question.image is not None:
            check_picture(question.image.file, (*path, "image", "file"), media_size, findings)
        if question.drafted is not None:
            _drafted((*path, "drafted"), findings)
        _texts(question, path, media_size, findings)
    if header is not None:
        _frame(header, questions, series, findings)
        check_named_parts(header, questions, findings, complete=complete)
        _notes(header, media_size, findings)
        plain_titles(header, findings)
        _quizzes(header, [question for _, question in questions], complete, findings)


def _drafted(path: Path, findings: Findings) -> None:
    message = say("this question was drafted by machine and is not published until somebody has looked at it")
    findings.add("drafted", path, message, say("read it, correct it, then remove this line"), of_key=True)


def _frame(header: Header, questions: Numbered, series: Series, findings: Findings) -> None:
    sources = [*header.sources, *series.sources]
    for number, question in questions:
        path = ("questions", number)
        for name, known, field in (
            (question.section, header.sections, "section"),
            (question.objective, header.objectives, "objective"),
        ):
            if name is not None:
                _known(name, list(known), (*path, field), findings, define=f"{field}s")
        for place, source in enumerate(question.sources):
            _known(source.ref, sources, (*path, "sources", place, "ref"), findings, define="sources")
    for name, section in header.sections.items():
        for claim, said in section.claimed():
            if said.ref is not None:
                _known(said.ref, sources, ("sections", name, "claims", claim, "ref"), findings, define="sources")


def _notes(header: Header, media_size: MediaSize, findings: Findings) -> None:
    for name, section in header.sections.items():
        for language, note in section.notes.written() if section.notes is not None else ():
            check_text(note, False, ("sections", name, "notes", language), media_size, findings, anchors=True)


def _texts(question: Question, path: Path, media_size: MediaSize, findings: Findings) -> None:
    variables = names(question) if question.has_values() else ()
    for passage in question.passages():
        for language, text in passage.text.written():
            place = (*path, *passage.path, *passage.text.place(language))
            if not passage.code:
                check_text(text, passage.inline, place, media_size, findings, variables=variables, gaps=passage.gaps)


def _quizzes(header: Header, pool: Sequence[Question], complete: bool, findings: Findings) -> None:
    ids = [quiz.id for quiz in header.quizzes]
    for number, quiz in enumerate(header.quizzes):
        if quiz.id in ids[:number]:
            findings.add(
                "duplicate",
                ("quizzes", number, "id"),
                say("id %(id)s is used twice", id=repr(quiz.id)),
                say("give each its own id"),
            )
        for line, draw in enumerate(quiz.draw):
            path = ("quizzes", number, "draw", line)
            if draw.bank not in (None, header.bank):
                findings.add(
                    "reference",
                    (*path, "bank"),
                    say("the draw names another bank"),
                    say("leave bank: out here; a quiz over several banks belongs to series.yaml"),
                )
            _names_of(draw, header, path, findings)
        if complete:
            _fillable(quiz, pool, ("quizzes", number), findings)


def _names_of(draw: Draw, header: Header, path: Path, findings: Findings) -> None:
    if draw.section is not None:
        _known(draw.section, list(header.sections), (*path, "section"), findings)
    if draw.objective is not None:
        _known(draw.objective, list(header.objectives), (*path, "objective"), findings)
    if draw.kind is not None:
        _known(draw.kind, sorted(Question.kinds), (*path, "kind"), findings)


def _fillable(quiz: Quiz, questions: Sequence[Question], path: Path, findings: Findings) -> None:
    ids = [question.id for question in questions]
    pool = [question for question in questions if question.drafted is None]
    for line, draw in enumerate(quiz.draw):
        for place, name in enumerate(draw.questions):
            _known(name, ids, (*path, "draw", line, "questions", place), findings)
    for line, found, wanted in shortages(quiz, pool):
        message = say(
            "the draw wants %(wanted)d questions, %(found)d are left to draw from", wanted=wanted, found=found
        )
        remedy = say("lower count:, or write more questions")
        waiting = [question for question in questions if question.drafted is not None]
        ideas = [question.idea for question in pool if question.idea and quiz.admits(quiz.draw[line], question)]
        if len(set(ideas)) < len(ideas):
            remedy = say("lower count:, or write questions of other ideas: of one idea only one is drawn")
        elif any(quiz.draw[line].admits(one) and not quiz.admits(quiz.draw[line], one) for one in pool):
            remedy = say("lower count:, or write more questions; an essay is drawn only by a line with kind: essay")
        elif any(quiz.admits(quiz.draw[line], one) for one in waiting):
            remedy = say("lower count:, or look at the questions that were drafted by machine")
        findings.add("draw", (*path, "draw", line), message, remedy)


def shortages(quiz: Quiz, pool: Sequence[Question]) -> Iterator[tuple[int, int, int]]:
    """The lines of ``quiz`` that the ``pool`` of one bank might not fill: line, found, wanted.

    A draw is random, the check is not: each line is held against the most that the lines before may take from it.
    Questions of one idea count as one.
    """
    admitted = [{idea_of(question) for question in pool if quiz.admits(draw, question)} for draw in quiz.draw]
    for line, draw in enumerate(quiz.draw):
        gone = sum(min(quiz.draw[before].wanted(), len(admitted[before] & admitted[line])) for before in range(line))
        left = max(0, len(admitted[line]) - gone)
        if left < draw.wanted():
            yield line, left, draw.wanted()
