"""Pages as a browser without script sees them: parsed, their forms filled in and sent, redirects followed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import html5lib  # type: ignore[import-untyped]  # it publishes no types
from flask.testing import FlaskClient

from tests.web.reading import read

PREFIX = "answer-"
Element = ElementTree.Element


@dataclass(kw_only=True)
class Field:
    """One control of a form. ``options`` are what may be sent; a text input has none."""

    name: str
    type: str
    values: list[str]
    options: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Form:
    """A form with what stands in it, as a browser would send it."""

    action: str
    method: str
    fields: list[Field]
    buttons: list[tuple[str, str]]

    def value(self, name: str) -> str:
        """What a field would send first."""
        return next((value for one in self.fields if one.name == name for value in one.values), "")

    def set(self, name: str, *values: str) -> None:
        """Fill in a field; fails where the page offers no such field or option.

        Selects of one name take the values one after another.
        """
        found = [one for one in self.fields if one.name == name]
        assert found, f"no field {name} in {[one.name for one in self.fields]}"
        if len(found) > 1 and found[0].type == "select":
            assert len(found) == len(values), (name, values)
            parts = [[value] for value in values]
        else:
            found, parts = found[:1], [list(values)]
        for one, part in zip(found, parts, strict=True):
            if one.options:
                assert set(part) <= set(one.options), (name, values, one.options)
            one.values = part

    def tick(self, name: str) -> None:
        """Tick every box of a name."""
        self.set(name, *next(one.options for one in self.fields if one.name == name))

    def answer(self, sent: Mapping[str, tuple[str, ...]]) -> Form:
        """Fill in the answer to a question."""
        for name, values in sent.items():
            self.set(PREFIX + name, *values)
        return self

    def answered(self) -> dict[str, tuple[str, ...]]:
        """The answer that stands in the form."""
        given: dict[str, tuple[str, ...]] = {}
        for one in self.fields:  # several hidden fields may share a name, as boxes do
            if one.name.startswith(PREFIX) and any(one.values):
                name = one.name.removeprefix(PREFIX)
                given[name] = (*given.get(name, ()), *(value for value in one.values if value))
        return given

    def data(self, press: str | None = None) -> dict[str, list[str]]:
        """Everything that is sent when the button ``go`` of that value is pressed, or the first button."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            sent.setdefault(one.name, []).extend(one.values)
        pressed = [button for button in self.buttons if press is None or button[1] == press]
        assert pressed, (press, self.buttons)
        name, value = pressed[0]
        if name:
            sent[name] = [value]
        return {name: values for name, values in sent.items() if values}


class Page:
    """A response as HTML."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.path: str = response.request.path
        self.html: str = response.get_data(as_text=True)

    @property
    def unlinked(self) -> str:
        """The HTML without the links of terms to the glossary: texts as they are stored."""
        return re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", self.html)

    @cached_property
    def root(self) -> Element:
        """The tree of the page, read when it is first asked for."""
        return read(self.html)

    @cached_property
    def as_in_browsers(self) -> Element:
        """The tree that browsers make of the page, whatever it holds, by the rules of HTML."""
        return self._standard.parse(self.html)

    @property
    def faults(self) -> list[Any]:
        """What is no valid HTML."""
        assert self.as_in_browsers is not None
        return self._standard.errors

    @cached_property
    def _standard(self) -> Any:
        return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of that tag and those attributes; ``class_`` asks for one class among several."""
        return [element for element in self.root.iter(tag) if _fits(element, attributes)]

    def by_id(self, name: str) -> Element:
        """The element of that id."""
        (found,) = [element for element in self.root.iter() if element.get("id") == name]
        return found

    def has_id(self, name: str) -> bool:
        """Whether there is an element of that id."""
        return any(element.get("id") == name for element in self.root.iter())

    @property
    def heading(self) -> str:
        """The words of the one main heading."""
        (found,) = self.all("h1")
        return words(found)

    @property
    def main(self) -> str:
        """The words of the page's main part."""
        return words(self.by_id("main"))

    def links(self) -> list[str]:
        """Where the page leads."""
        return [str(link.get("href")) for link in self.all("a")]

    def forms(self) -> list[Form]:
        """Every form."""
        return [_form(element, self.path) for element in self.all("form")]

    def form(self, action: str, **values: str) -> Form:
        """The form that is sent to ``action``; ``values`` narrow it by what its fields hold."""
        found = [
            form
            for form in self.forms()
            if form.action == action and all(form.value(name) == value for name, value in values.items())
        ]
        assert found, (action, values, [form.action for form in self.forms()])
        return found[0]

    @property
    def quizzes(self) -> list[str]:
        """The keys of the quizzes that can be begun from here, each once; of timed tests by the page before them."""
        forms = [form.value("quiz") for form in self.forms() if form.action == "/quizzes/start"]
        links = [urlsplit(link) for link in self.links() if link.startswith("/quizzes/start?")]
        return list(dict.fromkeys([*forms, *(parse_qs(link.query)["quiz"][0] for link in links)]))

    @property
    def answer_form(self) -> Form:
        """The form of the question that is asked, with its buttons that stand elsewhere on the page."""
        form = _form(self.by_id("answer"), self.path)
        elsewhere = self.all("button", form="answer")
        form.buttons += [(button.get("name") or "", button.get("value") or "") for button in elsewhere]
        return form


