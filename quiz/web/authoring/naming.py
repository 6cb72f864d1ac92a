"""What a bank is called on the pages of those who write it, also before it is published."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from quiz.domain.authoring.names import title_near_top
from quiz.services.authoring.desk import Draft
from quiz.web.authoring.blueprint import bp
from quiz.web.templating.filters import bank_name, text


def name_of(draft: Draft) -> Markup | str:
    """The bank's name: as learners know it, else its title as it is typed, else its id."""
    name = bank_name(draft.slug)
    if name != draft.slug or not draft.is_bank:
        return name
    title = title_near_top(draft.source)
    return text(title) if title is not None else name


@bp.context_processor
def _words() -> dict[str, Callable[[Draft], Markup | str]]:
    return {"name_of": name_of}
