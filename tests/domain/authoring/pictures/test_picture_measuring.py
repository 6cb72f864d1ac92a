"""Pixels of pictures, read from the beginning of their files."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.pictures.measuring import pixels_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00\x00\x01\x40\x00\x00\x00\xf0"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc2\x00\x11\x08\x00\xf0\x01\x40"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PNG, (320, 240)),
        (PNG[:20], None),
        (b"GIF89a\x40\x01\xf0\x00", (320, 240)),
        (JPEG, (320, 240)),
        (JPEG[:12], None),
        (b"\xff\xd8\xff\xe0\x00\x04abplain words that are no marker", None),
        (WEBP + b"VP8X" + bytes(8) + b"\x3f\x01\x00\xef\x00\x00", (320, 240)),
        (WEBP + b"VP8X", None),
        (WEBP + b"VP8L" + bytes(4) + b"\x2f" + (319 | 239 << 14).to_bytes(4, "little"), (320, 240)),
        (WEBP + b"VP8L", None),
        (WEBP + b"VP8 " + bytes(10) + b"\x40\x01\xf0\x00", (320, 240)),
        (WEBP + b"VP8 ", None),
        (WEBP + b"ALPH" + bytes(20), None),
        (b"<svg/>", None),
    ],
)
def test_width_and_height_stand_near_the_beginning(content: bytes, expected: tuple[int, int] | None) -> None:
    assert pixels_of(content) == expected
