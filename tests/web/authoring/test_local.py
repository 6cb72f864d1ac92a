"""``quiz preview``: a bank's file in the browser, on this machine alone, without a store."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from quiz.cli import main
from quiz.domain.questions import KINDS
from quiz.platform.paths import QUESTIONS
from quiz.runtime import preview_server
from quiz.web.authoring.local.app import create_preview
from quiz.web.authoring.local.shelf import PictureShelf
from quiz.web.request.content_policy import CONTENT_SECURITY_POLICY
from tests.builders import bank_text, both, definition, series_text
from tests.web.pages import Browser, Page

NAME = "2024-02.yaml"
HERE = "/b/2024-02/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>'
EVERY = tuple(definition(kind) for kind in KINDS)


def text(**changes: Any) -> str:
    """The YAML of a bank with a question of every kind."""
    return bank_text(**{"questions": deepcopy(list(EVERY)), **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A series with one bank of every kind of question, and a picture."""
    (tmp_path / "series.yaml").write_text(series_text(profile="open"), encoding="utf-8")
    (tmp_path / NAME).write_text(text(), encoding="utf-8")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "lora.svg").write_bytes(SVG)
    (tmp_path / "media" / "secret.svg").write_bytes(SVG + b"\n")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return local(folder / NAME)


def local(path: Path) -> FlaskClient:
    client = create_preview(path, QUESTIONS).test_client()
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8000"
    return client


@pytest.fixture
def reader(client: FlaskClient) -> Browser:
    return Browser(client, "en")


def test_a_file_is_shown_in_both_languages_with_every_kind(reader: Browser) -> None:
    page = reader.get("/")
    assert page.status == 200
    assert len(page.all("article")) == len(EVERY)
    assert {one.get("lang") for one in page.all("div", class_="asked")} == {"ko", "en"}
    keyed = reader.get(f"{HERE}?keys=1&draw=2&theme=dark&languages=en")
    assert keyed.root.get("data-theme") == "dark"
    assert len(keyed.all("div", class_="keyed")) == len(EVERY)
    assert len(reader.get(f"{HERE}?one=3").all("article")) == 1


def test_all_is_well_formed_and_every_id_is_there_once(reader: Browser) -> None:
    for path in (HERE, f"{HERE}?keys=1", f"{HERE}print?keys=reasons&language=both", f"{HERE}phone", "/none"):
        page = reader.get(path)
        ids = [one.get("id") for one in page.root.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), path
        assert not page.faults, (path, page.faults)
        assert len(page.all("h1")) == len(page.all("main")) == 1, path


def test_an_answer_is_tried_by_form_and_by_script(reader: Browser, client: FlaskClient) -> None:
    form = next(form for form in reader.get(HERE).forms() if form.value("at") == "en")
    data = {**form.data(), "answer-choice": "1"}
    page = Page(client.post(form.action, data=data, headers=reader.headers))
    number = form.value("number")
    assert page.by_id(f"q{number}-en-verdict")
    fragment = client.post(form.action, data=data, headers={**reader.headers, "X-Requested-With": "fetch"})
    assert f"q{number}-en-verdict" in fragment.get_data(as_text=True)
    assert "<html" not in fragment.get_data(as_text=True)
    data["number"] = "99"
    assert client.post(HERE, data=data, headers={"X-Requested-With": "fetch"}).status_code == 404


def test_a_save_changes_what_was_changed_alone(folder: Path, client: FlaskClient) -> None:
    def changed(known: dict[str, str]) -> dict[str, object]:
        answer: dict[str, object] = client.post(f"{HERE}changed", json={"known": known}).get_json()
        return answer

    page = Page(client.get(HERE))
    marks = {
        str(one.get("data-question")): f"{str(one.get('id'))[1:]} {one.get('data-mark')}" for one in page.all("article")
    }
    assert changed(marks)["questions"] == {}
    questions = deepcopy(list(EVERY))
    questions[2] |= {"prompt": both("바뀐 물음이에요?", "Is this another prompt?")}
    (folder / NAME).write_text(text(questions=questions), encoding="utf-8")
    answer = changed(marks)
    assert list(answer["questions"]) == [questions[2]["id"]]  # type: ignore[call-overload]  # it is JSON
    assert "바뀐 물음이에요?" in str(answer["questions"])
    assert answer["order"] == [one["id"] for one in questions]


@pytest.mark.parametrize("known", [None, [], "x", {"known": 1}, {"known": ["x"]}])
def test_what_a_script_sends_wrongly_is_no_fault(known: object, client: FlaskClient) -> None:
    sent = client.post(f"{HERE}changed", data=json.dumps(known), content_type="application/json")
    assert sent.status_code == 200
    assert len(sent.get_json()["questions"]) == len(EVERY)


