"""Markdown, formulas and images of a bank to sanitised HTML, once, when a bank is published."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from quiz.domain.matching.expressions import compile_expression
from quiz.domain.matching.numbers import format_number

# What renders Markdown is loaded where it is used: a process that serves pages only fills in what was rendered before.
# Stored with every rendered text: after a change here `quiz db upgrade` renders everything again.
RENDERER = "2"

ImageAddress = Callable[[str], str]
CODE_SPAN = r"(?<!`)(`++)(?!`).*?(?<!`)\1(?!`)"  # whole runs of backticks alone: with parts of them it takes minutes
PLACEHOLDER = re.compile(r"\{\{([^{}]+)\}\}")
_MARK = re.compile("\ue000(.*?)\ue001", re.S)
GAP_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_WRITTEN_GAP = re.compile(rf"\[\[({GAP_NAME.pattern})\]\]")
_GAP = re.compile("\ue002(.*?)\ue003", re.S)
_IN_CODE = re.compile("\ue004(.*?)\ue005", re.S)
_MARKS = re.compile("[\ue002-\ue005]")
_TAG = re.compile(r'</?[a-zA-Z0-9]+(?:\s[a-zA-Z-]+="[^"]*")*\s*/?>')
_NUMBERED = re.compile("\ue000([0-9]+)\ue001|[\ue000\ue001]")
_BRACE = re.compile(r"\\.|[{}]", re.S)
_DIGITS = re.compile(r"(?:\\,|\s|<[^>]*>)*".join("98765") + r"(\d{4})")
_MATH_TAGS = (
    "math mrow mi mn mo mtext mspace mfrac msup msub msubsup munder mover munderover msqrt mroot mtable mtr mtd mstyle"
)
_WRITTEN_ANCHOR = re.compile(r"\s*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}\s*$")
_ANCHOR = re.compile(r'<(?:p|h[345]) id="note-([a-z0-9-]+)">')
_TEXT_TAGS = "p br strong em s code pre ul ol li blockquote h3 h4 h5 hr a img table thead tbody tr th td div"
_TAGS = {*_TEXT_TAGS.split(), *_MATH_TAGS.split()}
_ATTRIBUTES = {
    **{tag: {"id"} for tag in ("p", "h3", "h4", "h5")},
    "a": {"href"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "th": {"scope"},
    "code": {"class"},
    "div": {"class", "tabindex", "role"},
    "math": {"display", "xmlns"},
    "mo": {"stretchy", "form", "fence", "separator"},
    "mtable": {"columnalign"},
    "mspace": {"width"},
}


class RenderingError(ValueError):
    """A formula or a gap that can't be rendered; ``value`` is what was written."""

    def __init__(self, code: str, value: str) -> None:
        self.code = code
        self.value = value
        super().__init__(f"{code}: {value}")


def placeholder_parts(written: str) -> tuple[str, int | None]:
    """The expression and the number of decimals of ``{{expression}}`` or ``{{expression:decimals}}``."""
    expression, colon, decimals = written.rpartition(":")
    if colon and re.fullmatch("[0-9]{1,2}", decimals.strip()):
        return expression.strip(), int(decimals)
    return written.strip(), None


def placeholders(source: str) -> list[str]:
    """Everything that stands between double braces in ``source``."""
    return [match[1] for match in PLACEHOLDER.finditer(source)]


# A formula stands in both languages, and often in the notes as well.
@lru_cache(maxsize=1024)
def _converted(content: str, display: str) -> str:
    from latex2mathml.converter import convert

    return str(convert(content, display=display))


def gaps_in(source: str) -> list[str]:
    """The names of the gaps ``[[name]]`` in ``source``, in their order."""
    return _WRITTEN_GAP.findall(source)


