"""The interface's languages: catalogues of translations, and Korean particles that fit the word before them."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping
from functools import cache

from quiz.domain.errors import Localizer
from quiz.domain.matching.text import with_particle
from quiz.platform.paths import TRANSLATIONS
from quiz.platform.settings import LANGUAGES

_PARTICLE = re.compile(r"(%\(\w+\)\d*[sdxX])([’”]?)\{([가-힣]+/[가-힣]+)\}")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of ``language``; English is what the code is written in."""
    return gettext.translation("messages", TRANSLATIONS, languages=[language], fallback=True)


def with_particles(template: str, values: Mapping[str, object]) -> str:
    """``template`` with each ``%(name)s{을/를}`` given the particle that fits the value.

    Only the template is read: braces inside a value are somebody's text and stay as they are.
    """
    if "{" not in template:
        return template

    def fitting(match: re.Match[str]) -> str:
        word = match[1] % values
        particle = with_particle(word, match[3]).removeprefix(word)
        return f"{match[1]}{match[2]}{particle}"

    return _PARTICLE.sub(fitting, template)


def localizer(language: str) -> Localizer:
    """A function that says a template with its values in ``language``."""

    def speak(template: str, values: Mapping[str, object]) -> str:
        said = catalogue(language).gettext(template) if template else ""
        return with_particles(said, values) % values

    return speak


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """The language that the terminal's locale asks for; English where it asks for none of ours."""
    env = os.environ if environment is None else environment
    wanted = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or "en"
    language = re.split("[^a-z]", wanted)[0]
    return language if language in LANGUAGES else "en"
