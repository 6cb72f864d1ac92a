"""Uploaded pictures are written again: what they look like stays, and nothing else of the file does."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from quiz.domain.checks.pictures import MAX_MEDIA
from quiz.services.authoring.pictures.encoding import MOST_BYTES, MOST_SIDE, Encoded, NotTaken, encode

SECRET = b"37.5665N 126.9780E"


def file(picture: Image.Image, form: str, **options: Any) -> bytes:
    kept = BytesIO()
    picture.save(kept, form, **options)
    return kept.getvalue()


def halves(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Red at the left, blue at the right."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def opened(done: Encoded) -> Image.Image:
    found = Image.open(BytesIO(done.content))
    found.load()
    assert (found.width, found.height) == (done.width, done.height)
    return found


def near(colour: Any, expected: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(colour, expected, strict=True))


def refused(content: bytes) -> NotTaken:
    with pytest.raises(NotTaken) as caught:
        encode(content)
    return caught.value


@pytest.mark.parametrize(
    ("mode", "form", "ending"),
    [
        ("RGB", "PNG", "png"),
        ("P", "PNG", "png"),
        ("RGB", "JPEG", "jpg"),
        ("CMYK", "JPEG", "jpg"),
        ("RGB", "WEBP", "webp"),
        ("P", "GIF", "png"),
    ],
)
def test_colours_stay_in_every_format(mode: str, form: str, ending: str) -> None:
    done = encode(file(halves(mode), form))
    picture = opened(done).convert("RGB")
    assert (done.ending, done.said, picture.size) == (ending, (), (40, 20))
    assert near(picture.getpixel((5, 10)), (255, 0, 0))
    assert near(picture.getpixel((35, 10)), (0, 0, 255))


@pytest.mark.parametrize("mode", ["1", "L"])
def test_grey_stays_grey(mode: str) -> None:
    picture = Image.new("L", (8, 8), 0)
    picture.paste(255, (0, 0, 4, 8))
    done = opened(encode(file(picture.convert(mode), "PNG")))
    assert (done.mode, done.getpixel((1, 1)), done.getpixel((6, 1))) == ("L", 255, 0)


def test_sixteen_bits_of_grey_become_eight() -> None:
    picture = Image.frombytes("I;16", (2, 1), struct.pack("<HH", 0x8000, 0xFFFF))
    done = opened(encode(file(picture, "PNG")))
    assert (done.mode, done.getpixel((0, 0)), done.getpixel((1, 0))) == ("L", 128, 255)


def test_transparency_stays_also_that_of_a_palette() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    clear.paste((0, 255, 0, 255), (0, 0, 2, 4))
    for content in (file(clear, "PNG"), file(clear, "WEBP", lossless=True), file(clear, "GIF")):
        alpha = opened(encode(content)).convert("RGBA").getchannel("A")
        assert (alpha.getpixel((0, 0)), alpha.getpixel((3, 3))) == (255, 0)


def test_where_it_was_taken_and_its_profile_go_and_it_stands_upright() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6  # Turned by a quarter.
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(0x8825)[29] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = file(halves(), "JPEG", exif=tags, icc_profile=profile, comment=SECRET)
    assert SECRET in content
    assert b"ICC_PROFILE" in content
    done = encode(content)
    picture = opened(done)
    assert (SECRET in done.content, b"ICC_PROFILE" in done.content, dict(picture.getexif())) == (False, False, {})
    assert picture.size == (20, 40)
    assert near(picture.getpixel((10, 5)), (255, 0, 0))


def test_texts_in_a_png_go() -> None:
    content = file(halves(), "PNG", exif=b"Exif\0\0" + SECRET)
    done = encode(chunk_added(content, b"tEXt", b"Comment\0" + SECRET))
    assert SECRET not in done.content


def chunk_added(content: bytes, kind: bytes, data: bytes) -> bytes:
    """A PNG with a chunk before its end."""
    made = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return content[:-12] + made + content[-12:]


def test_what_hangs_behind_a_picture_goes() -> None:
    for form in ("PNG", "JPEG", "GIF"):
        done = encode(file(halves(), form) + b"<script>alert(1)</script>PK\x03\x04" + SECRET)
        assert b"<script>" not in done.content
        assert SECRET not in done.content


@pytest.mark.parametrize(("form", "ending"), [("GIF", "png"), ("WEBP", "webp"), ("PNG", "png")])
def test_of_what_moves_the_first_picture_is_kept_and_that_is_said(form: str, ending: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    done = encode(file(frames[0], form, save_all=True, append_images=frames[1:], duration=100))
    assert (done.ending, [one.template for one in done.said]) == (ending, ["It moved: its first picture was kept."])
    assert near(opened(done).convert("RGB").getpixel((4, 4)), (255, 0, 0))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_large_picture_is_scaled_down_and_that_is_said(form: str) -> None:
    done = encode(file(halves(size=(MOST_SIDE * 2, MOST_SIDE)), form))
    assert (done.width, done.height) == (MOST_SIDE, MOST_SIDE // 2)
    assert [one.values for one in done.said] == [{"width": MOST_SIDE, "height": MOST_SIDE // 2}]


def test_a_picture_whose_file_is_too_large_for_a_bank_becomes_smaller() -> None:
    noise = Image.frombytes("RGB", (1200, 1200), random.Random(1).randbytes(1200 * 1200 * 3))
    done = encode(file(noise, "PNG"))
    assert len(done.content) <= MAX_MEDIA
    assert done.ending == "webp"
    opened(done)


def test_too_many_pixels_are_refused_before_anything_is_decoded() -> None:
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    for size in ((7_000, 6_000), (12_000, 10_000)):
        fault = refused(file(Image.new("1", size), "PNG"))
        assert fault.is_too_large
        assert "pixels" in fault.message.template
    bomb = b"\x89PNG\r\n\x1a\n" + chunk_added(bytes(12), b"IHDR", head)[:25] + b"\0\0\0\x0aIDAT"
    assert refused(bomb).is_too_large


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_file_that_breaks_off_is_refused_wherever_it_does(form: str) -> None:
    whole = file(halves(size=(64, 64)), form)
    for share in (0.3, 0.6):
        fault = refused(whole[: max(14, int(len(whole) * share))])
        assert "damaged" in fault.message.template


def test_names_and_words_for_a_type_count_for_nothing() -> None:
    assert encode(file(halves(), "GIF")).ending == "png"
    assert "SVG" in refused(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').message.template
    assert "TIFF" in str(refused(file(halves(), "TIFF")).message.values)
    assert refused(b"\xff\xd8\xff" + b"x" * 100).message.template.startswith("The picture is damaged")


def test_too_many_bytes_are_refused_before_they_are_looked_at() -> None:
    fault = refused(b"x" * (MOST_BYTES + 1))
    assert (fault.is_too_large, fault.message.values["limit"]) == (True, 8)


def test_an_unreadable_note_of_the_camera_does_not_keep_a_picture_out() -> None:
    done = encode(file(halves(), "JPEG", exif=b"Exif\0\0MM\x00*\xff\xff\xff\xff"))
    assert (done.width, done.height) == (40, 20)


def test_a_worker_that_gets_no_picture_does_not_load_pillow() -> None:
    code = "import sys; from quiz.app import create_app; import quiz.web.authoring.views; print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
