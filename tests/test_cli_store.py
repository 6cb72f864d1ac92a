"""The command line over a store: publishing, its schema, accounts, the made-up class, and what serving refuses."""

from __future__ import annotations

import hashlib
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from quiz.app import create_app
from quiz.platform.paths import MIGRATIONS, QUESTIONS
from quiz.platform.settings import Settings, sqlite_url
from quiz.services.content.search import entries
from quiz.services.identity import sign_ins
from quiz.services.integrity.upkeep import EMPTY, OLDER
from quiz.storage import schema
from quiz.storage.database import engine_options
from quiz.storage.models.content import BankRow, QuestionVersion, SearchEntry, SeriesRow
from quiz.storage.models.identity import Account, SignIn
from quiz.web.identity.forms import ACCOUNT_ERRORS
from tests.browser.server import QUIZ, environment
from tests.builders import KINDS, bank_text, both, definition, place, series_text
from tests.conftest import NOW, PASSWORD, Stores
from tests.services.builders import authenticate
from tests.stores import SHIPPED
from tests.test_cli import KOREAN, PICTURE, SVG, Terminal, lines, terminal

UP_TO_DATE = ["The database is up to date."]
NEWER = "The database is of a newer version of the app. Install that version, or use another database."


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal whose store is not there yet."""
    with terminal(tmp_path / "instance") as ready:
        yield ready


@pytest.fixture
def quiz(tmp_path: Path, stores: Stores) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent("sqlite") as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
        yield ready


@pytest.fixture(params=["sqlite", "postgresql"])
def either(tmp_path: Path, stores: Stores, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """The same on both databases, in whose stores the months are as they are shipped."""
    with (
        stores.lent(request.param, SHIPPED) as url,
        terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready,
    ):
        yield ready


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a series and the bank of one month, seen from inside."""
    folder = tmp_path / "banks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write(folder, "series.yaml", series_text())
    write(folder, "2024-02.yaml", bank_text())
    return folder


