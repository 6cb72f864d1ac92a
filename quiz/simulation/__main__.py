"""``make simulate``: lets simulated learners study in several ways, and writes what came of it into docs/review.md."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from quiz.simulation.pictures import days_picture, minutes_picture
from quiz.simulation.report import report
from quiz.simulation.running import simulate
from quiz.simulation.trial import DAYS, MINUTES, Result

SEED = 20260701
LEARNERS = 1000
BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def write(page: Path, text: str, results: list[Result]) -> None:
    """Puts the text between the marks of a page, and the pictures into the folder beside it."""
    before, _, rest = page.read_text(encoding="utf-8").partition(f"{BEGIN}\n")
    _, mark, after = rest.partition(END)
    if not mark:
        sys.exit(f"{page}: there is no {BEGIN} … {END}; put both on lines of their own, the results go between them")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    pictures = page.parent / "pictures"
    pictures.mkdir(exist_ok=True)
    (pictures / "review-days.svg").write_text(days_picture(results), encoding="utf-8")
    (pictures / "review-minutes.svg").write_text(minutes_picture(results), encoding="utf-8")


def main() -> None:
    """Runs the simulation, prints the report, and writes it where ``--docs`` says."""
    parser = argparse.ArgumentParser(prog="python -m quiz.simulation", description=__doc__)
    parser.add_argument("--learners", type=int, default=LEARNERS, help=f"how many, 6 or more (default {LEARNERS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what everything is drawn from (default {SEED})")
    parser.add_argument("--days", type=int, default=DAYS, help=f"days of study, a multiple of 5 (default {DAYS})")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"minutes a day, at most (default {MINUTES})")
    parser.add_argument("--docs", type=Path, help="the page between whose marks the report goes")
    given = parser.parse_args()
    begun = time.monotonic()
    results = simulate(given.seed, given.learners, given.days, given.minutes)
    text = report(results, given.seed)
    print(text)
    if given.docs:
        write(given.docs, text, results)
    print(f"\n{given.learners} learners took {time.monotonic() - begun:.0f} seconds.", file=sys.stderr)


if __name__ == "__main__":
    main()
