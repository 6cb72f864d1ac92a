"""The catalogue of translations: which texts ask to be translated, and how the catalogue takes them over."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from quiz.platform.paths import CHECKOUT, TEMPLATES, TRANSLATIONS

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "say": None,
    "say_in": ((1, "c"), 2),
    "translate": None,
    "translate_plural": (1, 2),
    "fail": None,
    "print_message": None,
    "print_warning": None,
}
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
# No names, tools or dates: the file changes only when a text does.
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Plural-Forms: {plurals}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
)


def wanted() -> Catalog:
    """Every text of code and templates that asks to be translated."""
    catalog = Catalog()
    for folder, methods in ((CHECKOUT / "quiz", [("**.py", "python")]), (TEMPLATES, [("**.html", "jinja2")])):
        for _name, _line, message, _comments, context in extract_from_dir(folder, methods, OPTIONS, KEYWORDS):
            catalog.add(message, context=context)
    return catalog


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def known(language: str) -> Catalog:
    """What is translated already."""
    return read_po(BytesIO(path_of(language).read_bytes()), locale=language)


def update(language: str) -> list[str]:
    """Take over what the code asks for; the texts that still want a translation are returned."""
    catalog = known(language)
    catalog.update(wanted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    buffer = BytesIO()
    write_po(buffer, catalog, omit_header=True, sort_output=True, ignore_obsolete=True, width=120)
    header = HEADER.format(language=language, plurals=catalog.plural_forms)
    path_of(language).write_text(f"{header}\n{buffer.getvalue().decode().strip()}\n", encoding="utf-8")
    return [str(entry.id) for entry in catalog if entry.id and not all(_strings(entry.string))]


def compile_catalogue(language: str) -> None:
    """Write what the running app reads, so that a text that was just translated is seen."""
    with path_of(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, known(language))


def _strings(string: str | tuple[str, ...] | None) -> list[str]:
    return [string or ""] if string is None or isinstance(string, str) else list(string)


if __name__ == "__main__":
    for language in ("ko",):
        for text in update(language):
            print(f"{language}: to be translated: {text}")
        compile_catalogue(language)