def write(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")


@contextmanager
def store_of(quiz: Terminal) -> Iterator[Session]:
    """The store that a terminal's commands write to."""
    url = quiz.environment.get("QUIZ_DATABASE_URL") or sqlite_url(quiz.instance / "dalmada.sqlite3")
    engine = create_engine(**engine_options(url))
    with Session(engine) as session:
        yield session
        session.commit()
    engine.dispose()


def told(quiz: Terminal, query: Any) -> Any:
    """The one value that a query finds."""
    with store_of(quiz) as session:
        return session.scalar(query)


def versions(quiz: Terminal) -> int:
    return int(told(quiz, select(func.count()).select_from(QuestionVersion)))


def at_revision(quiz: Terminal, revision: str) -> None:
    with store_of(quiz) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


# Publishing


def test_a_bank_is_published_once_and_told_as_unchanged_after(empty: Terminal, banks: Path) -> None:
    lines(empty("db", "upgrade"), 0)
    assert lines(empty("publish", "2024-02.yaml"), 0) == [
        "series ai-2024: new",
        f"2024-02: new (questions: {len(KINDS)}, quizzes: 2)",
        "published 2024-02",
    ]
    assert versions(empty) == len(KINDS)
    assert lines(empty("publish", "2024-02.yaml"), 0) == ["unchanged: 2024-02.yaml"]
    write(banks, "2024-02.yaml", bank_text(title=both("가벼운 모델", "Light models")))
    assert lines(empty("publish", "2024-02.yaml", **KOREAN), 0)[-1] == "게시했어요: 2024-02"
    assert versions(empty) == len(KINDS)


def test_the_packaged_banks_are_published_unless_files_are_named(either: Terminal) -> None:
    before = versions(either)
    (said,) = lines(either("publish"), 0)
    assert re.findall(r"(2024-0\d)\.yaml", said) == sorted(path.stem for path in QUESTIONS.glob("2*.yaml"))
    assert versions(either) == before


def test_one_file_with_an_error_keeps_all_from_being_published(empty: Terminal, banks: Path) -> None:
    lines(empty("db", "upgrade"), 0)
    broken = bank_text(bank="2024-01").replace("level: apply", "level: aply")
    write(banks, "2024-01.yaml", broken)
    said = empty("publish", "2024-02.yaml", "2024-01.yaml")
    assert lines(said, 1)[0].startswith(f"2024-01.yaml:{place(broken, 'aply')}: error: ")
    assert said.stderr == "Nothing was published.\n"
    assert told(empty, select(func.count()).select_from(BankRow)) == 0
    assert told(empty, select(SeriesRow)) is None


def test_warnings_are_told_along_with_what_was_published(empty: Terminal, banks: Path) -> None:
    lines(empty("db", "upgrade"), 0)
    objective = "  LO-2.2:\n    level: apply\n    text: {ko: 셈한다., en: Reckon.}\n"
    write(banks, "2024-02.yaml", bank_text().replace("objectives:\n", "objectives:\n" + objective))
    *_, warning, done = lines(empty("publish", "2024-02.yaml"), 0)
    assert ": warning: LO-2.2 " in warning
    assert done == "published 2024-02"


def test_without_a_series_beside_it_a_bank_belongs_to_the_published_one(
    empty: Terminal, quiz: Terminal, banks: Path
) -> None:
    (banks / "series.yaml").unlink()
    lines(empty("db", "upgrade"), 0)
    said = lines(empty("publish", "2024-02.yaml", QUIZ_DATABASE_URL=""), 1)
    assert "no series is published yet; publish series.yaml first" in said[0]
    # The quizzes of that series ask for questions of each difficulty.
    questions = [definition(kind, difficulty="123"[number % 3]) for number, kind in enumerate(KINDS)]
    write(banks, "2024-02.yaml", bank_text(questions=questions))
    assert lines(quiz("publish", "--yes", "2024-02.yaml"), 0)[-1] == "published 2024-02"


def test_a_picture_is_kept_in_the_store_and_shown_by_the_page(empty: Terminal, banks: Path) -> None:
    lines(empty("db", "upgrade"), 0)
    notes = both("![달](moon.svg)", "![A moon](moon.svg)")
    sections = {"2.1": {"title": both("가벼운 모델", "Light models"), "notes": notes}}
    others = [definition(kind) for kind in KINDS if kind != "numeric"]
    write(
        banks, "2024-02.yaml", bank_text(sections=sections, questions=[definition("numeric", image=PICTURE), *others])
    )
    assert "moon.svg" in lines(empty("publish", "2024-02.yaml"), 1)[0]
    (banks / "media").mkdir()
    write(banks / "media", "moon.svg", SVG)
    lines(empty("publish", "2024-02.yaml"), 0)
    name = f"{hashlib.sha256(SVG.encode()).hexdigest()[:32]}.svg"
    assert not (empty.instance / "media").exists()
    app = create_app(settings=Settings.from_environment({"QUIZ_INSTANCE": str(empty.instance)}))
    client = app.test_client()
    assert f'src="/media/{name}"' in client.get("/m/2024-02").get_data(as_text=True)
    with client.get(f"/media/{name}") as response:
        assert response.get_data(as_text=True) == SVG


def test_pictures_of_the_folder_of_before_are_put_into_the_store_once(empty: Terminal) -> None:
    folder = empty.instance / "media"
    folder.mkdir(parents=True)
    name = f"{hashlib.sha256(SVG.encode()).hexdigest()[:32]}.svg"
    write(folder, name, SVG)
    said = lines(empty("db", "upgrade"), 0)
    assert said[0] == f"pictures put into the database: 1, from {folder}"
    assert len(lines(empty("db", "upgrade"), 0)) == len(said) - 1
    shutil.rmtree(folder)
    app = create_app(settings=Settings.from_environment({"QUIZ_INSTANCE": str(empty.instance)}))
    with app.test_client().get(f"/media/{name}") as response:
        assert response.get_data(as_text=True) == SVG


# The schema


def test_an_empty_store_is_brought_to_this_version(empty: Terminal) -> None:
    for words in (["db", "status"], ["publish"]):
        assert lines(empty(*words), 1) == [str(EMPTY)]
    assert lines(empty("db", "upgrade"), 0) == UP_TO_DATE
    assert lines(empty("db", "status"), 0) == UP_TO_DATE


def test_a_store_of_this_version_is_left_as_it_is(either: Terminal) -> None:
    before = versions(either)
    assert lines(either("db", "status"), 0) == UP_TO_DATE
    assert lines(either("db", "upgrade"), 0) == UP_TO_DATE
    assert versions(either) == before


def test_an_older_store_is_told_with_the_command_that_mends_it(
    quiz: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    following = f'revision = "next"\ndown_revision = "{schema.head()}"\n\n\ndef upgrade():\n    pass\n'
    write(folder / "versions", "next.py", f'"""The next version."""\n\n{following}')
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    schema.head.cache_clear()
    for words in (["db", "status"], ["publish"], ["user", "add", "Alice", "--password-stdin"]):
        assert lines(quiz(*words, stdin=PASSWORD), 1) == [str(OLDER)]
    assert lines(quiz("db", "upgrade"), 0) == UP_TO_DATE
    assert lines(quiz("db", "status"), 0) == UP_TO_DATE
    schema.head.cache_clear()


@pytest.mark.parametrize(
    "words", [["db", "status"], ["db", "upgrade"], ["publish"], ["demo"], ["serve", "--port", "FREE"]]
)
def test_a_newer_store_is_left_to_the_version_it_belongs_to(words: list[str], quiz: Terminal) -> None:
    at_revision(quiz, "9999")
    said = quiz(*(str(free_port()) if word == "FREE" else word for word in words))
    assert lines(said, 1) == [NEWER]
    assert said.stdout == ""
    assert told(quiz, text("SELECT version_num FROM alembic_version")) == "9999"


# Settings, the folder and the store that can't be used

EVERY_COMMAND = [
    ["db", "status"],
    ["db", "upgrade"],
    ["publish"],
    ["user", "add", "Alice", "--password-stdin"],
    ["user", "disable", "Alice"],
    ["receipt", "verify", __file__],
    ["attempt", "show", "1"],
    ["doctor"],
    ["doctor", "--mend"],
    ["demo"],
    ["serve"],
]


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_a_store_that_can_not_be_used_is_told_with_the_setting(words: list[str], quiz: Terminal) -> None:
    quiz.instance.mkdir()
    (quiz.instance / "store").write_bytes(b"this is no database, however long it is" * 100)
    port = {"PORT": str(free_port())}
    for name, reason in (("store", "file is not a database"), ("deep/store", "unable to open database file")):
        said = quiz(*words, QUIZ_DATABASE_URL=sqlite_url(quiz.instance / name), **port)
        assert lines(said, 1) == [
            f"The database can't be used: {reason}. Check QUIZ_DATABASE_URL, the server, and the rights of the file."
        ]
        assert said.stdout == ""


def test_a_store_that_can_not_be_written_is_told_with_the_setting(quiz: Terminal) -> None:
    read_only = quiz.environment["QUIZ_DATABASE_URL"].replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    with store_of(quiz) as session:
        # Else there is nothing to write: all is published already.
        session.execute(text("UPDATE bank SET content_hash = 'older'"))
    *_, said = lines(quiz("publish", QUIZ_DATABASE_URL=read_only), 1)
    assert said.startswith("The database can't be used: attempt to write a readonly database.")


def test_a_server_that_does_not_answer_is_told_with_the_setting(quiz: Terminal) -> None:
    said = quiz("db", "upgrade", QUIZ_DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing", **KOREAN)
    (line,) = lines(said, 1)
    assert line.startswith("데이터베이스를 쓸 수 없어요: ")
    assert "QUIZ_DATABASE_URL과" in line


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_a_folder_that_can_not_be_used_is_told_with_the_setting(words: list[str], quiz: Terminal) -> None:
    quiz.instance.write_text("a file stands here", encoding="utf-8")
    for path in (quiz.instance, quiz.instance / "deep"):
        (line,) = lines(quiz(*words, QUIZ_INSTANCE=str(path), PORT=str(free_port())), 1)
        assert line.startswith(f"{path} can't be used: ")
        assert line.endswith(". Choose another folder with QUIZ_INSTANCE.")


def test_a_folder_that_can_not_be_used_is_told_in_korean(quiz: Terminal) -> None:
    quiz.instance.write_text("", encoding="utf-8")
    (line,) = lines(quiz("db", "status", **KOREAN), 1)
    assert line.startswith(f"{quiz.instance}")
    assert line.endswith("QUIZ_INSTANCE로 다른 폴더를 고르세요.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZ_DATABASE_URL", "mysql://db/quiz"),
        ("QUIZ_HTTPS", "yes"),
        ("QUIZ_INSTANCE", "~nobody-of-that-name/quiz"),
        ("QUIZ_LIMITS_URL", "memcached://limits"),
        ("QUIZ_LIMITS_URL", "redis:limits"),
        ("QUIZ_LIMITS_URL", "redis://limits:port"),
        ("QUIZ_LOG", "xml"),
        ("QUIZ_SECRET_KEY_FILE", "~nobody-of-that-name/key"),
        ("QUIZ_TRUSTED_PROXIES", "many"),
    ],
)
def test_a_setting_that_can_not_be_used_stops_the_start(name: str, value: str, quiz: Terminal) -> None:
    said = quiz("db", "status", **{name: value})
    (line,) = lines(said, 1)
    assert line.startswith(f"{name}={value!r}: ")
    assert said.stdout == ""


def test_a_key_that_is_too_short_stops_the_start(quiz: Terminal) -> None:
    quiz.instance.mkdir()
    write(quiz.instance, "secret-key", "short")
    (line,) = lines(quiz("db", "status"), 1)
    assert line.startswith(f"QUIZ_SECRET_KEY_FILE='{quiz.instance}/secret-key': holds no key of at least 32")


# Accounts


def role_of(quiz: Terminal, name: str) -> str | None:
    """The role of the account of that name; None where there is none."""
    found: str | None = told(quiz, select(Account.role).where(Account.name == name))
    return found


def accepts(quiz: Terminal, name: str, password: str) -> bool:
    """Whether somebody can sign in with that password."""
    with store_of(quiz) as session:
        return authenticate(session, name, password) is not None


@pytest.mark.parametrize("role", ["learner", "teacher", "admin"])
def test_an_account_is_made_in_its_role(role: str, quiz: Terminal) -> None:
    said = quiz("user", "add", " Tae-ri  Kim ", "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")
    assert lines(said, 0) == [f"Created Tae-ri Kim ({role})."]
    assert role_of(quiz, "Tae-ri Kim") == role
    assert accepts(quiz, "Tae-ri Kim", PASSWORD)


def test_names_for_staff_are_given_at_the_shell(quiz: Terminal) -> None:
    said = quiz("user", "add", "관리자", "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert lines(said, 0) == ["Created 관리자 (admin)."]


def test_an_account_is_a_learners_unless_told(either: Terminal) -> None:
    said = either("user", "add", "가람", "--password-stdin", stdin=PASSWORD, **KOREAN)
    assert lines(said, 0) == ["가람 계정을 만들었어요(learner)."]
    assert role_of(either, "가람") == "learner"


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("A", PASSWORD, "name"),
        ("x" * 31, PASSWORD, "name"),
        ("<b>", PASSWORD, "name"),
        ("", PASSWORD, "name"),
        ("bob", PASSWORD, "taken"),
        ("ＢＯＢ", PASSWORD, "taken"),
        ("Alice", "", "short"),
        ("Alice", "short", "short"),
        ("Alice", "가" * 129, "long"),
        ("Alice", "password1", "common"),
        ("Alice", "mu\0sic of the spheres", "untyped"),
        ("Alice", "so-is-alice", "in_password"),
    ],
)
def test_names_and_passwords_are_refused_as_on_the_page(name: str, password: str, code: str, quiz: Terminal) -> None:
    lines(quiz("user", "add", "Bob", "--password-stdin", stdin=PASSWORD), 0)
    said = quiz("user", "add", "--password-stdin", "--", name, stdin=password)
    _field, reason = ACCOUNT_ERRORS[code]
    assert lines(said, 1) == [str(reason)]
    assert said.stdout == ""
    assert told(quiz, select(func.count()).select_from(Account)) == 1