def test_errors_stand_above_what_was_shown_last(folder: Path, reader: Browser) -> None:
    assert not reader.get(HERE).all("section", class_="problems")
    riddle = {**definition(), "kind": "riddle"}
    (folder / NAME).write_text(text(questions=[riddle]), encoding="utf-8")
    page = reader.get(HERE)
    assert page.status == 200
    (problems,) = page.all("section", class_="problems")
    said = " ".join("".join(problems.itertext()).split())
    assert re.search(r"2024-02\.yaml:\d+:\d+", said)
    assert "unknown kind" in said
    assert len(page.all("article")) == len(EVERY)
    (folder / NAME).unlink()
    page = reader.get(HERE)
    assert "there is no such file any more" in page.main
    assert len(page.all("article")) == len(EVERY)


def test_a_file_that_could_never_be_read_shows_its_problems(folder: Path) -> None:
    (folder / "broken.yaml").write_text("bank: [", encoding="utf-8")
    reader = Browser(local(folder / "broken.yaml"), "en")
    for path in ("/b/broken/", "/b/broken/print", "/b/broken/phone"):
        assert reader.get(path).status == 200, path
    assert reader.get("/b/broken/").all("section", class_="problems")


def test_a_folder_lists_its_banks(folder: Path) -> None:
    (folder / "2024-01.yaml").write_text(text(bank="2024-01"), encoding="utf-8")
    reader = Browser(local(folder), "en")
    page = reader.get("/")
    assert {"/b/2024-01/?", "/b/2024-02/?"} <= set(page.links())
    assert "/?" in reader.get("/b/2024-01/").links()


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    assert "There is no bank in this folder." in Browser(local(tmp_path), "en").get("/").main


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "0.0.0.0"])
def test_another_name_of_this_machine_is_refused(host: str, client: FlaskClient) -> None:
    for path in ("/", HERE, f"{HERE}changes", "/media/x.svg"):
        assert client.get(path, headers={"Host": host}).status_code == 400, path
    assert client.get(HERE, headers={"Host": "localhost:1234"}).status_code == 200


def test_the_policy_is_the_apps_but_for_the_frame_of_the_phone(client: FlaskClient) -> None:
    assert client.get(HERE).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert client.get(HERE).headers["X-Frame-Options"] == "DENY"
    phone = client.get(f"{HERE}phone").headers["Content-Security-Policy"]
    assert phone == f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    framed = client.get(f"{HERE}?framed=1").headers
    assert framed["Content-Security-Policy"] == CONTENT_SECURITY_POLICY.replace("ancestors 'none'", "ancestors 'self'")
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


def test_pictures_that_questions_show_are_served_and_no_other_file(folder: Path, client: FlaskClient) -> None:
    page = Page(client.get(HERE))
    (address, *_) = {str(one.get("src")) for one in page.all("img") if str(one.get("src")).startswith("/media/")}
    found = client.get(address)
    assert found.status_code == 200
    assert found.data == SVG
    assert "sandbox" in found.headers["Content-Security-Policy"]
    for name in ("lora.svg", "secret.svg", "../2024-02.yaml", "..%2f2024-02.yaml", "%2e%2e/series.yaml"):
        assert client.get(f"/media/{name}").status_code == 404, name
    for path in ("/b/series/", "/b/../2024-02/", "/b/none/", "/2024-02.yaml"):
        assert client.get(path).status_code == 404, path


def test_the_stream_says_the_number_of_the_file_as_it_is_now(folder: Path, client: FlaskClient) -> None:
    response = client.get(f"{HERE}changes")
    assert response.mimetype == "text/event-stream"
    stream = iter(response.response)
    assert next(stream) in ("retry: 500\n\n", b"retry: 500\n\n")
    first = next(stream)
    (folder / NAME).write_text(text() + "\n", encoding="utf-8")
    assert next(stream) != first
    response.close()


def test_what_is_too_large_or_wrongly_asked_is_a_page(client: FlaskClient) -> None:
    assert client.post(HERE, data={"answer-text": "x" * 3_000_000}).status_code == 413
    assert client.post("/").status_code == 405
    for query in ("?draw=x&one=-1&draw-=3&draw-9=0", "?draw=99999999999999999999", "?one=999", "?theme=x&reader=zz"):
        assert client.get(HERE + query).status_code == 200, query


def test_a_shelf_keeps_what_was_asked_for_last() -> None:
    shelf = PictureShelf(most=10)
    for name in ("a", "b", "a", "c"):
        shelf.keep(name, name.encode() * 5)
    assert [shelf.find(name) for name in ("a", "b", "c")] == [b"aaaaa", None, b"ccccc"]


@pytest.fixture
def served(folder: Path) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    server = preview_server.make(folder / NAME, QUESTIONS, 0, "en")
    said: list[str] = []
    thread = threading.Thread(target=preview_server.serve, args=(server, said.append))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def test_it_is_served_on_any_free_port_of_this_machine(served: str) -> None:
    with urlopen(f"{served}{HERE}") as answer:  # it is ours
        assert answer.status == 200
        assert answer.headers["Server"] == "quiz"


def test_a_port_that_is_taken_is_said_with_a_remedy(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        env = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": "en"}
        said = CliRunner().invoke(main, ["preview", str(folder / NAME), "--port", port], env=env)
    assert said.exit_code == 1
    assert said.output == f"Port {port} can't be used. Choose another with --port, or leave it out.\n"
