"""The two faces of a card: a question as it was asked, and its solution with the reasons, as HTML that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input
from quiz.language import localizer
from quiz.services.attempts.pages.answer_texts import Localizable, parts_of
from quiz.services.attempts.pages.question_views import QuestionView

_ADDRESS = re.compile(r'(?P<name>src|href)="/(?P<path>[^"]*)"')
_PICTURE = re.compile(r'src="/media/(?P<name>[0-9a-f]{32}\.[a-z]+)"')
_LISTED = re.compile(r"(?P<group>.+?)[.-](?P<id>[^.-][^.]*)\.text")
"""A passage that is one of a list: ``options.a.text``, ``row-1.text``, ``gaps.1.options.b.text``."""
_OF_GAP = re.compile(r"gaps\.(?P<gap>[^.]+)\.options")


@dataclass(frozen=True, kw_only=True)
class Faces:
    """A card: its faces, and the names of the pictures that they show."""

    front: str
    back: str
    pictures: frozenset[str]


def faces_of(view: QuestionView, solution: Answer, site: str, address: str) -> Faces:
    """The faces of a question whose solution may be seen; ``address`` is where its section is read at ``site``."""
    words = _Words(view)
    front = Markup("\n").join(words.front())
    back = Markup("\n").join([*words.key(solution), *words.reasons(solution), *words.around(site, address)])
    shown = [_alone(str(face), site) for face in (front, back)]
    pictures = frozenset(name for face in (front, back) for name in _PICTURE.findall(str(face)))
    return Faces(front=shown[0], back=shown[1], pictures=pictures)


def _alone(face: str, site: str) -> str:
    """The face with pictures by their names, as a deck holds them, and links to the whole address."""
    face = _PICTURE.sub(lambda found: f'src="{found["name"]}"', face)
    home = str(escape(site.rstrip("/")))
    return _ADDRESS.sub(lambda found: f'{found["name"]}="{home}/{found["path"]}"', face)


class _Words:
    """What the faces of a question say, in its language."""

    def __init__(self, view: QuestionView) -> None:
        self._view = view
        self._speak = localizer(view.language)

    def _say(self, message: Message) -> str:
        return message.said(self._speak)

    def front(self) -> Iterator[Markup]:
        """The stem, the picture, the text with its gaps, what can be chosen."""
        view = self._view
        yield view.html("prompt")
        if view.context.get("image"):
            alt = view.plain("image.alt")
            yield Markup('<p><img src="{}" alt="{}"></p>').format(view.context["image"], alt)
        if view.html("text"):
            yield Markup().join(piece + self._gap(name) + held for piece, name, held in view.pieces("text"))
        if view.html("code"):
            yield view.html("code")
        yield from self._lists()
        yield from self._worded_options()
        if view.html("unit"):
            yield Markup("<p>({})</p>").format(view.html("unit"))

    @staticmethod
    def _gap(name: str) -> Markup:
        return Markup("<b>[{}]</b>").format(name) if name else Markup()

    def _lists(self) -> Iterator[Markup]:
        """Options and entries that are shown, list by list, in the order in which they were."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for passage in self._view.question.passages():
            found = _LISTED.fullmatch(passage.name)
            if passage.shown and found is not None and not passage.code:
                groups.setdefault(found["group"], []).append((found["id"], passage.name))
        for group, entries in groups.items():
            gap = _OF_GAP.fullmatch(group)
            if gap is not None:
                yield Markup("<p>{}</p>").format(self._gap(gap["gap"]))
            yield _list([self._view.html(name) for name in self._in_order(group, entries)])

    def _in_order(self, group: str, entries: Sequence[tuple[str, str]]) -> list[str]:
        names = dict(entries)
        orders = list(self._view.variant.order.values())
        for ids in (set(names), {f"{group}-{name}" for name in names}):
            shown = next((order for order in orders if set(order) == ids), None)
            if shown is not None:
                return [names.get(one) or names[one.removeprefix(f"{group}-")] for one in shown]
        return list(names.values())

    def _worded_options(self) -> Iterator[Markup]:
        """The options for which the question has no text of its own: right and wrong."""
        for wanted in self._view.question.inputs():
            said = [self._view.question.words_for_option(wanted.name, option) for option in wanted.options]
            if said and all(said):
                yield _list([escape(self._say(one)) for one in said if one is not None])

    def key(self, solution: Answer) -> Iterator[Markup]:
        """The right answer in the words of the question."""
        yield Markup("<h3>{}</h3>").format(self._say(say("Right answer")))
        if self._view.html("model_answer"):
            yield self._view.html("model_answer")
            yield _list([html for name, html in self._named(".meaning")])
            return
        inputs = {wanted.name: wanted for wanted in self._view.question.inputs()}
        names = [name for name in self._view.names_on_page if solution.get(name)]
        for name, part in zip(names, parts_of(self._view, solution), strict=True):
            label = self._written(part.label)
            said = self._answer(inputs[name], part.said)
            yield Markup("<p><b>{}</b> → {}</p>").format(label, said) if label else said

    def _answer(self, wanted: Input, said: Sequence[Localizable]) -> Markup:
        lines = [self._written(one) for one in said]
        if wanted.kind == "order":
            return _list(lines)
        if wanted.kind == "long":
            return Markup("<pre>{}</pre>").format(lines[0])
        unit = self._view.html("unit") if wanted.kind == "number" else ""
        if len(lines) == 1 and not unit:
            return lines[0]
        return Markup("<p>{} {}</p>").format(Markup("<br>").join(lines), unit)

    def _written(self, words: Localizable) -> Markup:
        return escape(self._say(words)) if isinstance(words, Message) else escape(words)

    def reasons(self, solution: Answer) -> Iterator[Markup]:
        """Why the key is right, and the explanation."""
        right = {value for values in solution.values() for value in values}
        options = {option for wanted in self._view.question.inputs() for option in wanted.options}
        wrong = tuple(f".{option}.why" for option in options - right)
        said = [html for name, html in self._named(".why") if html and not name.endswith(wrong)]
        if said and not self._view.html("output"):
            yield Markup("<h3>{}</h3>").format(self._say(say("Why")))
            yield _list(said)
        if self._view.html("explanation"):
            yield Markup("<h3>{}</h3>").format(self._say(say("Explanation")))
            yield self._view.html("explanation")

    def _named(self, end: str) -> Iterator[tuple[str, Markup]]:
        for passage in self._view.question.passages():
            if passage.name.endswith(end) and not passage.name.startswith("wrong."):
                yield passage.name, self._view.html(passage.name)

    def around(self, site: str, address: str) -> Iterator[Markup]:
        """Where it is read again."""
        text = self._view.context.get("section_title") or self._say(say("Read the section"))
        place = f"{site.rstrip('/')}{address}"
        yield Markup('<p><a href="{}">{}</a></p>').format(place, text)


def _list(entries: Sequence[Markup]) -> Markup:
    return Markup("<ol>{}</ol>").format(Markup().join(Markup("<li>{}</li>").format(one) for one in entries))