def test_at_a_terminal_the_password_is_asked_for_twice(quiz: Terminal) -> None:
    said = quiz("user", "add", "Alice", stdin=f"{PASSWORD}\nanother one\n{PASSWORD}\n{PASSWORD}\n")
    assert lines(said, 0)[-1] == "Created Alice (learner)."
    assert PASSWORD not in said.output
    assert accepts(quiz, "Alice", PASSWORD)
    lines(quiz("user", "add", "Bob", stdin=PASSWORD), 1)
    assert role_of(quiz, "Bob") is None


def test_a_new_password_ends_every_sign_in(either: Terminal) -> None:
    lines(either("user", "add", "Alice", "--password-stdin", stdin=PASSWORD), 0)
    with store_of(either) as session:
        alice = session.scalars(select(Account).where(Account.name == "Alice")).one()
        sign_ins.open_sign_in(session, alice, "phone", now=NOW)
    said = either("user", "password", "alice", "--password-stdin", stdin="달빛 아래 징검다리\n")
    assert lines(said, 0) == ["The password of alice is changed."]
    assert accepts(either, "Alice", "달빛 아래 징검다리")
    assert not accepts(either, "Alice", PASSWORD)
    assert told(either, select(func.count()).select_from(SignIn)) == 0


def test_a_password_that_would_be_refused_on_the_page_changes_nothing(quiz: Terminal) -> None:
    lines(quiz("user", "add", "Alice", "--password-stdin", stdin=PASSWORD), 0)
    said = quiz("user", "password", "Alice", "--password-stdin", stdin="password1\n")
    assert lines(said, 1) == [str(ACCOUNT_ERRORS["common"][1])]
    assert accepts(quiz, "Alice", PASSWORD)


