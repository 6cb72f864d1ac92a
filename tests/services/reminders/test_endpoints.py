"""Where messages may be sent: to push services, never into one's own network, by name, by number, or by resolving."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from quiz.platform.keys import push_key
from quiz.services.reminders import endpoints, guarded, pushing
from quiz.services.reminders.endpoints import EndpointError
from quiz.services.reminders.pushing import Sender, public_key, send
from quiz.services.reminders.subscriptions import Subscription
from tests.services.reminders.endpoint import UserAgent, serving

GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://web.push.apple.com/QGx",
    "https://wns2-pn1p.notify.windows.com:443/w/?token=a%2fb",
]
BAD = [
    "",
    "fcm.googleapis.com/x",
    "http://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "https://",
    "https:///x",
    "https://localhost/x",
    "https://LOCALHOST./x",
    "https://push.localhost/x",
    "https://router/x",
    "https://db.internal/x",
    "https://printer.local/x",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://0x7f.0.0.1/x",
    "https://2130706433/x",
    "https://017700000001/x",
    "https://10.0.0.8/x",
    "https://169.254.169.254/latest/meta-data",
    "https://8.8.8.8/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[fd00::1]/x",
    "https://push.example.org:6379/x",
    "https://push.example.org:99999/x",
    "https://user:word@push.example.org/x",
    "https://push.example.org@127.0.0.1/x",
    "https://push.example.org\\@127.0.0.1/x",
    "https://push.example.org/a b",
    "https://push.example.org/\n",
    "https://push.example.org:/x",
    "https://push.example.org:0443/x",
    "https://push.example.org:+443/x",
    "https://푸시.한국/x",
    "https://[::1/x",
    "https://push.example.org/" + "x" * 2_000,
]


@pytest.mark.parametrize("endpoint", GOOD)
def test_the_services_of_browsers_are_taken(endpoint: str) -> None:
    endpoints.check(endpoint, local=False)


@pytest.mark.parametrize("endpoint", BAD)
def test_nothing_else_is(endpoint: str) -> None:
    with pytest.raises(EndpointError):
        endpoints.check(endpoint, local=False)


def test_tests_alone_may_send_to_this_machine() -> None:
    endpoints.check("http://127.0.0.1:8123/push", local=True)
    with pytest.raises(EndpointError):
        endpoints.check("file:///etc/passwd", local=True)


PUBLIC = ["8.8.8.8", "2001:4860:4860::8888"]
PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
]
PRIVATE += ["::1", "::", "fe80::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "2002:7f00:1::", "255.255.255.255"]
PRIVATE += [
    "64:ff9b::a00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "fec0::1",
    "::127.0.0.1",
    "::10.0.0.1",
    "::8.8.8.8",
]
PRIVATE += ["2002:a00:1::1", "2001:0:7f00:1::f5ff:fffe", "2001:0:808:808::f7f7:f7f7", "::ffff:127.0.0.1"]


@pytest.mark.parametrize(("number", "good"), [*((one, True) for one in PUBLIC), *((one, False) for one in PRIVATE)])
def test_what_a_name_leads_to_has_to_be_public(number: str, good: bool) -> None:
    """The resolver answers for an address in numbers by itself: nothing outside is asked."""
    if good:
        assert endpoints.public_address(number, 443) == number
    else:
        with pytest.raises(EndpointError):
            endpoints.public_address(number, 443)


def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    """``localhost`` stands for any name that somebody lets lead to an address of ours after it was stored."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    port = listener.getsockname()[1]
    try:
        with (
            guarded.session_for(local=False) as session,
            pytest.raises(requests.ConnectionError, match="public address"),
        ):
            session.post(f"https://localhost:{port}/", timeout=2)
        with pytest.raises(TimeoutError):
            listener.accept()
    finally:
        listener.close()


