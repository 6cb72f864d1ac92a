"""What a file is, by what it holds."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.pictures.sniffing import format_of, refusal_of

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PNG + b"rest", "PNG"),
        (b"\xff\xd8\xff\xe0 rest", "JPEG"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "WEBP"),
        (b"GIF89a rest", "GIF"),
        (b"GIF87a rest", "GIF"),
        (b"", None),
        (b"RIFF\x10\x00\x00\x00WAVE", None),
        (b"x" + PNG, None),
        (b"<svg></svg>", None),
    ],
)
def test_the_first_bytes_say_the_format(content: bytes, expected: str | None) -> None:
    assert format_of(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"<svg xmlns='x'/>", "SVG"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><!-- x --><svg >", "SVG"),
        (b"<?xml version='1.0'?><s:svg xmlns:s='x'/>", "SVG"),
        (b"<!DOCTYPE svg><svg\n>", "SVG"),
        (b"<?xml version='1.0'?><html/>", "no picture"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"\x00\x00\x00\x18ftypavif", "AVIF"),
        (b"\x00\x00\x00\x18ftypmp42", "no picture"),
        (b"%PDF-1.7", "PDF"),
        (b"BM1234", "BMP"),
        (b"II*\x00", "TIFF"),
        (b"plain words", "no picture"),
    ],
)
def test_what_is_not_taken_is_named_with_what_to_do(content: bytes, expected: str) -> None:
    message = refusal_of(content)
    assert expected in message.template % message.values
