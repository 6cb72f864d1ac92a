"""From the Markdown of a section to the frame of its bank: headings, study notes, and claims to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.domain.authoring.claims import Doubt, Statement, statements
from quiz.domain.bank_format.fields import is_month
from quiz.domain.text_limits import composed, has_too_many_marks, is_mark
from quiz.domain.yaml import writer
from quiz.domain.yaml.composer import CONTROL

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]++(.*))?$")
_UNDERLINE = re.compile(r" {0,3}(=++|-++)[ \t]*+$")
_FRONT = re.compile(r"\A---[ \t]*\n(?:(?!---).*\n)*?---[ \t]*\n")
_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_NUMBER = re.compile(r"(?P<number>[0-9]{1,4}(?:\.[0-9]{1,4}){0,4})(?:[.)]|\.?(?=\s))\s*(?P<title>\S.*)")
_EMPHASIS = re.compile(r"[*`]++|\{#[a-z0-9-]*\}")
_RESERVED = re.compile("[\ue000-\ue00f]")
_HANGUL = re.compile("[가-힣]")

_SAYS = {
    "ko": (
        "새 문제 은행의 틀이에요. 글에서 무엇을 말하는 문장을 하나씩 claims(핵심 내용)에 옮겼어요.",
        "알아 둘 만한 것만 남기고, 하나로 묶을 것은 묶고, 나머지는 지우세요. 이름은 바꿔도 돼요.",
    ),
    "en": (
        "The frame of a bank. Each of the claims below is a sentence of the text that states something.",
        "Keep those worth knowing, merge what belongs together, strike the rest. You may rename them.",
    ),
}
_INTRODUCTION = {"ko": "들어가며", "en": "Introduction"}
_DOUBTS: dict[str, dict[Doubt, str]] = {
    "ko": {"points-back": "앞 문장을 가리켜요. 앞의 것과 묶을까요?", "long": "길어요. 둘로 나눌까요?"},
    "en": {"points-back": "It points back: merge it with the one before?", "long": "It is long: is it two claims?"},
}


@dataclass(frozen=True, kw_only=True)
class FramedSection:
    """A heading with the text below it, and the claims that were found in that."""

    id: str
    title: str
    note: str
    claims: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a text gives for a bank: its title, where one heading stands above all others, and its sections."""

    title: str | None
    sections: tuple[FramedSection, ...]
    language: str


def frame(markdown: str, slug: str) -> Frame:
    """The frame of the bank ``slug`` that ``markdown`` gives. Sections are numbered where headings are not."""
    text = _clean(markdown)
    language = "ko" if _HANGUL.search(text) else "en"
    preface, *headings = _parts(text)
    title = headings[0] if _stands_above(preface, headings) else None
    if title is not None:
        preface, headings = _Part(level=0, title=title.title, heading="", body=title.body), headings[1:]
    else:
        preface = _Part(level=0, title=_INTRODUCTION[language], heading="", body=preface.body)
    sections = _numbered(list(_sections(preface, headings)), slug)
    return Frame(title=title.title if title is not None else None, sections=tuple(sections), language=language)


def frame_text(found: Frame, slug: str, languages: Sequence[str]) -> str:
    """The file of the bank: every claim on a line of its own, with what to look at again above it."""
    language = found.language if found.language in languages else next(iter(languages), found.language)
    alone = len(languages) < 2
    lines = [f"bank: {slug}"]
    if found.title:
        lines.append(f"title: {_written(found.title, language, alone)}")
    lines += ["", *(f"# {line}" for line in _SAYS[found.language]), "sections:"]
    for section in found.sections:
        lines += _section_lines(section, found.language, language, alone)
    return "\n".join(lines) + "\n"


def _section_lines(section: FramedSection, speaks: str, language: str, alone: bool) -> Iterator[str]:
    yield f'  "{section.id}":'
    yield f"    title: {_written(section.title, language, alone)}"
    if section.claims:
        yield "    claims:"
    for number, claim in enumerate(section.claims, 1):
        if claim.doubt is not None:
            yield f"      # {_DOUBTS[speaks][claim.doubt]}"
        yield f"      {section.id}-{number}: {_written(claim.text, language, alone)}"
    if section.note and alone:
        yield "    notes:" + writer.block(section.note, 4, 2, "\n")
    elif section.note:
        yield "    notes:"
        yield f"      {language}:" + writer.block(section.note, 6, 2, "\n")


