"""What YAML or the format reads otherwise than its author meant: seen in what was written, not in what was read."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.left_marks import nothing_as_text, shown_quotes
from quiz.domain.errors import say, shortened
from quiz.domain.questions import Question
from quiz.domain.rendering import CODE_SPAN
from quiz.domain.yaml.document import Path

Numbered = Sequence[tuple[int, Question]]

_HANGUL = re.compile("[가-힣]")
_NOT_WORDS = re.compile(r"\$[^$]*\$|`[^`]*`|\{\{[^{}]*\}\}")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]+(?:\.[0-9]*)?")

_CODE = re.compile(CODE_SPAN, re.S)
# What an escape of double quotes makes of a command: "\times" a tab and imes, "\rho" a return, "\neq" a new line.
_ESCAPED = re.compile("\\$[^$]*?(?:[\t\r\x85\u2028\u2029]|\n(?=(?:abla|eq|otin)\\b))[^$]*\\$")
# What begins with a digit is an amount of money.
_COMMAND = re.compile(r"\$(?!\s*[0-9])[^$<]*?(?:\\[A-Za-z]{2,}|[_^]\{)[^$<]*")
_BRACES = re.compile(r"\{\{|\}\}")
_NAMED = re.compile(r"\{\s*([A-Za-z]\w*)\s*\}")
_PLACEHOLDER = re.compile(r"\{\{\s*[A-Za-z]\w*\s*\}\}")


_TAGS = "a|b|i|u|br|em|hr|h[1-6]|ul|ol|li|tr|td|th|sub|sup|div|img|span|font|small|table|center|strong|script|iframe"
_HTML = re.compile(rf"&lt;/?(?:{_TAGS})(?:\s+[\w-]+=(?:(?!&gt;).){{0,200}})?\s*/?&gt;", re.IGNORECASE)
_SPACED = re.compile(r"\$[ \t]+([^$\n가-힣]{1,60}?)[ \t]*\$|\$[^$\s\n가-힣0-9][^$\n가-힣]{0,60}?[ \t]+\$")
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}|^\$\s*\$$")
_LATEX = re.compile(r"\\\((?=\S|\s*\S).{1,80}?\\\)|\\\[(?=[^\n]{0,80}[\\^_=][^\n]{0,80}\\\]).{1,80}?\\\]")
_MARKDOWN = re.compile(r"\*\*[^*]+\*\*|\$[^$\s][^$]*\$|`[^`]+`|</?[a-z][a-z0-9]*/?>|\[[^\]]{1,200}\]\([^)]{1,200}\)")
_LINK = re.compile(r"<a\b[^>]*>")
_HREF = re.compile(r'href="([^"]*)"')
_WITHOUT_WORDS = re.compile(r"<a\b[^>]*>\s*</a>")
_SCHEME = re.compile(r"\((?!https?:)[a-z]{2,12}:")
_UNMADE = re.compile(r"\[[^\[\]\n]+\](?:\([^)\n]*\)| \((?:https?:|www\.)[^)\n]*\))")


def cut_at_commas(lists: Mapping[str, Sequence[str]], path: Path, findings: Findings) -> None:
    """Adds to ``findings`` the values of ``variables`` that are the second half of a number with a comma in it."""
    for name, values in lists.items():
        found = next(((place, value) for place, value in enumerate(values) if _LEADING_ZERO.fullmatch(value)), None)
        if found is not None:
            findings.add(
                "variables",
                (*path, name, found[0]),
                say("the value %(value)s begins with a zero", value=repr(found[1])),
                say("leave leading zeros out; a comma parts values, so write 10000 for 10,000"),
            )


def control_in_formula(text: str, path: Path, findings: Findings) -> bool:
    """Whether double quotes took a command of a formula for an escape; the ``findings`` say so."""
    found = _ESCAPED.search(_CODE.sub(" ", text))
    if found is None:
        return False
    findings.add(
        "formula",
        path,
        say("a control character stands in the formula %(value)s", value=repr(found[0])),
        say("write the text in single quotes or as a block, or double the backslash: \\\\times"),
    )
    return True


def left_over(prose: str, path: Path, findings: Findings, variables: Collection[str] | None) -> bool:
    """Adds to ``findings`` what was meant as a formula or a placeholder and is shown as it was written.

    Gives back whether there was a formula among it.

    ``prose`` is a rendered text without its code, formulas and placeholders. ``variables`` are those of the question;
    None for a text that belongs to no question.
    """
    if formula := _COMMAND.search(prose):
        findings.add(
            "formula",
            path,
            say("the formula %(value)s is not closed", value=shortened(html.unescape(formula[0]).strip())),
            say("close it with $, without a space inside; a plain dollar sign is written \\$"),
        )
    elif variables and (braces := _BRACES.search(prose)):
        findings.add(
            "placeholder",
            path,
            say("%(braces)s is left over in the text", braces=braces[0]),
            say("write {{n}} with two braces on either side; braces that are meant stand in code"),
        )
    elif variables and (named := next((name for name in _NAMED.findall(prose) if name in variables), None)):
        findings.warn(
            "placeholder",
            path,
            say("{%(name)s} is shown as it is written", name=named),
            say("write two braces on either side, or put it into code"),
        )
    elif variables is not None and not variables and (written := _PLACEHOLDER.search(prose)):
        findings.warn(
            "placeholder",
            path,
            say("%(written)s stands in a question without variables", written=written[0]),
            say("define the variable, or put it into code"),
        )
    return formula is not None


def shown_raw(text: str, rendered: str, prose: str, path: Path, findings: Findings) -> None:
    """Adds to ``findings`` the links that lead nowhere, and what other programs would show otherwise than we do.

    ``rendered`` is the HTML of ``text``, ``prose`` the same without code, formulas and placeholders.
    """
    _links(rendered, prose, path, findings)
    if tag := _HTML.search(prose):
        findings.warn(
            "html",
            path,
            say("%(value)s is shown as it is written", value=html.unescape(tag[0])),
            say("write **bold**, *italic* or another form of Markdown; HTML that is meant stands in code"),
        )
    formula = (
        None
        if _COMMAND.search(prose)
        else next((found for found in _SPACED.finditer(prose) if not _WORDS.search(found[0])), None)
    )
    if formula or (formula := _LATEX.search(_CODE.sub(" ", text))):
        written = html.unescape(formula[0]).strip()
        findings.warn(
            "formula",
            path,
            say("%(value)s is shown as it is written", value=shortened(written)),
            say("write a formula between $ and $, without a space inside them: $x$"),
        )


def plain_titles(header: Header, findings: Findings) -> None:
    """Adds to ``findings`` titles and objectives that hold Markdown: they are shown as they are written."""
    for path, text in _of_header(header):
        if path[-1] == "notes":
            continue
        for language, words in text.written():
            place = (*path, *text.place(language))
            shown_quotes(words, place, findings)
            nothing_as_text(words, place, findings)
            if sign := _MARKDOWN.search(words):
                findings.warn(
                    "markdown",
                    place,
                    say("%(value)s is shown as it is written", value=shortened(sign[0])),
                    say("write it in plain words: titles and objectives hold no Markdown and no formulas"),
                )


def _links(rendered: str, prose: str, path: Path, findings: Findings) -> None:
    for link in _LINK.findall(rendered):
        address = _HREF.search(link)
        to = html.unescape(address[1]) if address else ""
        if to.startswith(("http://", "https://")):
            continue
        remedy = say("write the whole address, with https:// before it")
        message = say("the link to %(address)s leads nowhere", address=repr(to))
        if not to:
            message, remedy = (
                say("a link leads to no web address"),
                say("links go to http:// and https:// addresses only"),
            )
        findings.add("link", path, message, remedy)
    if _WITHOUT_WORDS.search(rendered):
        findings.warn(
            "link", path, say("a link without words"), say("write them between the brackets: [words](https://…)")
        )
    if unmade := _UNMADE.search(prose):
        scheme = _SCHEME.search(unmade[0])
        findings.warn(
            "link",
            path,
            say("%(value)s is shown as it is written", value=shortened(html.unescape(unmade[0]))),
            say("links go to http:// and https:// addresses only")
            if scheme
            else say(
                "write a link as [words](https://…), with neither a space before the bracket nor one in the address"
            ),
        )


def idle_settings(quiz: Quiz, path: Path, findings: Findings) -> None:
    """Adds to ``findings`` the settings of a quiz that do nothing beside its others."""
    practice = quiz.mode == "practice"
    for idle, field, remedy in (
        (practice, "minutes", say("leave it out, or write mode: exam; practice is never timed")),
        (practice, "grace", say("leave it out, or write mode: exam; practice is never timed")),
        (not practice and quiz.minutes is None, "grace", say("add minutes:, or leave it out")),
        (practice and quiz.tries == 1, "penalty", say("add tries:, or leave it out")),
        (not practice, "penalty", say("leave it out; an exam has one try a question")),
        (quiz.negative == 0 and quiz.certainty != "counted", "floor", say("add negative:, or leave it out")),
    ):
        if idle and getattr(quiz, field) != Quiz.model_fields[field].default:
            findings.warn("no-effect", (*path, field), say("%(field)s does nothing here", field=repr(field)), remedy)


def untranslated(header: Header | None, questions: Numbered, findings: Findings) -> None:
    """Adds to ``findings`` the plain texts that hold Hangul: they are shown in every language."""
    for path, text in (*_of_header(header), *_of_questions(questions)):
        # A plain Text has the same text in all languages.
        words = next(iter(text.values()))
        if text.plain and not words.isascii() and _HANGUL.search(_NOT_WORDS.sub(" ", words)):
            findings.warn(
                "C8",
                path,
                say("this text is the same in all languages: %(text)s", text=shortened(words)),
                say("give one for each: {ko: …, en: …}"),
            )


def _of_header(header: Header | None) -> Iterator[tuple[Path, Text]]:
    if header is None:
        return
    if header.title is not None:
        yield ("title",), header.title
    for name, objective in header.objectives.items():
        yield ("objectives", name, "text"), objective.text
    for name, section in header.sections.items():
        yield ("sections", name, "title"), section.title
        if section.notes is not None:
            yield ("sections", name, "notes"), section.notes
    for number, quiz in enumerate(header.quizzes):
        yield ("quizzes", number, "title"), quiz.title


def _of_questions(questions: Numbered) -> Iterator[tuple[Path, Text]]:
    for number, question in questions:
        for passage in question.passages():
            if not passage.code:
                yield ("questions", number, *passage.path), passage.text
