"""What a run says in words, tables and pictures; every loss is said."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from quiz.simulation.__main__ import BEGIN, END, main, write
from quiz.simulation.memories import MODELS
from quiz.simulation.pictures import days_picture, minutes_picture
from quiz.simulation.report import NAMES, groups, losses, report, table, verdict
from quiz.simulation.running import simulate
from quiz.simulation.trial import LEITNER, REVIEW, Outcome, Result


def outcome(end: float, minutes: float = 100, later: float = 10) -> Outcome:
    return Outcome(curve=(0, end / 2, end), later=later, spent=(minutes * 60,), seen=7)


def results(review: list[float], leitner: float = 100) -> list[Result]:
    """Learners of all models in turn, whose review ends with these, and everything else with ``leitner``."""
    names = list(MODELS)
    others = {arm: outcome(leitner) for arm in NAMES if arm != REVIEW}
    return [
        Result(model_name=names[place % 3], outcomes={REVIEW: outcome(end), **others})
        for place, end in enumerate(review)
    ]


@pytest.mark.parametrize(
    ("review", "change", "word"),
    [
        ([130] * 6, "30.0 % more (95 % interval: 30.0 to 30.0 % more)", "met"),
        ([110] * 6, "10.0 % more (95 % interval: 10.0 to 10.0 % more)", "not met"),
        ([90] * 6, "10.0 % less (95 % interval: 10.0 to 10.0 % less)", "not met"),
        ([100, 160] * 3, "30.0 % more (95 % interval: 3.7 to 56.3 % more)", "neither met nor missed for sure"),
    ],
)
def test_the_verdict_holds_the_interval_against_the_aim(review: list[float], change: str, word: str) -> None:
    first, *_ = verdict(groups(results(review)))
    assert first == (
        f"**For each minute studied, the review's learners remember {change} than Leitner's.** "
        f"The aim of at least 20 % more is **{word}**."
    )


def test_a_table_has_a_row_for_each_way_to_study() -> None:
    rows = list(table(results([120] * 6)))
    assert len(rows) == 4 + len(NAMES)
    assert rows[4].startswith("| review | 1.2000 (1.2000–1.2000) | 1.200 (1.200–1.200) | 120.0 (120.0–120.0) | 10.0 (")
    assert f"| {LEITNER} | 1.0000 (1.0000–1.0000) | 1 | 100.0" in rows[5]
    assert rows[5].endswith("| 100 | 7 |")


def test_every_loss_is_said() -> None:
    said = list(losses(groups(results([90] * 6))))
    assert len(said) == 4 * 2 * (len(NAMES) - 1)
    assert said[0] == (
        "- all learners, a minute: 0.1000 questions fewer than Leitner (95 % interval: 0.1000 to 0.1000), "
        "which is 10.0 % less."
    )


def test_where_nothing_is_lost_that_is_said() -> None:
    assert list(losses(groups(results([110] * 6)))) == ["Nowhere: no difference is below 0 with its whole interval."]


def test_the_report_names_its_seed_and_every_model() -> None:
    text = report(results([110] * 6), 7)
    assert text.startswith("6 learners of seed 7, 90 days")
    assert all(f"### Results of {name}\n" in text for name in ("all learners", *MODELS))


@pytest.mark.parametrize("draw", [days_picture, minutes_picture])
def test_pictures_are_svg_with_a_panel_for_each_model(draw: object) -> None:
    assert callable(draw)
    picture = ElementTree.fromstring(draw(results([110, 120, 130] * 2)))
    space = "{http://www.w3.org/2000/svg}"
    texts = [element.text for element in picture.iter(f"{space}text")]
    assert {*MODELS, *NAMES} <= set(texts)
    shown = [*picture.iter(f"{space}polyline"), *picture.iter(f"{space}rect")]
    assert len(shown) == 1 + len(MODELS) * len(NAMES)


def test_a_run_is_written_between_the_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "review.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write(page, "new", results([110] * 6))
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == ["review-days.svg", "review-minutes.svg"]


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "review.md"
    page.write_text("before\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="put both on lines of their own"):
        write(page, "new", results([110] * 6))
    assert page.read_text(encoding="utf-8") == "before\n"


def test_processes_give_the_results_in_order() -> None:
    found = simulate(20260915, 6, 5, 5)
    assert [one.model_name for one in found] == [*MODELS, *MODELS]


def test_a_run_is_printed_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "review.md"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    given = ["simulation", "--learners", "6", "--seed", "20260915", "--days", "5", "--docs", str(page)]
    monkeypatch.setattr("sys.argv", given)
    main()
    assert capsys.readouterr().out.strip() in page.read_text(encoding="utf-8")
