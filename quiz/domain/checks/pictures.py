"""Pictures that a bank names: whether the name is one, the file is there, and small enough."""

from __future__ import annotations

import re
from collections.abc import Callable

from quiz.domain.bank_format.validation import Findings
from quiz.domain.errors import Message, say
from quiz.domain.yaml.document import Path

MediaSize = Callable[[str], int | None]
"""The size in bytes of a media file, or None where there is none."""

MAX_MEDIA = 1_000_000
_ENDINGS = ("png", "svg", "jpg", "jpeg", "webp", "gif", "PNG", "JPG")
_OTHER_TYPE = re.compile(r"\.(bmp|tiff?|heic|heif|avif|pdf|hwpx?|docx?|pptx?|psd|ai|eps|ico|wmf|emf)$", re.IGNORECASE)
# Letters of any script; nothing that leads out of a folder, and nothing that can't be seen.
MEDIA_NAME = re.compile(r"\w[\w .,()+~-]{0,99}\.(svg|png|jpe?g|webp|gif)", re.IGNORECASE)


def check_picture(name: str, path: Path, media_size: MediaSize, findings: Findings) -> None:
    """Adds to ``findings`` what is wrong with the picture called ``name``."""
    folder = f"{findings.document.file.rpartition('/')[0]}/media/".removeprefix("/")
    if not MEDIA_NAME.fullmatch(name):
        bare = name.replace("\\", "/").rpartition("/")[2]
        remedy = say("use letters, digits, spaces and . _ - ( ), and svg, png, jpg, webp or gif at the end")
        if "://" in name:
            remedy = say("save the picture in %(folder)s and write its name alone", folder=folder)
        elif MEDIA_NAME.fullmatch(bare):
            remedy = say("leave the folder out: write %(name)s", name=bare)
        elif other := _OTHER_TYPE.search(bare):
            remedy = say("save it as svg, png, jpg, webp or gif: a browser may not show %(ending)s", ending=other[1])
        elif re.fullmatch(r"[\w ()-]+", bare):
            remedy = say("write the whole name, with svg, png, jpg, webp or gif at its end")
        findings.add("image", path, say("%(name)s is not a valid name of a picture", name=repr(name)), remedy)
        return
    try:
        size = media_size(name)
    except OSError as error:
        findings.add(
            "image",
            path,
            say("the picture %(name)s can't be read: %(reason)s", name=repr(name), reason=error.strerror),
            say("give yourself the right to read the file"),
        )
        return
    if size is None:
        findings.add(
            "image",
            path,
            say("the picture %(name)s is missing", name=repr(name)),
            _nearly(name, media_size) or say("put it into %(folder)s, or mend the name", folder=folder),
        )
    elif size > MAX_MEDIA:
        findings.add(
            "image",
            path,
            say("the picture %(name)s has %(size)d bytes", name=repr(name), size=size),
            say("make it smaller than %(limit)d bytes", limit=MAX_MEDIA),
        )


def _nearly(name: str, media_size: MediaSize) -> Message | None:
    """The remedy for a name that differs from that of a file by its ending or by capital letters."""
    stem = name.rpartition(".")[0]
    others = [f"{form}.{ending}" for ending in _ENDINGS for form in (stem, stem.lower())]
    found = next((other for other in others if other != name and media_size(other) is not None), None)
    return say("did you mean %(known)s?", known=repr(found)) if found else None
