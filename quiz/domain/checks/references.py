"""Whether everything that a bank names is there: sections, objectives, sources, pictures, questions to draw."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Draw, Quiz
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.author_mistakes import control_in_formula, left_over, plain_titles, shown_raw
from quiz.domain.checks.left_marks import left_marks, may_hold_marks, nothing_as_text, shown_quotes
from quiz.domain.checks.named_parts import check_ids, check_named_parts
from quiz.domain.checks.named_parts import require_known as _known
from quiz.domain.errors import Message, say
from quiz.domain.questions import Question
from quiz.domain.questions.base import idea_of
from quiz.domain.questions.parts.variables import names
from quiz.domain.rendering import RenderingError, render
from quiz.domain.yaml.document import Path

Numbered = Sequence[tuple[int, Question]]
MediaSize = Callable[[str], int | None]

MAX_MEDIA = 1_000_000
_ENDINGS = ("png", "svg", "jpg", "jpeg", "webp", "gif", "PNG", "JPG")
_OTHER_TYPE = re.compile(r"\.(bmp|tiff?|heic|heif|avif|pdf|hwpx?|docx?|pptx?|psd|ai|eps|ico|wmf|emf)$", re.IGNORECASE)
# Letters of any script; nothing that leads out of a folder, and nothing that can't be seen.
MEDIA_NAME = re.compile(r"\w[\w .,()+~-]{0,99}\.(svg|png|jpe?g|webp|gif)", re.IGNORECASE)


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
            _picture(question.image.file, (*path, "image", "file"), media_size, findings)
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
            _renders(note, False, ("sections", name, "notes", language), media_size, findings, anchors=True)


def _texts(question: Question, path: Path, media_size: MediaSize, findings: Findings) -> None:
    variables = names(question) if question.has_values() else ()
    for passage in question.passages():
        for language, text in passage.text.written():
            place = (*path, *passage.path, *passage.text.place(language))
            if not passage.code:
                _renders(text, passage.inline, place, media_size, findings, variables=variables, gaps=passage.gaps)


def _renders(
    text: str,
    inline: bool,
    path: Path,
    media_size: MediaSize,
    findings: Findings,
    *,
    variables: Collection[str] | None = None,
    gaps: bool = False,
    anchors: bool = False,
) -> None:
    shown_quotes(text, path, findings)
    nothing_as_text(text, path, findings)
    if not gaps and not _SPECIAL.search(text) and not may_hold_marks(text):
        return
    if control_in_formula(text, path, findings):
        return
    pictures: list[str] = []

    def address(name: str) -> str:
        pictures.append(name)
        return name

    try:
        rendered = render(
            text, inline=inline, values=bool(variables), gaps=gaps, anchors=anchors, image_address=address
        )
    except RenderingError as error:
        _unrendered(error, path, findings)
        return
    for name in pictures:
        _picture(name, path, media_size, findings)
    if _NO_WORDS.search(rendered):
        message = say("a picture without words for those who can't see it")
        findings.add("image", path, message, say("write them between the brackets: ![what it shows](file.svg)"))
    prose = _NOT_PROSE.sub(" ", rendered)
    open_formula = left_over(prose, path, findings, variables)
    if anchors and (found := _ANCHOR.search(prose)):
        findings.add(
            "note-anchor",
            path,
            say("%(value)s is shown as it is written", value=repr(found[0])),
            say("write it at the end of a heading or paragraph: {#name}, with a to z, digits and single hyphens"),
        )
    shown_raw(text, rendered, prose, path, findings)
    formulas = not open_formula and "\\$" not in text
    left_marks(prose, path, findings, gaps=gaps or variables is None, formulas=formulas)
    if "**" in prose:
        findings.warn(
            "emphasis",
            path,
            say("** is left over in the rendered text"),
            say("move quotation marks and brackets out of the emphasis: it must not end in one before a letter"),
        )


def _unrendered(error: RenderingError, path: Path, findings: Findings) -> None:
    if error.code == "gap":
        message = say("the gap %(value)s stands where no input can", value=error.value)
        findings.add("gap", path, message, say("take it out of the formula, link, picture or language of a code block"))
        return
    findings.add(
        "formula",
        path,
        say("the formula %(value)s can't be rendered", value=repr(error.value)),
        say("check its braces and commands; a plain dollar sign is written \\$"),
    )


_NO_WORDS = re.compile(r'<img [^>]*alt=""')
# Whatever holds none of these is prose: there is nothing in it that could go wrong in rendering.
_SPECIAL = re.compile(r"\*\*|\*\\|\\\*|!\[|[${}]|<[/A-Za-z]|\] ?\(|\\[(\[]|^\s*[“‘]")
_ANCHOR = re.compile(r"\{#[^{}\n]{0,60}\}")
_NOT_PROSE = re.compile(r"<(code|pre|math)\b.*?</\1>|\ue000.*?\ue001", re.DOTALL)


def _picture(name: str, path: Path, media_size: MediaSize, findings: Findings) -> None:
    folder = f"{findings.document.file.rpartition('/')[0]}/media/".removeprefix("/")
    if not MEDIA_NAME.fullmatch(name):
        bare = name.replace("\\", "/").rpartition("/")[2]
        remedy = say("use letters, digits, spaces and . _ - ( ), and svg, png, jpg, webp or gif at the end")
        if "://" in name:
            remedy = say("save the picture in %(folder)s and write its name alone", folder=folder)
        elif MEDIA_NAME.fullmatch(bare):
            remedy = say("leave the folder out: write %(name)s", name=bare)
        elif other := _OTHER_TYPE.search(bare):
            remedy = say("save it as svg, png, jpg, webp or gif: a browser may not show %(ending)s", ending=other[1])
        elif re.fullmatch(r"[\w ()-]+", bare):
            remedy = say("write the whole name, with svg, png, jpg, webp or gif at its end")
        findings.add("image", path, say("%(name)s is not a valid name of a picture", name=repr(name)), remedy)
        return
    try:
        size = media_size(name)
    except OSError as error:
        findings.add(
            "image",
            path,
            say("the picture %(name)s can't be read: %(reason)s", name=repr(name), reason=error.strerror),
            say("give yourself the right to read the file"),
        )
        return
    if size is None:
        findings.add(
            "image",
            path,
            say("the picture %(name)s is missing", name=repr(name)),
            _nearly(name, media_size) or say("put it into %(folder)s, or mend the name", folder=folder),
        )
    elif size > MAX_MEDIA:
        findings.add(
            "image",
            path,
            say("the picture %(name)s has %(size)d bytes", name=repr(name), size=size),
            say("make it smaller than %(limit)d bytes", limit=MAX_MEDIA),
        )


def _nearly(name: str, media_size: MediaSize) -> Message | None:
    """The remedy for a name that differs from that of a file by its ending or by capital letters."""
    stem = name.rpartition(".")[0]
    others = [f"{form}.{ending}" for ending in _ENDINGS for form in (stem, stem.lower())]
    found = next((other for other in others if other != name and media_size(other) is not None), None)
    return say("did you mean %(known)s?", known=repr(found)) if found else None


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
