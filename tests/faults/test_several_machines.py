"""Two servers with a folder of their own each, as on two machines, behind a proxy that asks them in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import select

from quiz.storage.models.content import MediaRow
from tests.conftest import PASSWORD, Stores
from tests.faults import proxy
from tests.faults.servers import Served, served
from tests.stores import opened

pytestmark = pytest.mark.faults

LEARNERS = 6
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, kw_only=True)
class Machines:
    """The servers, where both are reached in turn, and the published pictures by name."""

    servers: list[Served]
    address: str
    pictures: dict[str, bytes]


@pytest.fixture(scope="module")
def machines(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as stack:
        url = stack.enter_context(stores.lent("postgresql"))
        with opened(url) as session:
            pictures = {row.name: row.content for row in session.scalars(select(MediaRow))}
        shared = {"QUIZ_SECRET_KEY_FILE": str(folder / "shared-key")}
        servers = [stack.enter_context(served(folder / name, url, **shared)) for name in ("one", "other")]
        front = stack.enter_context(proxy.running(*(server.port for server in servers)))
        yield Machines(servers=servers, address=f"http://127.0.0.1:{front.port}", pictures=pictures)
        assert [server.surprises() for server in servers] == [[], []]


def browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def read(browser: OpenerDirector, address: str, form: dict[str, str] | None = None) -> str:
    """A page, its redirects followed; raises ``HTTPError`` where it is refused."""
    with browser.open(address, urlencode(form).encode() if form else None, timeout=60) as response:
        page: str = response.read().decode()
        return page


@pytest.mark.parametrize("number", range(LEARNERS))
def test_what_one_machine_began_the_other_goes_on_with(number: int, machines: Machines) -> None:
    person, name = browser(), f"Learner of both {number}"
    found = TOKEN.search(read(person, f"{machines.address}/signup"))
    assert found is not None
    read(
        person,
        f"{machines.address}/signup",
        {"csrf_token": found[1], "name": name, "password": PASSWORD, "old_enough": "1"},
    )
    assert [name in read(person, f"{machines.address}/account") for _ in machines.servers] == [True, True]


def test_every_machine_has_every_picture(machines: Machines) -> None:
    assert machines.pictures
    for server in machines.servers:
        for name, content in machines.pictures.items():
            with browser().open(f"http://127.0.0.1:{server.port}/media/{name}", timeout=60) as response:
                assert response.read() == content