def test_by_http_nothing_is_sent() -> None:
    with guarded.session_for(local=False) as session, pytest.raises(requests.exceptions.InvalidSchema):
        session.post("http://push.example.org/", timeout=2)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as service:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "")
        agent = UserAgent(service.origin)
        one = Subscription.read(agent.subscription, local=True)
        sender = Sender(key=push_key("k" * 40), contact="https://quiz.example.org", local=True)
        assert send(one, {"title": "가"}, sender) == "sent"
        assert agent.read(service.received[0]) == {"title": "가"}


def test_where_nobody_listens_it_is_said() -> None:
    with serving() as service:
        agent = UserAgent(service.origin)
    sender = Sender(key=push_key("k" * 40), contact="mailto:nobody@localhost", local=True)
    assert send(Subscription.read(agent.subscription, local=True), {"title": "x"}, sender) == "unreachable"


def test_a_key_that_is_no_point_is_gone() -> None:
    with serving() as service:
        given = UserAgent(service.origin).subscription
        one = Subscription(endpoint=given["endpoint"], p256dh="BA" + "A" * 85, auth=given["keys"]["auth"])
        sender = Sender(key=push_key("k" * 40), contact="mailto:nobody@localhost", local=True)
        assert send(one, {"title": "x"}, sender) == "gone"
        assert service.received == []


@contextmanager
def dripping(begin: bytes) -> Iterator[tuple[int, threading.Event]]:
    """A service that sends ``begin`` and then a byte now and then; the event is set once nobody listens any more."""
    listener, cut = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(begin)
                while not threading.Event().wait(0.02):
                    connection.sendall(b"x")
            cut.set()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1]), cut
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("scheme", "begin", "outcome"),
    [
        ("http", b"HTTP/1.1 201 Created\r\nX-A: ", "sent"),
        ("http", b"HTTP/1.1 ", pushing.UNANSWERED),
        ("https", b"\x16\x03\x03\x40\x00", pushing.UNANSWERED),
    ],
)
def test_a_service_that_drips_is_cut_off(
    scheme: str, begin: bytes, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "IN_ALL", 0.3)
    sender = Sender(key=push_key("k" * 40), contact="mailto:nobody@localhost", local=True)
    with dripping(begin) as (port, cut):
        one = Subscription.read(UserAgent(f"{scheme}://127.0.0.1:{port}").subscription, local=True)
        assert send(one, {"title": "x"}, sender) == outcome
        assert cut.wait(30)


@pytest.mark.parametrize("endpoint", ["https://foo.com:/x", "https://foo.com:0/x", "https://", "", "https://[::1/x"])
def test_an_address_that_was_stored_and_can_not_be_used_is_an_outcome(endpoint: str) -> None:
    given = UserAgent("https://push.example.org").subscription["keys"]
    one = Subscription(endpoint=endpoint, p256dh=given["p256dh"], auth=given["auth"])
    for local in (False, True):
        sender = Sender(key=push_key("k" * 40), contact="mailto:nobody@localhost", local=local)
        assert send(one, {"title": "x"}, sender) == "unreachable"


@pytest.mark.parametrize(("p256dh", "auth"), [("", ""), ("가", "나"), ("A", "A"), ("BA", "!!"), ("=" * 87, "=" * 22)])
def test_keys_of_any_kind_are_an_outcome(p256dh: str, auth: str) -> None:
    with serving() as service:
        one = Subscription(endpoint=f"{service.origin}/x", p256dh=p256dh, auth=auth)
        sender = Sender(key=push_key("k" * 40), contact="mailto:nobody@localhost", local=True)
        assert send(one, {"title": "x"}, sender) in ("gone", pushing.UNANSWERED)
        assert service.received == []


def test_the_key_stays_with_the_secret_key_and_differs_from_it() -> None:
    first = push_key("k" * 40)
    assert first == push_key(b"k" * 40)
    assert first != push_key("l" * 40)
    assert b"k" * 8 not in first
    assert len(public_key(first)) == 87  # 65 bytes
