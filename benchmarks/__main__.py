"""``make bench``: measures, prints a table, writes the figures to a file; ends with 1 where a bound breaks."""

from __future__ import annotations

import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import hostile, journey, mending, questions, regrade, statements
from benchmarks.banks import MONTH, QUIZ, TEN, write_bank
from benchmarks.browser import Browser, Page
from benchmarks.figures import Figure, table, write
from benchmarks.server import Running, running
from benchmarks.stores import Store, add_history, add_people, published
from quiz.platform.paths import STATIC

ROUNDS = 7
JOURNEYS = 12
BATCH = 60
PAGES = 1_000
THREADS = 8
UNUSED = ("alembic", "psycopg", "redis", "xlsxwriter")
"""What a worker on SQLite with its limits in memory must not load."""
NAMES = [f"Bench {number}" for number in range(JOURNEYS + 5)]


def check_figure(folder: Path) -> list[Figure]:
    """CPU of ``quiz check`` on a thousand questions less that on one, so that start-up does not count."""
    many, few = (folder / "many"), (folder / "few")
    seconds = []
    for place, count in ((many, 1_000), (few, 1)):
        place.mkdir()
        path = write_bank(place, count)
        seconds.append(min(_cpu_of_check(path) for _ in range(3)))
    return [Figure(name="check 1,000 questions", value=seconds[0] - seconds[1], unit="s CPU", limit=1.0, sense="<")]


def _cpu_of_check(path: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "quiz.cli", "check", str(path)]
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed_figures(ours: Running, bare: Running) -> list[Figure]:
    """Quiz page and save by the second against a bare page with one SELECT and a bare insert, batch by batch in turn.

    The bare app has one statement where ours has three or four, and no sign-in, languages, headers or compression.
    """
    mine, theirs = Browser(ours.port), Browser(bare.port)
    page, save = _begun(mine, NAMES[0])
    journey.bare(theirs, NAMES[0])
    saves = itertools.count(1)  # each has seen the one before, as a page's own have
    places = itertools.cycle(range(1, TEN + 1))  # every kind in its real share
    pairs: dict[str, tuple[Callable[[], Page], Callable[[], Page]]] = {
        "quiz page": (
            lambda: mine.get(f"{page.rpartition('/')[0]}/{next(places)}"),
            lambda: theirs.get(f"/item/{next(places)}"),
        ),
        "save": (
            lambda: mine.put(page, {**save, "sequence": (number := next(saves)), "base": number - 1}),
            lambda: theirs.put("/item/1", {"value": "1"}),
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


def journey_figures(ours: Running, bare: Running) -> list[Figure]:
    """Whole journeys side by side, and what its parts take."""

    def mine(number: int) -> journey.Journey:
        browser = Browser(ours.port)
        try:
            return journey.ours(browser, NAMES[number + 1])
        finally:
            browser.close()

    def theirs(number: int) -> journey.Journey:
        browser = Browser(bare.port)
        try:
            return journey.bare(browser, NAMES[number + 1])
        finally:
            browser.close()

    pairs = list(journey.alternating(mine, theirs, JOURNEYS))
    ratio = statistics.median(one.total / other.total for one, other in pairs)
    figures = [
        Figure(name="journey, against the bare one", value=ratio, unit="ratio", limit=1.75),
        Figure(name="journey", value=_median([one.total for one, _ in pairs]), unit="ms"),
        Figure(name="bare journey", value=_median([other.total for _, other in pairs]), unit="ms"),
    ]
    for part in ("question", "save", "hand-in", "result"):
        times = [seconds for one, _ in pairs for seconds in one.seconds[part]]
        figures.append(Figure(name=f"{part} in a journey", value=_median(times), unit="ms"))
    return figures


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
        pss = _mebibytes(server.worker())
        size = _bytes_of(browser, page)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda name: _sign_in(server.port, name), NAMES + NAMES))
        hashed = _mebibytes(server.worker())
        browser.close()
    loaded = (folder / "modules").read_text(encoding="ascii").split()
    return [
        Figure(name="cold start", value=statistics.median(starts), unit="s", limit=1.5),
        Figure(name="worker after 1,000 pages", value=pss, unit="MiB PSS", limit=90),
        Figure(name="after sign-ins in every thread", value=hashed, unit="MiB PSS", limit=100),
        Figure(name="loaded and not used in it", value=sum(name in loaded for name in UNUSED), unit="modules", limit=0),
        Figure(name="quiz page, all that is transferred", value=size / 1000, unit="kB", limit=60),
    ]


def _mebibytes(process: int) -> float:
    """What a process has in memory, with its part of what it shares."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def _sign_in(port: int, name: str) -> None:
    browser = Browser(port)
    journey.begin(browser, journey.Journey(), name)
    browser.close()


def _bytes_of(browser: Browser, page: str) -> int:
    """The page and every style, script and picture that it brings, as a browser with an empty cache gets them."""
    found = browser.get(page)
    prefix = found.text.split('rel="stylesheet" href="')[1].split("css/")[0]
    names = [path.relative_to(STATIC) for path in STATIC.rglob("*") if path.is_file()]
    return len(found.raw) + sum(len(browser.get(f"{prefix}{name}").raw) for name in names)


def measure(folder: Path) -> list[Figure]:
    """All figures, made on stores in ``folder``."""
    store = published(folder / "store")
    add_people(store, NAMES)
    full = store.copied(folder / "full")
    add_history(full, [f"2024-0{number}/check" for number in range(1, 7)])
    bare_url = f"sqlite:///{folder / 'bare.sqlite3'}"
    _fill_bare(bare_url)
    figures = check_figure(folder) + questions.figures() + hostile.figures()
    figures += statements.figures(store, full)
    with (
        running("ours", store.environment, folder) as ours,
        running("bare", {**os.environ, "BARE_URL": bare_url}, folder) as bare,
    ):
        figures += speed_figures(ours, bare)
        figures += journey_figures(ours, bare)
    # Last, as it leaves the disk busy for a while.
    return figures + worker_figures(full, folder) + regrade.figures(store, folder) + mending.figures(store, folder)


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
    with tempfile.TemporaryDirectory(prefix="dalmada-bench-") as folder:
        figures = measure(Path(folder))
    print(table(figures))
    write(figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
