"""``make bench``: measures, prints a table, writes the figures to a file; ends with 1 where a bound breaks."""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks import (
    hostile,
    item_analysis,
    journey,
    memory,
    mending,
    previewing,
    questions,
    regrade,
    review,
    statements,
    studio,
)
from benchmarks import watching as watched
from benchmarks.banks import MONTH, QUIZ, TEN, write_bank, write_banks
from benchmarks.browser import Browser, Page
from benchmarks.figures import Figure, table, write
from benchmarks.memory import mebibytes
from benchmarks.release import check_out, newest_tag
from benchmarks.server import CHEAP_HASHES, Running, running
from benchmarks.stores import Store, add_history, add_people, published
from quiz.platform.paths import STATIC

ROUNDS = 7
JOURNEYS = 12
BATCH = 60
PAGES = 1_000
THREADS = 8
UNUSED = ("alembic", "psycopg", "redis", "xlsxwriter")
"""What a worker on SQLite with its limits in memory must not load."""
NAMES = [f"Bench {number}" for number in range(2 * JOURNEYS + 5)]


_READ = "import pathlib, sys, yaml; yaml.load(pathlib.Path(sys.argv[1]).read_bytes(), yaml.CSafeLoader)"


def check_figures(folder: Path) -> list[Figure]:
    """CPU of ``quiz check`` on five hundred questions, against that of reading the same YAML and nothing else."""
    check, read = (sys.executable, "-m", "quiz.cli", "check"), (sys.executable, "-c", _READ)
    banks = []
    for name, count in (("many", 500), ("few", 1)):
        place = folder / name
        place.mkdir()
        banks.append(write_bank(place, count))
    # Of each the least, as nothing but other work makes it more; less that on one question, which is the start-up.
    costs = [min(_cpu_of([*command, str(bank)]) for _ in range(3)) for command in (check, read) for bank in banks]
    checking, reading = costs[0] - costs[1], costs[2] - costs[3]
    return [
        Figure(name="check 500 questions, against reading them", value=checking / reading, unit="ratio", limit=4.5),
        Figure(name="check 500 questions", value=checking, unit="s CPU"),
        Figure(name="read 500 questions", value=reading, unit="s CPU"),
    ]


def long_check_figures(folder: Path) -> list[Figure]:
    """Seconds of ``quiz check`` on ten thousand questions in twenty files, at once and one file after the other."""
    folder.mkdir()
    banks = write_banks(folder, 20, 500)
    together = _seconds_of(banks)
    alone = sum(_seconds_of([bank]) for bank in banks)
    return [
        Figure(name="check 10,000 questions in twenty files", value=together, unit="s", limit=10, sense="<"),
        Figure(name="than one file after the other", value=alone / together, unit="times fast", limit=1.3, sense=">="),
    ]


def _seconds_of(banks: Sequence[Path]) -> float:
    begun = perf_counter()
    done = subprocess.run([sys.executable, "-m", "quiz.cli", "check", *banks], capture_output=True, check=False)
    seconds = perf_counter() - begun
    assert done.returncode == 0, done.stdout
    return seconds


