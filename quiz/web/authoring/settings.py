"""What a series is called and how it is made up, by a form over its series.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from flask import redirect, render_template, request, url_for

from quiz.domain.authoring.series.settings import TEXTS, PartSettings, Settings, settings_of, with_settings
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError, Message, Profile, say
from quiz.platform.extensions import db
from quiz.services.authoring import drafts
from quiz.services.authoring.checking import check_draft
from quiz.services.authoring.drafts import Conflict, Draft
from quiz.services.content.checking import SERIES_FILE
from quiz.web.authoring.blueprint import bp, opened, pictures, seen, writing
from quiz.web.authoring.forms.desk import SAVED, say_kept
from quiz.web.authoring.forms.standing import standing, tell_saved
from quiz.web.request import request_context, series_context

_BANKS = "banks-"
_PART = re.compile(f"{_BANKS}[1-9][0-9]{{0,3}}")
PROFILES: tuple[Profile, ...] = get_args(Profile)
_MEANWHILE = say(
    "This draft was changed in another window since you opened this page, so nothing was saved. Look at what you typed "
    "below, and save again to put it in place of what the draft says now."
)


@bp.get("/<series>/series")
def series_settings() -> Any:
    """The form of a series: its texts, languages, profile, parts."""
    return _page(opened(SERIES_FILE))


@bp.post("/<series>/series")
def save_series() -> Any:
    """Keep what was typed as the draft of series.yaml, then show what publishing it does."""
    draft = writing(SERIES_FILE)
    try:
        wanted = _wanted(settings_of(draft.source))
    except BankError:
        request_context.read_again()
        return _page(opened(SERIES_FILE), status=409)
    try:
        source = with_settings(draft.source, wanted)
    except SourceEditError as error:
        request_context.read_again()
        return _page(opened(SERIES_FILE), wanted, error.message, 409)
    done = drafts.save(db.session, draft, source, seen(), request_context.now())
    if isinstance(done, Conflict):
        request_context.read_again()
        return _page(opened(SERIES_FILE), wanted, _MEANWHILE, 409)
    db.session.commit()
    tell_saved()
    if request.form.get("go") == "publish":
        return redirect(url_for("authoring.publish", series=draft.series, bank=SERIES_FILE), 303)
    say_kept(draft, SAVED)
    return redirect(url_for("authoring.series_settings", series=draft.series), 303)


def _wanted(before: Settings) -> Settings:
    """What was typed. A language that the form doesn't know stays."""
    known = [name for name in LANGUAGES if name in request.form.getlist("languages")]
    languages = (*known, *(name for name in before.languages if name not in LANGUAGES)) or before.languages
    kept = tuple(name for name in before.languages if name in languages)
    languages = (*kept, *(name for name in languages if name not in kept))
    parts = tuple(_parts(before, languages))
    return Settings(
        languages=languages,
        texts={name: _text(name, languages) for name in TEXTS},
        profile=next((one for one in PROFILES if one == request.form.get("profile")), before.profile),
        parts=(*parts, *_new_part((*before.parts, *parts), languages)),
    )


def _text(name: str, languages: tuple[str, ...]) -> dict[str, str]:
    return {language: " ".join(request.form.get(f"{name}-{language}", "").split()) for language in languages}


def _parts(before: Settings, languages: tuple[str, ...]) -> Iterator[PartSettings]:
    """The parts that stay, as they were typed; one that the page did not show stays as it is."""
    known = {part.id: part for part in before.parts}
    fields = [name for name in request.form if name.startswith(_BANKS)]
    sent = [name.removeprefix(_BANKS) for name in fields if name[len(_BANKS) :] in known or _PART.fullmatch(name)]
    for name in dict.fromkeys([*known, *sent]):
        if f"remove-{name}" in request.form:
            continue
        if name not in sent:
            yield known[name]
            continue
        banks = tuple(dict.fromkeys(request.form.get(f"{_BANKS}{name}", "").split()))
        # One that was new when it could not be saved comes back with its number.
        part = known.get(name, PartSettings(id=name, title={}))
        yield replace(part, title=_text(f"part-{name}", languages), banks=banks)


def _new_part(parts: Sequence[PartSettings], languages: tuple[str, ...]) -> tuple[PartSettings, ...]:
    """The part that was typed into the empty fields, with the next free number."""
    title = _text("part-", languages)
    if not any(title.values()):
        return ()
    ids = {part.id for part in parts}
    number = next(str(number) for number in range(1, len(ids) + 2) if str(number) not in ids)
    return (PartSettings(id=number, title=title, banks=tuple(request.form.get(_BANKS, "").split())),)


def _page(draft: Draft, typed: Settings | None = None, error: Message | None = None, status: int = 200) -> Any:
    series_context.enter(draft.series_id)
    series_context.library()
    form, checked = _readable(draft.source), check_draft(db.session, draft, pictures(draft))
    if form is not None and typed is not None:
        # One that is to be removed stands there until that is done.
        ids = {part.id for part in typed.parts}
        typed = replace(typed, parts=(*typed.parts, *(part for part in form.parts if part.id not in ids)))
    page = render_template(
        "authoring/series.html",
        draft=draft,
        form=typed or form,
        readable=form is not None,
        texts=_NAMES,
        languages=LANGUAGES,
        profiles=PROFILES,
        problems=checked.problems,
        error=error,
        standing=standing(draft, None, status),
    )
    return page, status


def _readable(source: bytes) -> Settings | None:
    try:
        return settings_of(source)
    except BankError:
        return None


_NAMES: Mapping[str, Message] = {
    "title": say("Title"),
    "line": say("One line about it (may be empty)"),
    "footer": say("Text at the foot of its pages (may be empty)"),
}
