"""Files that claim to be backups: whatever is in their lists or spoilt, they are refused in words."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.services.integrity.backups.archive import FORMAT, MANIFEST, read_manifest, unpack
from quiz.storage.snapshots import BackupError

CONTENT = {"store.sqlite3": b"rows" * 2000, "secret-key": b"k" * 64, "media/a.png": b"picture"}
FILES: dict[str, Any] = {
    name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in CONTENT.items()
}
PLAIN: dict[str, Any] = {
    "format": FORMAT,
    "version": 1,
    "app": "1.0",
    "schema": "0010",
    "database": "sqlite",
    "made_at": "2026-03-14T03:00:00+00:00",
    "files": FILES,
}
NOTHING = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["sqlite", "postgresql"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def tar_of(manifest: Any) -> bytes:
    """A backup with that list, before it is compressed."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name, content in {MANIFEST: json.dumps(manifest).encode(), **CONTENT}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return written.getvalue()


def refusal(raw: bytes) -> str | None:
    """Why a file with that tar is no backup; None where it is one."""
    with tempfile.TemporaryDirectory() as name:
        path, folder = Path(name) / "store.backup", Path(name) / "unpacked"
        folder.mkdir()
        path.write_bytes(gzip.compress(raw, compresslevel=1))
        try:
            read_manifest(path)
            unpack(path, folder)
        except BackupError as error:
            return str(error.reason)
        held = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert held == CONTENT
    return None


def with_entry(name: str = "media/more.svg", **changes: Any) -> dict[str, Any]:
    return {**PLAIN, "files": {**FILES, name: {**NOTHING, **changes}}}


def test_what_was_packed_is_read() -> None:
    assert refusal(tar_of(PLAIN)) is None


SPOILT: tuple[Mapping[str, Any], ...] = (
    *(with_entry(size=size) for size in (float("inf"), float("nan"), -1, True, 1.0, "1", None, [[1]])),
    *(with_entry(sha256=mark) for mark in ("", "A" * 64, None, 1, ["a" * 64])),
    *(with_entry(f"media/{name}") for name in ("a" * 300, "가" * 70, "a\0b.png", "\ud800.png", "", "a/b", "a\n")),
    *({**PLAIN, "version": version} for version in (float("nan"), "1", True, None, [])),
    *({**PLAIN, name: [[]]} for name in PLAIN if name != "version"),
    *({key: value for key, value in PLAIN.items() if key != name} for name in PLAIN),
)


@pytest.mark.parametrize("manifest", SPOILT, ids=range(len(SPOILT)))
def test_a_list_with_other_values_can_not_be_read(manifest: Mapping[str, Any]) -> None:
    assert "its list of what it holds can't be read" in str(refusal(tar_of(manifest)))


@given(st.sampled_from(sorted(PLAIN)), VALUES)
def test_any_value_in_a_list_is_read_or_refused(name: str, value: Any) -> None:
    refusal(tar_of({**PLAIN, name: value}))


@given(st.sampled_from(sorted(FILES)), st.sampled_from(["size", "sha256"]), VALUES)
def test_any_value_of_a_listed_file_is_refused(name: str, key: str, value: Any) -> None:
    assert value == FILES[name][key] or refusal(
        tar_of({**PLAIN, "files": {**FILES, name: {**FILES[name], key: value}}})
    )


@given(st.text())
def test_any_further_name_in_a_list_is_refused(name: str) -> None:
    assert refusal(tar_of(with_entry(name)))


def test_a_header_with_words_for_numbers_is_refused() -> None:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo(MANIFEST)
        member.pax_headers = {"GNU.sparse.map": "one,two", "GNU.sparse.size": "9"}
        tar.addfile(member)
    assert "it is cut off, or no backup at all" in str(refusal(written.getvalue()))


@given(st.data())
def test_any_bytes_in_a_file_are_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(tar_of(PLAIN))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(raw) - 1))
        some = data.draw(st.binary(min_size=1, max_size=40))
        raw[start : start + len(some)] = some
        block = start - start % 512
        if data.draw(st.booleans()):
            # A header whose sum is right again is looked into.
            raw[block + 148 : block + 156] = b" " * 8
            raw[block + 148 : block + 156] = b"%06o\0 " % sum(raw[block : block + 512])
    refusal(bytes(raw))