@pytest.mark.parametrize("words", [["password"], ["password", "--password-stdin"], ["disable"], ["disable", "--undo"]])
def test_a_name_that_nobody_has_is_told(words: list[str], quiz: Terminal) -> None:
    said = quiz("user", *words, "Mallory {을/를} %s")
    assert lines(said, 1) == ["There is no account named Mallory {을/를} %s."]
    assert said.stdout == ""


def test_an_account_is_closed_and_opened_again(either: Terminal) -> None:
    lines(either("user", "add", "Alice", "--password-stdin", stdin=PASSWORD), 0)
    assert lines(either("user", "disable", "Alice"), 0) == ["The account Alice is closed."]
    assert not accepts(either, "Alice", PASSWORD)
    assert lines(either("user", "disable", "Alice", "--undo"), 0) == ["The account Alice is open again."]
    assert accepts(either, "Alice", PASSWORD)


# The made-up class


def test_the_class_is_made_once_in_an_empty_store(quiz: Terminal) -> None:
    gallery = "Begin with the gallery of every kind of question, as the teacher: http://%s/signin?next=/teach/gallery"
    *_, teacher, assistant, admin, new, diligent, returning, reach, begin = lines(quiz("demo", "--learners", "3"), 0)
    assert reach.endswith(f"QUIZ_INSTANCE={quiz.instance}")
    assert begin == gallery % "127.0.0.1:8000"
    for role, line, about in (
        ("teacher", teacher, "the classes"),
        ("teacher", assistant, "the assistant, who grades and watches"),
        ("admin", admin, "the accounts, the store and what was done"),
        ("learner", new, "new: nothing done yet"),
        ("learner", diligent, "diligent: five days a week for twelve weeks"),
        ("learner", returning, "back after a month: a lot is due"),
    ):
        found = re.fullmatch(rf"Sign in as {role} (\S+) with the password (\S+) \({about}\)", line)
        assert found is not None
        assert accepts(quiz, found[1], found[2])
    # Four more are in the other two classes.
    accounts = told(quiz, select(func.count()).select_from(Account))
    assert accounts == 3 + 3 + 4
    assert lines(quiz("demo", HOST="::1", PORT="9000"), 0)[-3:] == [
        f"There are accounts already, so nothing was made. Delete {quiz.instance} to start over.",
        reach,
        gallery % "[::1]:9000",
    ]
    assert told(quiz, select(func.count()).select_from(Account)) == accounts


