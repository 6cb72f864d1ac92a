"""A history that somebody sends is read: bounded, and refused with its place where it can't be one of ours."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from quiz.domain.errors import Message, say
from quiz.services.integrity.own_data.reviews import FORMAT

MAX_BYTES = 10 * 1024 * 1024
"""Bytes that a file may have, packed and unpacked."""
MAX_REVIEWS = 100_000
MAX_FILES = 100
"""Files that an archive may hold."""
MEMBER = "reviews.json"
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways to pack a file that unpack no more than is asked for; others unpack a block at once, however large."""
_METHODS = {zipfile.ZIP_BZIP2: "bzip2", zipfile.ZIP_LZMA: "LZMA"}
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

_SPOT = re.compile(r"line (\d+) column (\d+)")

_Name = Annotated[str, Field(max_length=200)]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class NotAHistory(ValueError):
    """A file that can't be taken, and why; ``reason`` says what to do."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(reason.template)


class Review(BaseModel):
    """A scored answer as another instance wrote it; other fields are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)

    series: _Name
    bank: _Name
    question: _Name
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    measures: Annotated[str, Field(max_length=130)]
    scored_at: AwareDatetime
    day: date | None
    share: _Share
    tries: Annotated[int, Field(ge=0, le=1_000)]
    hints: Annotated[int, Field(ge=0, le=1_000)] = 0
    certainty: Annotated[int, Field(ge=1, le=3)] | None = None
    quick: bool | None = False
    guess: _Share | None
    slip: _Share | None
    seconds_in_view: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    stands_for: _Name | None = None


class _History(BaseModel):
    format: Literal["dalmada-reviews"]
    version: Literal[1]
    reviews: Annotated[list[Review], Field(max_length=MAX_REVIEWS)]


assert FORMAT == "dalmada-reviews"
_READER = TypeAdapter(_History)


def read(content: bytes, now: datetime) -> list[Review]:
    """The reviews in an archive of ours, or in the file ``reviews.json`` of one. Raises ``NotAHistory``."""
    if len(content) > MAX_BYTES:
        raise NotAHistory(say("The file is larger than 10 MB. Send reviews.json from the archive alone."))
    text = _unpacked(content) if content.startswith(b"PK") else content
    try:
        found = _READER.validate_json(text).reviews
    except ValidationError as error:
        raise NotAHistory(_why(error.errors(include_url=False, include_context=False)[0])) from None
    for place, review in enumerate(found):
        _check(place, review, now)
    return found


def _unpacked(content: bytes) -> bytes:
    """The file of reviews in an archive. Nothing is written anywhere, and no more is read than may be in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _member(archive)
    except NotAHistory:
        raise
    except Exception:
        # Damage shows in more ways than the package names: each part of it has errors of its own.
        raise NotAHistory(say("The archive is damaged. Download it again.")) from None


def _member(archive: zipfile.ZipFile) -> bytes:
    names = archive.namelist()
    odd = next((name for name in names if not _is_plain(name)), None)
    if odd is not None:
        raise NotAHistory(
            say("The archive holds %(name)s, which leads out of it. Send an archive of Dalmada.", name=repr(odd[:60]))
        )
    if names.count(MEMBER) != 1 or len(names) > MAX_FILES:
        raise NotAHistory(say("The archive has no reviews.json. Send an archive that you got under My data."))
    method = archive.getinfo(MEMBER).compress_type
    if method not in _PLAIN_METHODS:
        raise NotAHistory(
            say(
                "reviews.json is packed by method %(method)s, which is not taken. Send reviews.json by itself.",
                method=_METHODS.get(method, str(method)),
            )
        )
    with archive.open(MEMBER) as file:
        # What its head says of its size may be wrong: what comes out counts.
        found = file.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise NotAHistory(say("Unpacked, reviews.json is larger than 10 MB: that is more than can be taken."))
    return found


def _is_plain(name: str) -> bool:
    return not name.startswith("/") and "\\" not in name and ":" not in name and ".." not in name.split("/")


def _why(error: ErrorDetails) -> Message:
    """What is wrong first, with its place."""
    if error["type"] == "json_invalid":
        line, column = _SPOT.findall(error["msg"])[-1] if _SPOT.search(error["msg"]) else ("1", "1")
        return say(
            "The file stops being JSON at line %(line)s, column %(column)s. Send it as you downloaded it.",
            line=line,
            column=column,
        )
    if error["loc"] in (("format",), ("version",)) or not error["loc"]:
        return say("This is not a file of reviews from Dalmada. Send the archive, or reviews.json from it.")
    if error["type"] == "too_long":
        return say("There are more than 100,000 reviews in the file, which is more than can be taken.")
    place = _place(error["loc"])
    if error["type"] == "missing":
        return say("%(place)s is missing. Send the file as you downloaded it.", place=place)
    value = repr(error["input"])[:60]
    return say("%(place)s can't be %(value)s. Send the file as you downloaded it.", place=place, value=value)


def _place(location: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part[:40]}" for part in location).lstrip(".")


def _check(place: int, review: Review, now: datetime) -> None:
    """What no field says by itself: moments lie in the past, a day fits its moment, chances add up."""
    if review.scored_at > now:
        name, value = "scored_at", review.scored_at.isoformat()
        text = say(
            "reviews[%(n)s].%(name)s is %(value)s, which is in the future. Check the clock of the other instance.",
            **{"n": place, "name": name, "value": value},
        )
        raise NotAHistory(text)
    days = abs((review.day - review.scored_at.date()).days) if review.day is not None else 0
    chances = (review.guess is None) == (review.slip is None) and (review.guess or 0) + (review.slip or 0) <= 1
    for name, fits in (("scored_at", review.scored_at >= EARLIEST), ("day", days <= 1), ("guess", chances)):
        if not fits:
            value = str(getattr(review, name))
            text = say(
                "%(place)s can't be %(value)s. Send the file as you downloaded it.",
                place=f"reviews[{place}].{name}",
                value=value,
            )
            raise NotAHistory(text)


def day_of(review: Review) -> date:
    """The learner's day of a review."""
    return review.day or review.scored_at.astimezone(UTC).date()


ONE_DAY = timedelta(days=1)
"""So long a history that was sent waits to be confirmed."""
