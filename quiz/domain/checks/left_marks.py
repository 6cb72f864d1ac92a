"""Marks of Markdown, LaTeX or YAML that did nothing and are shown, or that stand for nothing at all."""

from __future__ import annotations

import html
import re

from quiz.domain.bank_format.validation import Findings
from quiz.domain.errors import Message, say, shortened
from quiz.domain.yaml.document import Path

_QUOTED = re.compile('“[^“”]*”|‘[^‘’]*’|”[^“”]*”|“[^“”"]*"|"[^“”"]*”|＂[^＂]*＂', re.DOTALL)
_LONE_QUOTE = re.compile(r'[^"]*[^"\s\d]"')
_NOTHING = ("null", "Null", "NULL", "~")
_UNDERSCORES = re.compile(r"__[^\s_](?:[^_\n]*[^\s_])?__")
_MARKED = re.compile(r"==[^\s=](?:[^=\n]*[^\s=])?==")
_BACKTICK = re.compile(r"`[^`\n]{0,40}")
_LINE_BREAK = re.compile(r"\\n(?![A-Za-z])")
_LATEX = re.compile(
    r"\\(?:[dt]?frac|sqrt|bar|overline|hat|vec|sum|prod|int|times|div|cdot|pm|mu|sigma|alpha|beta|theta|lambda|pi|leq?"
    r"|geq?|neq?|infty|mathbb|mathrm|text)(?![A-Za-z])[^\s가-힣]{0,30}"
)
_POWER = re.compile(r"(?<![\w^])[A-Za-z]\^(?:[0-9]+|\{[^{}]*\}|[A-Za-z])(?![A-Za-z0-9^])")
_OPEN_DOLLAR = re.compile(r"(?<![\w$\\])\$[A-Za-z](?![A-Za-z]{2})[^$\n]{0,40}")
_SWAPPED = re.compile(r"!?\([^()\n]+\)\[(?:(?:https?:|www\.)[^\]\n]*|[^\]\n]+\.(?:png|jpe?g|svg|gif|webp))\]")
_OPEN_LINK = re.compile(r"\[[^\[\]\n]+\]\((?:https?://|www\.)[^)\s]*$")
_SPACED_PICTURE = re.compile(r"!\[[^\[\]\n]*\] +\([^)\n]+\)|!\[[^\[\]\n]+\]\([^)\n]*$")
_GAP = re.compile(r"\[\[[^\[\]\n]{1,80}\]\]")
_TAG = re.compile("<[^<>]*>")
_LIKE_A_MARK = re.compile(r"`|__|==|\\[A-Za-z]|[A-Za-z]\^|\$[A-Za-z]|\] *\(|\)\[|\[\[")
_QUOTES = '"“”‘’＂'


def may_hold_marks(text: str) -> bool:
    """Whether ``text``, without what is code for sure, is worth rendering for the marks that are looked for here."""
    return _LIKE_A_MARK.search(text) is not None


def left_marks(prose: str, path: Path, findings: Findings, *, gaps: bool, formulas: bool) -> None:
    """Adds to ``findings`` what was meant as a mark and is shown as it was written.

    ``prose`` is a rendered text without its code, formulas and placeholders; ``gaps`` says that it may hold gaps,
    ``formulas`` that what looks like one may be meant as one.
    """
    shown = _TAG.sub(" ", prose)
    if not gaps and (gap := _GAP.search(shown)):
        remedy = say("a gap belongs to a question with kind: cloze, in its text:")
        findings.warn("placeholder", path, say("%(written)s stands in a question without gaps", written=gap[0]), remedy)
    for pattern, code, remedy in _SHOWN:
        if (formulas or code != "formula") and (found := pattern.search(shown)):
            written = shortened(html.unescape(found[0]).strip(), 40)
            findings.warn(code, path, say("%(value)s is shown as it is written", value=written), remedy)
            return


_AS_FORMULA = say("write a formula between $ and $, without a space inside them: $x^2$")
_SHOWN: tuple[tuple[re.Pattern[str], str, Message], ...] = (
    (_SWAPPED, "link", say("write a link as [words](https://…), a picture as ![what it shows](file.png)")),
    (_OPEN_LINK, "link", say("close the address of the link with )")),
    (
        _SPACED_PICTURE,
        "markdown",
        say("write a picture as ![what it shows](file.png), without a space before the bracket"),
    ),
    (_UNDERSCORES, "emphasis", say("write **bold**: underscores make nothing bold where a letter follows them")),
    (_MARKED, "emphasis", say("write **bold** or *italic*; there is no other emphasis")),
    (_LATEX, "formula", _AS_FORMULA),
    (_POWER, "formula", _AS_FORMULA),
    (_OPEN_DOLLAR, "formula", say("close it with $, without a space inside; a plain dollar sign is written \\$")),
    (_BACKTICK, "markdown", say("close the code with another `, or leave it out")),
    (_LINE_BREAK, "markdown", say("write a line break as such, in a block after |")),
)


def shown_quotes(text: str, path: Path, findings: Findings) -> None:
    """Adds to ``findings`` quotation marks around a text that YAML did not take for its own."""
    bare = text.strip()
    if bare[:1] not in _QUOTES and bare[-1:] != '"':
        return
    place = findings.document.place(path)
    if _QUOTED.fullmatch(bare) and findings.document.written_with(text[0], place):
        findings.warn(
            "quotes",
            path,
            say("the quotation marks %(signs)s are shown with the text", signs=bare[0] + bare[-1]),
            say("write straight ones to quote it for YAML, or both where they belong to the text: '“…”'"),
        )
    elif _LONE_QUOTE.fullmatch(bare) and findings.document.written_with(text[0], place):
        findings.warn(
            "quotes",
            path,
            say("a quotation mark ends the text that none begins"),
            say("write one at the beginning too, or leave it out"),
        )


def nothing_as_text(text: str, path: Path, findings: Findings) -> None:
    """Adds to ``findings`` a text that other programs read as no value at all."""
    if text in _NOTHING and findings.document.written_with(text[0], findings.document.place(path)):
        findings.warn(
            "text-empty",
            path,
            say("%(value)s may stand for no text, or for this word", value=text),
            say("leave the field out, or put the word in quotes: %(form)s", form=f'"{text}"'),
        )
