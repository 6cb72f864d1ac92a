"""An uploaded picture is decoded and written again: what is kept is our file, and holds nothing but what is seen.

Pillow is loaded where a picture comes, not before: a worker that gets none does without it.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from quiz.domain.authoring.pictures.sniffing import Format, format_of, refusal_of
from quiz.domain.checks.pictures import MAX_MEDIA
from quiz.domain.errors import Message, say

if TYPE_CHECKING:
    # Loaded where a picture comes, not before.
    from PIL.Image import Image

MOST_BYTES = 8_000_000
"""Bytes of a file that is uploaded."""
MOST_PIXELS = 40_000_000
"""Pixels of a picture, width by height: more are refused before anything is decoded."""
MOST_SIDE = 1600
"""Pixels of the longer side that are kept: twice what a page shows, for screens that are twice as fine."""
_SMALLEST = 64
_QUALITIES = (85, 75)
_LOSSLESS = ("PNG", "GIF")
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_ONE_AT_A_TIME = threading.Lock()
"""A large picture takes a hundred megabytes while it is decoded: one in a process at a time."""


class NotTaken(ValueError):
    """Why a file is not taken, in words; ``is_too_large`` where a smaller one would be."""

    def __init__(self, message: Message, *, is_too_large: bool = False) -> None:
        self.message = message
        self.is_too_large = is_too_large
        super().__init__(message.template)


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """A picture as it is kept: its content, the ending of its name, its pixels, and what became of it in words."""

    content: bytes
    ending: str
    width: int
    height: int
    said: tuple[Message, ...] = ()


def encode(content: bytes) -> Encoded:
    """The picture in ``content``, written again. Raises ``NotTaken``."""
    if len(content) > MOST_BYTES:
        raise _too_many_bytes(len(content))
    kind = format_of(content)
    if kind is None:
        raise NotTaken(refusal_of(content))
    with _ONE_AT_A_TIME:
        return _written(*_decoded(content, kind), kind)


def _too_many_bytes(size: int) -> NotTaken:
    message = say(
        "The file has %(size)s megabytes, and at most %(limit)s are taken. Make the picture smaller, then choose it "
        "again.",
        size=f"{size / 1_000_000:.1f}",
        limit=MOST_BYTES // 1_000_000,
    )
    return NotTaken(message, is_too_large=True)


def _decoded(content: bytes, kind: Format) -> tuple[Image, list[Message]]:
    """The first picture of a file as it is to be seen, in 8 bits a channel, and what became of it."""
    from PIL import Image

    # What Pillow finds odd about a file of anybody's is no concern of who keeps the logs.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        opened = Image.open(BytesIO(content), formats=[kind])
        _require_few_pixels(*opened.size)
        is_large, said = max(opened.size) > MOST_SIDE, []
        if kind != "JPEG" and getattr(opened, "n_frames", 1) > 1:
            said.append(say("It moved: its first picture was kept."))
            opened.seek(0)
        if kind == "JPEG":
            opened.draft(None, (MOST_SIDE, MOST_SIDE))
        opened.load()
        picture = _in_eight_bits(_upright(opened))
    except NotTaken:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:
        # A decoder that is given bytes by anybody fails in its own ways; all of them mean the same here.
        raise NotTaken(say("The picture is damaged or incomplete. Save it once more and choose it again.")) from None
    if is_large:
        picture.thumbnail((MOST_SIDE, MOST_SIDE))
        said.append(_scaled(picture))
    return picture, said


def _upright(picture: Image) -> Image:
    """The picture as the camera was held, where the file says how."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        # What the file says of the camera can't be read: the picture can.
        return picture


def _require_few_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> NotTaken:
    message = say(
        "The picture has more than %(limit)s million pixels. Make it smaller and choose it again.",
        limit=MOST_PIXELS // 1_000_000,
    )
    return NotTaken(message, is_too_large=True)


def _in_eight_bits(picture: Image) -> Image:
    """``picture`` in grey or colours, with transparency where it has any; other ways to say colours are turned."""
    if picture.mode.startswith(("I", "F")):
        # Sixteen bits of grey: Pillow would cut them off at 255.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _written(picture: Image, said: list[Message], kind: Format) -> Encoded:
    content, ending = _smallest_loss(picture, kind)
    while len(content) > MAX_MEDIA and max(picture.size) > _SMALLEST:
        picture.thumbnail((picture.width * 4 // 5, picture.height * 4 // 5))
        content, ending = _smallest_loss(picture, kind)
        said = [*(one for one in said if one.template != _scaled(picture).template), _scaled(picture)]
    return Encoded(content=content, ending=ending, width=picture.width, height=picture.height, said=tuple(said))


def _scaled(picture: Image) -> Message:
    return say("It was scaled down to %(width)s × %(height)s pixels.", width=picture.width, height=picture.height)


def _smallest_loss(picture: Image, kind: Format) -> tuple[bytes, str]:
    """The picture as a file that a bank may show, if it can be, and its ending: without loss where that is enough."""
    content = b""
    for form, options in _ways(picture, kind):
        content, ending = _file(picture, form, options), _ENDINGS[form]
        if len(content) <= MAX_MEDIA:
            break
    return content, ending


def _ways(picture: Image, kind: Format) -> list[tuple[str, dict[str, Any]]]:
    if kind in _LOSSLESS:
        return [("PNG", {"optimize": True}), *(("WEBP", {"quality": quality}) for quality in _QUALITIES)]
    if kind == "JPEG":
        return [("JPEG", {"quality": quality, "optimize": True, "progressive": True}) for quality in _QUALITIES]
    return [("WEBP", {"quality": quality}) for quality in _QUALITIES]


def _file(picture: Image, form: str, options: dict[str, Any]) -> bytes:
    from PIL import Image

    # Only the pixels go over: whatever else the file said of itself stays behind.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    kept = BytesIO()
    bare.save(kept, form, **options)
    return kept.getvalue()
