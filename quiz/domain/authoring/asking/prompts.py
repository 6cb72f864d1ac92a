"""A text for a language model of one's own: a section, its claims, the kinds wanted, rules, how to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.authoring.asking.kind_outlines import outline
from quiz.domain.authoring.asking.prompt_texts import EXPLANATION, RULES, WHY, WORDS, Words
from quiz.domain.authoring.coverage import ClaimCoverage, State
from quiz.domain.authoring.starting.templates import in_languages, question_text, template
from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.header import Objective

MOST_QUESTIONS = 20
"""Questions that one prompt asks for: more are better asked for in turns."""
MOST_ASKED = 40
"""Questions of the section that a prompt names, so that they are not asked again."""

_TICKS = re.compile("`{3,}")


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What is known of a section: its texts, its claims, the objectives of the bank, and what is asked already."""

    section: str
    title: Text
    notes: Text | None
    claims: tuple[ClaimCoverage, ...]
    objectives: Mapping[str, Objective]
    asked: tuple[Text, ...]
    languages: tuple[str, ...]


def prompt_text(brief: Brief, *, kinds: Sequence[str], count: int, language: str) -> str:
    """The prompt in ``language``, ko or en, for ``count`` questions of ``kinds``."""
    words = WORDS[language]
    parts = [
        words.task % {"count": count, "kinds": ", ".join(kinds)},
        *_section(brief, words, language),
        _listed(words.rules, RULES[language], "1."),
        *_answering(brief, words),
        *(_kind(kind, brief, words) for kind in kinds),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(brief: Brief, words: Words, language: str) -> Iterator[str]:
    yield f"# {brief.section} {brief.title[language]}"
    yield f"## {words.note}"
    yield _fenced(brief.notes[language]) if brief.notes is not None else words.no_note
    claims = [f"{claim.id}: {claim.claim.text[language]}{_state(claim, words)}" for claim in brief.claims]
    yield _listed(words.claims, claims) if claims else f"## {words.claims}\n\n{words.no_claims}"
    yield words.claims_first if claims else ""
    objectives = [f"{name} ({one.level}): {one.text[language]}" for name, one in brief.objectives.items()]
    yield _listed(words.objectives, objectives)
    yield _listed(words.asked, [" ".join(text[language].split()) for text in brief.asked[:MOST_ASKED]])


def _state(claim: ClaimCoverage, words: Words) -> str:
    said: Mapping[State, str] = {"untested": words.untested, "recall": words.recall, "tested": ""}
    return f" ({said[claim.state]})" if said[claim.state] else ""


def _answering(brief: Brief, words: Words) -> Iterator[str]:
    yield _listed(words.answering, [*words.format, _languages(brief.languages, words)])
    own = [f"section: {brief.section}"]
    own += [f"objective: {', '.join(brief.objectives)}"] if brief.objectives else []
    own += [f"claims: [{', '.join(claim.id for claim in brief.claims)}]"] if brief.claims else []
    yield _listed(words.fields, [*own, *words.every])


def _languages(languages: Sequence[str], words: Words) -> str:
    named = [words.languages.get(language, language) for language in languages]
    if len(named) == 1:
        return words.in_one % {"language": named[0]}
    form = ", ".join(f'{language}: "…"' for language in languages)
    return words.in_several % {"languages": ", ".join(named), "form": form}


def _kind(kind: str, brief: Brief, words: Words) -> str:
    fields = _listed(
        kind,
        [
            f"{line.field}: {form_in(line.form, words.forms)}" + (f" ({words.needed})" if line.needed else "")
            for line in outline(kind, plain=len(brief.languages) == 1)
        ],
    )
    example = question_text(_example(kind, brief), column=0)
    return f"{fields}\n\n{words.example}:\n\n```yaml\n{example}```"


def form_in(form: str, words: Mapping[str, str]) -> str:
    """A form of a field in the language of ``words``; names of fields stay as they are."""
    inner = form.removeprefix("list of ")
    if form not in words and inner != form and "list of" in words:
        return words["list of"] % {"form": form_in(inner, words)}
    return words.get(form, form)


def _example(kind: str, brief: Brief) -> dict[str, Any]:
    """A question of a kind about something else, so that nobody copies it, with the names of this section."""
    data = _explained(template(kind, brief.languages), brief.languages)
    named = {"section": brief.section, **({"objective": next(iter(brief.objectives))} if brief.objectives else {})}
    claims = {"claims": [brief.claims[0].id]} if brief.claims else {}
    return {"id": f"example-{kind.replace('_', '-')}", "kind": kind, **named, **claims, "difficulty": "2", **data}


def _explained(data: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """``data`` with the reasons that a careful question has, to be filled in."""
    why, explanation = (in_languages(text, languages) for text in (WHY, EXPLANATION))
    entries = {
        key: [_with_reason(entry, why) for entry in data[key]] for key in ("options", "reasons", "spots") if key in data
    }
    # What needs a tolerance says so, even where it is none: a reader goes by the example.
    tolerance = {"tolerance": "0"} if data["kind"] == "numeric" else {}
    return {**data, **entries, **tolerance, "explanation": explanation}


def _with_reason(entry: Any, why: Any) -> dict[str, Any]:
    fields = entry if isinstance(entry, dict) and "text" in entry else {"text": entry}
    return {**fields, "why": why}


def _listed(title: str, lines: Sequence[str], mark: str = "-") -> str:
    marks = (f"{number}." for number in range(1, len(lines) + 1)) if mark == "1." else ["-"] * len(lines)
    body = "\n".join(f"{sign} {line}" for sign, line in zip(marks, lines, strict=True))
    return f"## {title}\n\n{body}" if lines else ""


def _fenced(text: str) -> str:
    """``text`` between fences that are longer than any inside it."""
    longest = max((len(found) for found in _TICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text.strip()}\n{fence}"