def _written(text: str, language: str, alone: bool) -> str:
    return writer.scalar(text) if alone else writer.inline({language: text})


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A heading, of level 0 where none stands above the text, and the lines below it up to the next one."""

    level: int
    title: str
    heading: str
    body: tuple[str, ...]

    @property
    def note(self) -> str:
        """The text below the heading, without blank lines around it."""
        return "\n".join(self.body).strip("\n").rstrip()


def _clean(markdown: str) -> str:
    """``markdown`` without what a bank can't hold: control characters, stacks of accents, what stands before all."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = _RESERVED.sub("", CONTROL.sub("", text))
    if has_too_many_marks(text):
        text = "".join(sign for sign in text if not is_mark(sign))
    return _FRONT.sub("", composed(text)).replace("\t", "    ")


def _parts(text: str) -> Iterator[_Part]:
    level, title, heading, body, fence = 0, "", "", [""], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        found = None if fence or mark else _heading(line, body[-1])
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        if found is None:
            body.append(line)
            continue
        above = body[:-1] if found[2] else body
        yield _Part(level=level, title=title, heading=heading, body=tuple(above))
        heading = f"{body[-1]}\n{line}" if found[2] else line
        level, title, body = found[0], found[1], [""]
    yield _Part(level=level, title=title, heading=heading, body=tuple(body))


def _heading(line: str, before: str) -> tuple[int, str, bool] | None:
    """The level and the words of a heading that ends with ``line``, and whether it begins in the line ``before``."""
    if found := _HEADING.match(line):
        return len(found[1]), _bare(_CLOSING.sub("", found[2] or "")), False
    underline = _UNDERLINE.match(line)
    # A line of hyphens below a list, a quotation or a table is none of a heading.
    if underline and before.strip() and before.lstrip()[0] not in "-*+>|#" and not before.startswith("    "):
        return 1 if underline[1].startswith("=") else 2, _bare(before), True
    return None


def _bare(heading: str) -> str:
    return " ".join(_EMPHASIS.sub("", heading).split())


def _stands_above(preface: _Part, headings: Sequence[_Part]) -> bool:
    """Whether the first heading is that of the whole text: nothing is before it, and every other one is below it."""
    if preface.note or len(headings) < 2 or not headings[0].title:
        return False
    return all(part.level > headings[0].level for part in headings[1:])


def _sections(preface: _Part, headings: Sequence[_Part]) -> Iterator[tuple[str, str]]:
    """The title and the note of each section; headings below it stay in its note."""
    level = min((part.level for part in headings), default=0)
    title, notes = preface.title, [preface.note]
    for part in headings:
        if part.level == level and part.title:
            yield from _section(title, notes)
            title, notes = part.title, [part.note]
        else:
            notes += [part.heading.strip(), part.note]
    yield from _section(title, notes)


def _section(title: str, notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    note = "\n\n".join(part for part in notes if part)
    yield title, f"{note}\n" if note else ""


def _numbered(sections: Sequence[tuple[str, str]], slug: str) -> Iterator[FramedSection]:
    """The sections with ids: those of their headings, else numbers; of a month they begin with its own."""
    before = f"{int(slug[-2:])}." if is_month(slug) else ""
    # Nothing stands before the first heading, as a rule.
    kept = [one for place, one in enumerate(sections) if place or one[1] or len(sections) == 1]
    taken: set[str] = set()
    for place, (title, note) in enumerate(kept, 1):
        found = _NUMBER.fullmatch(title)
        wanted = found["number"] if found else f"{before}{place}"
        name = next(
            one for one in (wanted, *(f"{wanted}-{more}" for more in range(2, len(kept) + 2))) if one not in taken
        )
        taken.add(name)
        words = found["title"] if found else title
        yield FramedSection(id=name, title=words, note=note, claims=tuple(statements(note)))