def _fits(element: Element, attributes: Mapping[str, str]) -> bool:
    wanted = dict(attributes)
    classes = wanted.pop("class_", "")
    if classes and classes not in (element.get("class") or "").split():
        return False
    return all(element.get(name) == value for name, value in wanted.items())


def words(element: Element) -> str:
    """The text of an element, its spaces made one."""
    return " ".join(" ".join(element.itertext()).split())


def _form(element: Element, path: str) -> Form:
    form = Form(
        action=element.get("action") or path, method=(element.get("method") or "get").lower(), fields=[], buttons=[]
    )
    for control in element.iter():
        name = control.get("name") or ""
        if control.tag == "button" and control.get("disabled") is None:
            form.buttons.append((name, control.get("value") or ""))
        elif name and control.tag == "input":
            _add_input(form, control, name)
        elif name and control.tag == "select":
            form.fields.append(_select(control, name))
        elif name and control.tag == "textarea":
            form.fields.append(Field(name=name, type="textarea", values=["".join(control.itertext())]))
    return form


def _add_input(form: Form, control: Element, name: str) -> None:
    kind, value = control.get("type") or "text", control.get("value") or ""
    if kind not in ("radio", "checkbox"):
        form.fields.append(Field(name=name, type=kind, values=[value]))
        return
    known = next((one for one in form.fields if one.name == name), None)
    if known is None:
        known = Field(name=name, type=kind, values=[])
        form.fields.append(known)
    known.options.append(value)
    if control.get("checked") is not None:
        known.values.append(value)


def _select(control: Element, name: str) -> Field:
    entries = list(control.iter("option"))
    values = [entry.get("value") if entry.get("value") is not None else words(entry) for entry in entries]
    chosen = [value for entry, value in zip(entries, values, strict=True) if entry.get("selected") is not None]
    return Field(
        name=name,
        type="select",
        values=[str(value) for value in chosen or values[:1]],
        options=[str(v) for v in values],
    )


class Browser:
    """A person at a browser without script, who reads ``language``."""

    def __init__(self, client: FlaskClient, language: str = "ko") -> None:
        self.client = client
        self.headers = {"Accept-Language": language}

    def get(self, path: str) -> Page:
        """Open an address and go where it leads."""
        return Page(self.client.get(path, headers=self.headers, follow_redirects=True))

    def send(self, form: Form, press: str | None = None) -> Page:
        """Press a button of a form and go where it leads."""
        assert form.method == "post"
        data = form.data(press)
        return Page(self.client.post(form.action, data=data, headers=self.headers, follow_redirects=True))

    def begin(self, quiz: str) -> Page:
        """Begin a quiz from the page that offers it."""
        month = quiz.partition("/")[0]
        page = self.get(f"/m/{month}" if "/" in quiz else "/")
        # A timed test is explained first.
        explained = [link for link in page.links() if link.split("&")[0] == f"/quizzes/start?quiz={quiz}"]
        return self.send((self.get(explained[0]) if explained else page).form("/quizzes/start", quiz=quiz))


def to_grade(teacher: Browser) -> list[str]:
    """Where the answers are that wait for a teacher, question by question, as the pages lead to them."""
    lists = [link for link in teacher.get("/teach/grading").links() if link.startswith("/teach/grading/questions/")]
    found = [link for one in dict.fromkeys(lists) for link in teacher.get(one).links()]
    return [link for link in dict.fromkeys(found) if re.fullmatch(r"/teach/grading/[0-9]+", link)]


def token_of(page: Page) -> str:
    """The token of the attempt that a page belongs to."""
    return page.path.split("/")[2]


def without_source(root: Element) -> Element:
    """A page without the lines of a bank's file, which are as their author wrote them, in every language."""
    if not any(one.get("class") in OF_SOURCE or one.tag == "textarea" for one in root.iter()):
        return root
    left = deepcopy(root)
    for one in left.iter():
        if one.get("class") in OF_SOURCE:
            one.clear()
        elif one.tag == "textarea":
            # What stands in a field was typed by somebody.
            one.text = ""
    return left


def in_one_language(root: Element) -> Element:
    """A page without the parts that say of themselves that they are in another language, such as a bank in both."""
    own, left = root.get("lang"), deepcopy(root)
    for one in left.iter():
        if one.get("lang") not in (None, own):
            one.clear()
    return left


OF_SOURCE = ("source", "diff", "yaml")
"""What lines of a file stand in: a table, the lines that a change takes and gives, a field."""


FOR_SCRIPTS = ("data-mode", "data-live", "data-state", "data-counted")
"""Attributes that no script shows to anybody."""


def texts_of(element: Element, without: Collection[str] = ("script", "style"), *, typed: bool = True) -> Iterator[str]:
    """Every piece of text and every attribute that people read or hear, in the order of the page.

    What stands in tags ``without`` is left out, and without ``typed`` what somebody wrote in their own language.
    """
    if element.tag in without or (not typed and (element.tag == "bdi" or element.get("class") == "typed")):
        return
    yield (element.text or "").strip()
    for name, value in element.attrib.items():
        if name in ("aria-label", "alt", "title", "placeholder") or (
            name.startswith("data-") and name not in FOR_SCRIPTS
        ):
            yield str(value).strip()
    for inner in element:
        yield from texts_of(inner, without, typed=typed)
        yield (inner.tail or "").strip()