def _cpu_of(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed_figures(ours: Running, bare: Running) -> list[Figure]:
    """Quiz page and save by the second against the bare app's own, batch by batch in turn.

    The bare app has sign-in and attempts, but no tokens of forms, languages, headers or compression.
    """
    mine, theirs = Browser(ours.port), Browser(bare.port)
    page, save = _begun(mine, NAMES[0])
    journey.bare(theirs, NAMES[0])
    bare_attempt = theirs.post("/start", {"month": MONTH}).location.split("/")[2]
    saves = itertools.count(1)  # each has seen the one before, as a page's own have
    places = itertools.cycle(range(1, TEN + 1))  # every kind in its real share
    pairs: dict[str, tuple[Callable[[], Page], Callable[[], Page]]] = {
        "quiz page": (
            lambda: mine.get(f"{page.rpartition('/')[0]}/{next(places)}"),
            lambda: theirs.get(f"/a/{bare_attempt}/{next(places)}"),
        ),
        "save": (
            lambda: mine.put(page, {**save, "sequence": (number := next(saves)), "base": number - 1}),
            lambda: theirs.put(f"/a/{bare_attempt}/1", {"value": "1"}),
        ),
    }
    figures = []
    for name, (one, other) in pairs.items():
        rates = [(BATCH / own, BATCH / yardstick) for own, yardstick in _in_turn(one, other)]
        ratio = statistics.median(own / yardstick for own, yardstick in rates)
        own, yardstick = (statistics.median(rate) for rate in zip(*rates, strict=True))
        figures.append(Figure(name=f"{name}, against the bare one", value=ratio, unit="ratio", limit=0.5, sense=">="))
        figures.append(Figure(name=f"{name}, by the second", value=own, unit="1/s"))
        figures.append(Figure(name=f"bare {name}, by the second", value=yardstick, unit="1/s"))
    mine.close()
    theirs.close()
    return figures


def _in_turn(one: Callable[[], Page], other: Callable[[], Page]) -> Iterator[tuple[float, float]]:
    """Seconds of a batch of each, side by side, each side first in every second round."""
    for number in range(ROUNDS):
        if number % 2:
            yardstick = _batch(other)
            yield _batch(one), yardstick
        else:
            own = _batch(one)
            yield own, _batch(other)


def _batch(request: Callable[[], Page]) -> float:
    return sum(request().seconds for _ in range(BATCH))


def _begun(browser: Browser, name: str) -> tuple[str, dict[str, object]]:
    """A question's page of a fresh attempt, and an answer to it."""
    journey.begin(browser, journey.Journey(), name)
    started = browser.post("/quizzes/start", {"quiz": QUIZ}).location
    return started, dict(journey.answer_to(browser.get(started).text, 1))


def journey_figures(ours: Running, bare: Running, before: Running | None) -> list[Figure]:
    """What whole journeys cost the server, side by side, and what their parts do: CPU time without the password's hash.

    The limit stands for 60 ms where the bare journey takes 35: machines differ, the ratio hardly.
    """
    sides = [
        _journeys(ours, journey.ours, NAMES[1::2]),
        _journeys(ours, journey.without_script, NAMES[2::2]),
        _journeys(bare, journey.bare, NAMES[1::2]),
    ]
    if before:
        sides.append(_journeys(before, journey.ours, NAMES[1::2]))
    mine, plain, theirs, *earlier = zip(*journey.side_by_side(JOURNEYS, *sides), strict=True)
    figures = [
        Figure(name=f"{name}, against the bare one", value=_ratio(own, theirs), unit="ratio of CPU", limit=1.7)
        for name, own in (("journey", mine), ("journey without script", plain))
    ]
    figures += [
        Figure(name="journey, against the release before", value=_ratio(mine, theirs), unit="ratio of CPU", limit=1.1)
        for theirs in earlier
    ]
    figures += [
        Figure(
            name="hand-in, against the release before",
            value=_median(_parts("hand-in", mine)) / _median(_parts("hand-in", theirs)),
            unit="ratio of CPU",
            limit=1.15,
        )
        for theirs in earlier
    ]
    figures += [
        Figure(name=name, value=_median([one.total for one in found]), unit="ms CPU")
        for name, found in (("journey", mine), ("journey without script", plain), ("bare journey", theirs))
    ]
    for part in mine[0].seconds:
        figures.append(Figure(name=f"{part} in a journey", value=_median(_parts(part, mine)), unit="ms CPU"))
    return figures


def _parts(part: str, journeys: Sequence[journey.Journey]) -> list[float]:
    return [seconds for one in journeys for seconds in one.seconds[part]]


def _journeys(
    server: Running, way: Callable[[Browser, str], journey.Journey], names: Sequence[str]
) -> Callable[[int], journey.Journey]:
    """Goes ``way`` as another person each time, by the clock of the server's CPU."""

    def go(number: int) -> journey.Journey:
        browser = Browser(server.port, server.cpu)
        try:
            return way(browser, names[number])
        finally:
            browser.close()

    return go


def _ratio(mine: Sequence[journey.Journey], theirs: Sequence[journey.Journey]) -> float:
    return statistics.median(one.total / other.total for one, other in zip(mine, theirs, strict=True))


def _median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1_000


def worker_figures(store: Store, folder: Path) -> list[Figure]:
    """Cold start, memory after a thousand pages, and the bytes of a quiz page."""
    starts = []
    for _ in range(5):
        with running("ours", store.environment, folder) as server:
            starts.append(server.seconds)
    with running("ours", store.environment, folder) as server:
        browser = Browser(server.port)
        page, _ = _begun(browser, NAMES[-1])
        paths = ["/", f"/m/{MONTH}", page, "/me", page, "/account", page, "/signin"]
        for number in range(PAGES):
            browser.get(paths[number % len(paths)])
        pss = mebibytes(server.worker())
        size = _bytes_of(browser, page)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda name: _sign_in(server.port, name), NAMES + NAMES))
        hashed = mebibytes(server.worker())
        browser.close()
    loaded = (folder / "modules").read_text(encoding="ascii").split()
    return [
        Figure(name="cold start", value=statistics.median(starts), unit="s", limit=1.5),
        Figure(name="worker after 1,000 pages", value=pss, unit="MiB PSS", limit=90),
        Figure(name="after sign-ins in every thread", value=hashed, unit="MiB PSS", limit=100),
        Figure(name="loaded and not used in it", value=sum(name in loaded for name in UNUSED), unit="modules", limit=0),
        Figure(name="quiz page, all that is transferred", value=size / 1000, unit="kB", limit=60),
    ]


