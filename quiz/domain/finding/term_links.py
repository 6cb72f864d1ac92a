"""The first place of each term in a rendered text becomes a link to what the glossary says of it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quiz.domain.finding.paragraphs import TAG
from quiz.domain.finding.words import runs_of, stem_of

_KEPT_OUT = {"a", "code", "pre", "math", "button", "h1", "h2", "h3", "h4", "h5", "h6", "th"}
_HANGUL = re.compile("[가-힣]")
_IN_BRACKETS = re.compile(r"\s?\(([A-Za-z][^()가-힣]*)\)")
"""English behind a Korean word says what is meant: 정규화(normalization) is no 정규화(regularization)."""
_PARTICLES = (
    "은|는|이|가|을|를|의|에|에서|에는|에서는|에도|에게|로|으로|로는|으로는|로도|으로도|와|과|도|만|나|이나|부터|까지|보다|처럼|마다|마저|"
    "들|들은|들이|들을|들의|라는|이라는|라고|이라고|란|이란|라면|이라면|다|이다|예요|이에요|입니다|이며|며|이고|고|인|일|이라|라"
)


@dataclass(frozen=True, kw_only=True)
class LinkedTerm:
    """A term by its name in the glossary, with every form that is linked to it.

    ``unlinked`` are longer phrases in which such a form means something else.
    """

    name: str
    forms: tuple[str, ...]
    unlinked: tuple[str, ...] = ()


def anchor_of(name: str) -> str:
    """The id of a term on the page of the glossary."""
    return f"term-{name}"


@lru_cache(maxsize=2048)
def link_terms(rendered: str, terms: tuple[LinkedTerm, ...], page: str) -> str:
    """``rendered`` with a link to ``page`` at the first place of each term.

    None within code, formulas, links and headings. A Korean particle behind the term stays outside.
    """
    if not terms:
        return rendered
    pattern, names = _found_by(terms)
    inside, last, made, seen = 0, 0, [], set[str]()
    for tag in TAG.finditer(rendered):
        text = rendered[last : tag.start()]
        made += [text if inside else _linked(text, pattern, names, seen, page), tag[0]]
        if tag["name"].lower() in _KEPT_OUT:
            inside += -1 if tag["end"] else 1
        last = tag.end()
    return "".join([*made, _linked(rendered[last:], pattern, names, seen, page)])


def _linked(text: str, pattern: re.Pattern[str], names: Mapping[str, str], seen: set[str], page: str) -> str:
    def link(found: re.Match[str]) -> str:
        name = names[_key(html.unescape(found[0]))]
        if not name or name in seen or not _means(name, found[0], text[found.end() :], names):
            return found[0]
        seen.add(name)
        return f'<a class="term" href="{html.escape(page)}#{anchor_of(name)}">{found[0]}</a>'

    return pattern.sub(link, text)


def _means(name: str, found: str, after: str, names: Mapping[str, str]) -> bool:
    """Whether a Korean form means the term: not where the English behind it in brackets holds none of its names."""
    said = _IN_BRACKETS.match(after) if _HANGUL.search(found) else None
    if said is None:
        return True
    runs = [stem_of(run) for run in runs_of(html.unescape(said[1]))]
    forms = ([stem_of(run) for run in runs_of(form)] for form, owner in names.items() if owner == name)
    return any(form == runs[at : at + len(form)] for form in forms for at in range(len(runs)))


@lru_cache(maxsize=16)
def _found_by(terms: tuple[LinkedTerm, ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What finds every form, the longest first, and the name of the term that each belongs to; of what is none, ''."""
    names: dict[str, str] = {}
    written = [(phrase, "") for term in terms for phrase in term.unlinked]
    for form, name in (*written, *((form, term.name) for term in terms for form in term.forms)):
        names.setdefault(_key(form), name)
        if not _HANGUL.search(form):
            names.setdefault(_key(f"{form}s"), name)
    forms: Sequence[str] = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(_bounded, forms)) or "(?!)", re.IGNORECASE), names


def _key(form: str) -> str:
    return form.casefold()


def _bounded(form: str) -> str:
    """A form as a word of its own: in Korean with a particle behind it at most."""
    written = re.escape(html.escape(form, quote=False))
    before = r"(?<![가-힣A-Za-z0-9-])"
    if _HANGUL.match(form[-1]):
        return rf"{before}{written}(?=(?:{_PARTICLES})?(?![가-힣A-Za-z0-9]))"
    return rf"{before}{written}(?![A-Za-z0-9-])"
