"""What an account writes on: a file of a series that it may edit, as it is published, and its own draft of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.content import editors
from quiz.services.content.checking import SERIES_FILE
from quiz.services.content.revisions import series_files
from quiz.services.current_user import Learner
from quiz.storage.models.authoring import BankDraft
from quiz.storage.models.content import BankRow, SeriesRow
from quiz.storage.queries.authoring import drafts as queries


@dataclass(frozen=True, kw_only=True)
class Base:
    """What a text was made from: a revision of a bank by id and number, None for a bank that is new; and its file."""

    revision_id: int | None = None
    number: int | None = None
    source: bytes = b""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """The address of each picture of the revision, by the name that its file calls it."""

    def is_of(self, other: Base) -> bool:
        """Whether both are the same: by revision, of a file that has none by what it says."""
        if self.revision_id is None and other.revision_id is None:
            return self.source == other.source
        return self.revision_id == other.revision_id


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What an account has typed of one file of a series; where it ``is_kept`` not, ``source`` is what is published.

    ``number`` goes up by one with each change, 0 before the first: who saves says which they had seen. ``base`` is what
    the text was made from, ``published`` what is published now. ``step`` is the step whose text this is, if it is one.
    """

    account_id: int
    series_id: int
    series: str
    slug: str
    source: bytes
    number: int
    saved_at: datetime | None
    base: Base
    published: Base
    row_id: int | None = None
    step: int | None = None
    bank_id: int | None = None
    """The number of the bank in the store; None where it was never published."""
    held: tuple[object, ...] = field(default=(), repr=False, compare=False)
    """The rows of series and bank, so that the session finds them again without asking."""

    @property
    def is_kept(self) -> bool:
        """Whether something was typed that is not published."""
        return self.saved_at is not None

    @property
    def is_behind(self) -> bool:
        """Whether something else was published since this was begun."""
        return not self.base.is_of(self.published)

    @property
    def is_bank(self) -> bool:
        """Whether it is a bank, and no file beside the banks."""
        return self.slug != SERIES_FILE

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"{self.slug}.yaml" if self.is_bank else self.slug


def series_to_edit(session: Session, person: Learner, slug: str) -> SeriesRow:
    """The series of that slug. Raises ``NotFound`` where there is none, and for those who may not edit it."""
    row = session.scalars(queries.series_of_slug(slug)).first()
    if row is None or not editors.may_edit(session, person, row.id):
        raise NotFound(slug)
    return row


def open_draft(session: Session, person: Learner, series: str, slug: str, *, base: int | None = None) -> Draft:
    """What ``person`` has typed of a bank, else what is published. ``slug`` may be ``series.yaml``; nothing is written.

    ``base`` is the number of the revision from which an open page began: it counts where nothing is kept yet. Raises
    ``NotFound`` where there is neither bank nor draft, and for those who may not edit the series.
    """
    row = series_to_edit(session, person, series)
    bank, published = _published(session, row, slug)
    kept = session.scalars(queries.draft_of(person.id, row.id, slug).execution_options(populate_existing=True)).first()
    if bank is None and kept is None and slug != SERIES_FILE:
        raise NotFound(slug)
    return Draft(
        account_id=person.id,
        series_id=row.id,
        series=row.slug,
        slug=slug,
        source=published.source if kept is None or kept.source is None else kept.source,
        number=kept.number if kept is not None else 0,
        saved_at=kept.saved_at if kept is not None and kept.source is not None else None,
        base=_base(session, kept, bank, published, base),
        published=published,
        row_id=kept.id if kept is not None else None,
        step=kept.step if kept is not None else None,
        bank_id=bank.id if bank is not None else None,
        held=(row, bank),
    )


def _published(session: Session, row: SeriesRow, slug: str) -> tuple[BankRow | None, Base]:
    if slug == SERIES_FILE:
        return None, Base(source=series_files.files(session, row.slug)[0].raw)
    found = session.execute(queries.current_of(row.id, slug)).first()
    if found is None:
        return None, Base()
    bank, revision_id, number, source, pictures = found
    return bank, Base(revision_id=revision_id, number=number, source=source or b"", pictures=pictures or {})


def _base(session: Session, kept: BankDraft | None, bank: BankRow | None, published: Base, number: int | None) -> Base:
    """What the text was made from: as the draft says, else as the page does, else what is published now."""
    if kept is not None and kept.source is not None:
        if kept.base_revision_id is None:
            return Base(source=kept.base_source or b"")
        if kept.base_revision_id == published.revision_id:
            return published
        query = queries.revision_of(kept.base_revision_id)
    elif bank is not None and number is not None and number != published.number:
        query = queries.revision_numbered(bank.id, number)
    else:
        return published
    found = session.execute(query).first()
    return published if found is None else Base(revision_id=found.id, number=found.number, source=found.source or b"")