def _math(content: str, display: str) -> str:
    if gap := _GAP.search(content):
        raise RenderingError("gap", f"[[{gap[1]}]]")
    if not _balanced(content):
        # The converter closes what is open in silence.
        raise RenderingError("formula", content)
    numbered = _MARK.sub(lambda match: f"98765{int(match[1]):04d}", content)
    try:
        made = _converted(numbered, display)
    except Exception as error:
        # The converter raises errors of a dozen unrelated types for a formula it can't read.
        raise RenderingError("formula", content) from error
    if "\\" in made:
        # A command that the converter does not know comes out as it was written.
        raise RenderingError("formula", content)
    if numbered == content:
        return made
    return _DIGITS.sub(lambda match: f"\ue000{int(match[1])}\ue001", made)


def _balanced(content: str) -> bool:
    """Whether the braces of a formula close each other; ``\\{`` is a sign like any other."""
    depth = 0
    for brace in _BRACE.findall(content):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def _heading(self: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    written = sorted({token.tag for token in tokens if token.type == "heading_open"})
    level, token = min(5, written.index(tokens[index].tag) + 3), tokens[index]
    return f"<h{level}{self.renderAttrs(token)}>" if token.nesting == 1 else f"</h{level}>\n"


def _head_cell(self: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    opens = tokens[index].nesting == 1
    if tokens[index + 1 if opens else index - 1].content:
        return '<th scope="col">' if opens else "</th>\n"
    return "<td>" if opens else "</td>\n"


def _image(self: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    # The parser writes what is no ASCII as an address does; the file has its own name.
    source = env["image_address"](unquote(str(token.attrs.get("src", ""))))
    alt = _MARKS.sub("", self.renderInlineAsText(token.children or [], options, env))
    return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}" loading="lazy">'


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.enable(["table", "strikethrough"])
    dollarmath_plugin(markdown, allow_space=False, allow_labels=False, double_inline=True)
    markdown.core.ruler.push("anchors", _take_anchors)
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _take_anchors(state: Any) -> None:
    """Makes ``{#name}`` at the end of a heading or paragraph its id, where the text is one that has anchors."""
    if not state.env.get("anchors"):
        return
    for opening, inline in pairwise(state.tokens):
        last = inline.children[-1] if inline.children else None
        if opening.type not in ("heading_open", "paragraph_open") or opening.hidden or last is None:
            continue
        if last.type == "text" and (found := _WRITTEN_ANCHOR.search(last.content)):
            last.content = last.content[: found.start()]
            opening.attrSet("id", anchor_id(found[1]))


def anchor_id(name: str) -> str:
    """The id of an anchor on a page, where it meets no other id."""
    return f"note-{name}"


def anchors_in(source: str) -> list[str]:
    """The names of the anchors ``{#name}`` of a study note, in their order; none that is shown as it is written."""
    return _ANCHOR.findall(render(source, anchors=True)) if "{#" in source else []


def _formula(self: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    return _math(token.content, "inline" if token.type == "math_inline" else "block")


_RULES: Mapping[str, Callable[..., str]] = {
    **dict.fromkeys(("heading_open", "heading_close"), _heading),
    "table_open": lambda *_: '<div class="scroll" tabindex="0" role="group"><table>\n',
    "table_close": lambda *_: "</table></div>\n",
    **dict.fromkeys(("th_open", "th_close"), _head_cell),
    "image": _image,
    **dict.fromkeys(("math_inline", "math_inline_double", "math_block"), _formula),
}
"""Our HTML: headings below the page's that leave out no level, tables that scroll, empty cells that head nothing."""


def render(
    source: str,
    *,
    inline: bool = False,
    values: bool = False,
    gaps: bool = False,
    anchors: bool = False,
    pictures: bool = True,
    image_address: ImageAddress = str,
) -> str:
    """The sanitised HTML of ``source``.

    ``inline`` leaves out paragraphs, for labels and cells. ``values`` keeps ``{{…}}`` as marks that ``fill`` replaces,
    ``gaps`` keeps ``[[…]]`` as marks for ``pieces``, ``anchors`` makes ``{#name}`` at the end of a heading or paragraph
    its id. ``image_address`` turns a picture's name into an address; ``pictures`` may go. Raises ``RenderingError``.
    """
    written = placeholders(source) if values else []
    numbers = iter(range(len(written)))
    marked = PLACEHOLDER.sub(lambda match: f"\ue000{next(numbers)}\ue001", source) if values else source
    marked = _WRITTEN_GAP.sub("\ue002\\1\ue003", marked) if gaps else marked
    import nh3

    env = {"image_address": image_address, "anchors": anchors}
    markdown = _markdown()
    raw = markdown.renderInline(marked, env) if inline else markdown.render(marked, env)
    tags = _TAGS if pictures else _TAGS - {"img"}
    clean = nh3.clean(raw, tags=tags, attributes=_ATTRIBUTES, url_schemes={"http", "https"}).strip()
    clean = _with_gaps(clean, gaps_in(source)) if gaps else _MARKS.sub("", clean)
    return _NUMBERED.sub(lambda match: _spelt_out(match[1], written), clean)


def _with_gaps(clean: str, names: Sequence[str]) -> str:
    """``clean``, in whose running text each gap has to stand: in an attribute no input can."""
    in_text = _GAP.findall(_TAG.sub("", clean))
    for name in names:
        if in_text.count(name) != names.count(name):
            raise RenderingError("gap", f"[[{name}]]")
    return clean


def pieces(rendered: str) -> list[tuple[str, str]]:
    """``rendered`` cut at its gaps: each piece of HTML with the name of the gap behind it, none behind the last."""
    parts = [*_GAP.split(rendered), ""]
    return list(zip(parts[::2], parts[1::2], strict=True))


def render_code(source: str, language: str, *, values: bool = False) -> str:
    """The HTML of a program, its words in classes by Pygments; ``values`` as for ``render``, numbers without commas."""
    import nh3
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    written = placeholders(source) if values else []
    stand_in = "98765"
    while stand_in in source:
        stand_in += "7"
    numbers = iter(range(len(written)))
    marked = PLACEHOLDER.sub(lambda match: f"{stand_in}{next(numbers):04d}", source) if values else source
    formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
    raw = highlight(_MARKS.sub("", marked), get_lexer_by_name(language, stripnl=False), formatter)
    clean = nh3.clean(raw.rstrip("\n"), tags={"span"}, attributes={"span": {"class"}})
    made = re.sub(rf"{stand_in}([0-9]{{4}})", lambda match: f"\ue004{html.escape(written[int(match[1])])}\ue005", clean)
    return f'<pre class="program" tabindex="0"><code>{made}</code></pre>'


def _spelt_out(number: str | None, written: Sequence[str]) -> str:
    """The mark with what was written for ``number``; nothing for a mark that is not ours (an entity can write one)."""
    if number is None or int(number) >= len(written):
        return ""
    return f"\ue000{html.escape(written[int(number)])}\ue001"


def fill(rendered: str, values: Mapping[str, Fraction], language: str) -> str:
    """``rendered`` with each mark replaced by the value of its expression, as a reader of ``language`` writes it."""
    if "\ue000" not in rendered and "\ue004" not in rendered:
        return rendered

    def number(match: re.Match[str]) -> str:
        return html.escape(_valued(html.unescape(match[1]), values, language))

    def bare(match: re.Match[str]) -> str:
        return number(match).replace(",", "")

    return _IN_CODE.sub(bare, _MARK.sub(number, rendered))


def fill_source(source: str, values: Mapping[str, Fraction], language: str) -> str:
    """An author's text with the values put in, as it is before rendering."""
    return PLACEHOLDER.sub(lambda match: _valued(match[1], values, language), source)


def fill_code(source: str, values: Mapping[str, Fraction]) -> str:
    """A program or its output with the values put in, as a program writes numbers: without commas."""
    return PLACEHOLDER.sub(lambda match: _valued(match[1], values, "en").replace(",", ""), source)


def _valued(written: str, values: Mapping[str, Fraction], language: str) -> str:
    expression, decimals = placeholder_parts(written)
    return format_number(compile_expression(expression).evaluate_number(values), decimals, language)


def plain(rendered: str) -> str:
    """The words of ``rendered`` alone, for tables and announcements; a value not put in yet by its expression."""
    named = _MARK.sub(lambda match: match[1], rendered)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", named)).split())
