"""A text as it is shown: what can't be rendered, and what was meant as a mark and is shown as it was written."""

from __future__ import annotations

import re
from collections.abc import Collection

from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.author_mistakes import control_in_formula, left_over, shown_raw
from quiz.domain.checks.left_marks import left_marks, may_hold_marks, nothing_as_text, shown_quotes
from quiz.domain.checks.pictures import MediaSize, check_picture
from quiz.domain.errors import say
from quiz.domain.rendering import PLACEHOLDER, RenderingError, render
from quiz.domain.yaml.document import Path

# What is looked for below and in left_marks holds one of these, and most texts hold none.
_MARK = re.compile(r"[*\\${}<\[\]`=_^]")
# In one line, with nothing before it that takes its meaning, this is always code.
_PLAIN_CODE = re.compile(r"(?<![\\`])`[^`\n]+`(?!`)")
# Between letters or digits, and with nothing inside that is more to Markdown than letters, this always makes bold.
_PLAIN_BOLD = re.compile(r"(?<![\\*])\*\*(?=\w)([^*`\n\[\]<>\\$]*(?<=\w))\*\*(?!\*)")
# Whatever holds none of these is prose: there is nothing in it that could go wrong in rendering.
_SPECIAL = re.compile(r"\*\*|\*\\|\\\*|!\[|[${}]|<[/A-Za-z]|\] ?\(|\\[(\[]|^\s*[“‘]")
_ANCHOR = re.compile(r"\{#[^{}\n]{0,60}\}")
_NOT_PROSE = re.compile(r"<(code|pre|math)\b.*?</\1>|\ue000.*?\ue001", re.DOTALL)


def check_text(
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
    """Adds to ``findings`` what is wrong with ``text`` as it is shown.

    ``variables`` are those of its question, None for a text of no question; the rest is as for ``render``.
    """
    shown_quotes(text, path, findings)
    nothing_as_text(text, path, findings)
    if gaps or may_go_wrong(text, values=bool(variables)):
        check_rendered(text, inline, path, media_size, findings, variables=variables, gaps=gaps, anchors=anchors)


def may_go_wrong(text: str, *, values: bool) -> bool:
    """Whether ``check_rendered`` might find anything in ``text``: most texts are prose, and rendering takes time."""
    if not _MARK.search(text) and text.lstrip()[:1] not in ("“", "‘"):
        return False
    plain = PLACEHOLDER.sub("0", text) if values else text
    plain = _PLAIN_BOLD.sub(r"\1", _PLAIN_CODE.sub(".", plain))
    return _SPECIAL.search(plain) is not None or may_hold_marks(plain)


def check_rendered(
    text: str,
    inline: bool,
    path: Path,
    media_size: MediaSize,
    findings: Findings,
    *,
    variables: Collection[str] | None,
    gaps: bool,
    anchors: bool,
) -> None:
    """As ``check_text``, of what rendering ``text`` brings to light."""
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
        check_picture(name, path, media_size, findings)
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
