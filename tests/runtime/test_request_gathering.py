"""Requests as they come from a network, in pieces: when all of one is there."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from quiz.runtime.request_gathering import MAX_BODY, MAX_HEAD, MAX_UPLOAD, UPLOADS, Gathered
from quiz.web.request import input_checks

POST = b"POST /signin HTTP/1.1\r\nHost: here\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: here\r\n\r\n",
        POST + b"Content-Length: 0\r\n\r\n",
        POST + b"content-length:\t5 \r\n\r\nhello",
        POST + b"Content-Length: 9\r\n\r\n\r\n\r\nhello",
    ],
)
def test_a_request_is_whole_with_its_last_byte_however_it_comes(request_: bytes) -> None:
    for size in (1, 2, 3, 7, len(request_)):
        came = Gathered()
        pieces = [request_[at : at + size] for at in range(0, len(request_), size)]
        assert [came.add(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
        assert came.is_whole
        assert bytes(came.data) == request_
    # What comes behind it is kept, for the next.
    came = Gathered()
    assert came.add(request_ + b"GET")
    assert came.is_whole


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nX: " + b"a" * MAX_HEAD,
        POST + f"Content-Length: {MAX_BODY + MAX_HEAD + 1}\r\n\r\n".encode(),
    ],
)
def test_nobody_waits_for_what_is_too_long_to_be_taken(request_: bytes) -> None:
    came = Gathered()
    assert came.add(request_)
    assert not came.is_whole


@pytest.mark.parametrize(
    "fault",
    [
        POST + b"Content-Length: many\r\n\r\n",
        POST + b"Content-Length: -5\r\n\r\n",
        b"\r\n\r\n",
    ],
)
def test_what_can_not_be_understood_is_left_to_the_parser_at_once(fault: bytes) -> None:
    assert Gathered().add(fault)


@pytest.mark.parametrize("encoding", [b"Transfer-Encoding: chunked", b"transfer-encoding: gzip, Chunked"])
@pytest.mark.parametrize("length", [b"", b"Content-Length: 40\r\n"])
def test_a_body_in_chunks_is_not_waited_for(encoding: bytes, length: bytes) -> None:
    came = Gathered()
    assert came.add(POST + length + encoding + b"\r\nExpect: 100-continue\r\n\r\n")
    assert (came.is_whole, came.in_chunks, came.expects) == (True, True, False)


HEADS = (
    b"POST /account/data/history ",
    b"POST /studio/ai-2024/unit-1/pictures ",
    b"POST /studio/ai-2024/unit-1/questions/12 ",
    b"POST /studio/ai-2024/unit-1/questions/new/numeric ",
)


@pytest.mark.parametrize("head", HEADS)
def test_a_file_that_somebody_sends_may_be_larger_and_is_bounded_too(head: bytes) -> None:
    def begun(length: int) -> Gathered:
        came = Gathered()
        came.add(head + b"HTTP/1.1\r\nContent-Length: " + str(length).encode() + b"\r\n\r\n")
        return came

    assert not begun(MAX_UPLOAD).is_too_much
    assert begun(MAX_UPLOAD + MAX_HEAD + 1).is_too_much


def test_the_app_reads_a_large_body_only_where_the_server_lets_it_come(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in input_checks.UPLOADS]
    values = {"series": "ai-2024", "bank": "unit-1", "number": "12", "kind": "numeric"}
    assert {f"POST {_filled(rule.rule, values)} ".encode() for rule in rules} == set(HEADS)
    assert all(UPLOADS.match(head) for head in HEADS)
    others = ("/studio/ai-2024/unit-1/pictures/change", "/studio/ai-2024/unit-1", "/x/account/data/history")
    assert not any(UPLOADS.match(f"POST {path} ".encode()) for path in others)


def _filled(rule: str, values: dict[str, str]) -> str:
    return re.sub(r"<(?:int:)?(\w+)>", lambda found: values[found[1]], rule)