# Serving


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_port_that_is_taken_is_told_before_anything_is_made(empty: Terminal, taken: int) -> None:
    said = empty("serve", "--port", str(taken))
    assert lines(said, 1) == [f"Port {taken} of 127.0.0.1 is taken. Choose another with --port, or PORT=… make serve."]
    assert said.stdout == ""
    assert "--port로 다른 포트를 고르거나" in lines(empty("serve", PORT=str(taken), **KOREAN), 1)[0]
    assert not empty.instance.exists()


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_a_host_that_is_not_this_one_is_told_as_such(host: str, empty: Terminal) -> None:
    (line,) = lines(empty("serve", HOST=host, PORT="8000"), 1)
    assert line.startswith(f"Port 8000 of {host} can't be opened: ")
    assert line.endswith(". Choose others with --host and --port.")
    assert not empty.instance.exists()


def test_a_packaged_bank_with_an_error_is_not_served(
    quiz: Terminal, banks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = bank_text().replace("level: apply", "level: aply")
    write(banks, "2024-02.yaml", broken)
    monkeypatch.setattr("quiz.cli.content.files.QUESTIONS", banks)
    for words in (["serve", "--port", str(free_port())], ["demo"]):
        said = quiz(*words)
        assert lines(said, 1)[0].startswith(f"2024-02.yaml:{place(broken, 'aply')}: error: ")
        assert said.stderr == "Nothing was published.\n"


def test_the_installed_command_refuses_with_words_and_not_with_a_traceback(tmp_path: Path, taken: int) -> None:
    done = subprocess.run(
        [QUIZ, "serve", "--port", str(taken)],
        env={**environment(tmp_path / "instance"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Port {taken} of 127.0.0.1 is taken.")


def test_a_store_from_before_search_can_be_searched_once_it_is_migrated(either: Terminal) -> None:
    from alembic import command

    engine = create_engine(**engine_options(either.environment["QUIZ_DATABASE_URL"]))
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "0013")
    assert lines(either("db", "upgrade"), 0) == UP_TO_DATE
    with Session(engine) as session:
        assert session.scalars(select(func.count()).select_from(SearchEntry)).one() > 500
        assert list(entries.differences(session)) == []
    engine.dispose()