def _sign_in(port: int, name: str) -> None:
    browser = Browser(port)
    journey.begin(browser, journey.Journey(), name)
    browser.close()


def _bytes_of(browser: Browser, page: str) -> int:
    """The page and every style, script and picture that it brings, as a browser with an empty cache gets them.

    What the studio alone loads is no part of it.
    """
    found = browser.get(page)
    prefix = found.text.split('rel="stylesheet" href="')[1].split("css/")[0]
    names = [path.relative_to(STATIC) for path in STATIC.rglob("*") if path.is_file()]
    names = [name for name in names if not name.is_relative_to("dist") and not name.is_relative_to("js/studio")]
    return len(found.raw) + sum(len(browser.get(f"{prefix}{name}").raw) for name in names)


def measure(folder: Path, before: str | None) -> list[Figure]:
    """All figures, made on stores in ``folder``; the journey also against the release ``before``."""
    store = published(folder / "store")
    add_people(store, NAMES)
    full = store.copied(folder / "full")
    add_history(full, [f"2024-0{number}/check" for number in range(1, 7)])
    bare_url = f"sqlite:///{folder / 'bare.sqlite3'}"
    _fill_bare(bare_url)
    figures = check_figures(folder) + long_check_figures(folder / "long")
    figures += questions.figures() + hostile.figures()
    figures += statements.figures(store, full)
    (folder / "previewed").mkdir()
    figures += previewing.figures(folder / "previewed")
    with (
        running("ours", {**store.environment, **CHEAP_HASHES}, folder) as ours,
        running("bare", {**os.environ, "BARE_URL": bare_url}, folder) as bare,
        _earlier(before, folder / "before") as earlier,
    ):
        figures += speed_figures(ours, bare)
        figures += journey_figures(ours, bare, earlier)
    # Last, as it leaves the disk busy for a while.
    figures += worker_figures(full, folder) + review.figures(folder)
    figures += item_analysis.figures(folder) + watched.figures(folder)
    figures += regrade.figures(store, folder) + mending.figures(store, folder)
    figures += studio.figures(folder)
    return figures + memory.figures(store, folder)


@contextmanager
def _earlier(revision: str | None, folder: Path) -> Iterator[Running | None]:
    if revision is None:
        print("There is no tag of a release to compare with; name a commit: make bench BEFORE=COMMIT", file=sys.stderr)
        yield None
        return
    release = check_out(revision, folder, NAMES)
    environment = {**release.environment, **CHEAP_HASHES}
    with running("ours", environment, folder, python=release.python, checkout=release.checkout) as server:
        yield server


def _fill_bare(url: str) -> None:
    code = (
        "from benchmarks import bare; from benchmarks.banks import MONTH\n"
        "one = lambda n: (MONTH, f'Question {n}, as long as a question is?', ['one', 'two', 'three', 'four'], n % 4)\n"
        "questions = [one(n) for n in range(21)]\n"
        f"bare.fill(questions, {NAMES!r})\n"
    )
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "BARE_URL": url}, check=True)


def main() -> int:
    """Measure, print, keep; 1 where a bound breaks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--before", default=newest_tag(), help="the commit to compare with (default: the newest tag)")
    before = parser.parse_args().before
    with tempfile.TemporaryDirectory(prefix="dalmada-bench-") as folder:
        figures = measure(Path(folder), before)
    print(table(figures))
    write(figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
