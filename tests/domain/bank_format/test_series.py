"""The series: months in their parts, sources with an address, quizzes over several banks, and its file's faults."""

import pytest

from quiz.domain.bank_format.series import Source, read_series
from quiz.domain.errors import BankError
from quiz.platform.paths import QUESTIONS
from tests.builders import both, series, series_text
from tests.findings import shown

PART = {"id": "1", "title": both("1부", "Part 1"), "months": ["2024-01", "2024-02"]}
QUIZ = {"id": "final", "title": both("마무리", "Final"), "mode": "exam", "draw": [{"bank": "2024-01", "count": "2"}]}


def faults(text: str) -> list[str]:
    with pytest.raises(BankError) as caught:
        read_series(text.encode())
    return [str(problem) for problem in caught.value.problems]


def test_the_packaged_series_names_six_months_a_check_a_quarter_and_a_final_over_all() -> None:
    read = read_series((QUESTIONS / "series.yaml").read_bytes())
    assert read.banks() == tuple(f"2024-0{month}" for month in range(1, 7))
    assert read.languages == ("ko", "en")
    drawn = {quiz.id: list(dict.fromkeys(line.bank for line in quiz.draw)) for quiz in read.quizzes}
    months = list(read.banks())
    assert drawn == {"quarter-1": months[:3], "quarter-2": months[3:], "final": months}
    assert read.sources["article"].title["en"].startswith("AI trends of 2024")


def test_months_follow_the_order_of_the_parts() -> None:
    later = {"id": "0", "title": "0", "months": ["2023-12"]}
    assert series(parts=[PART, later]).banks() == ("2024-01", "2024-02", "2023-12")


def test_a_series_without_quizzes_and_sources_is_whole() -> None:
    read = series(quizzes=None, sources=None, parts=[{"id": "1", "title": "1"}])
    assert (read.banks(), read.quizzes, dict(read.sources)) == ((), (), {})


def test_texts_are_wanted_in_the_languages_that_the_series_names() -> None:
    (fault,) = faults(
        series_text(languages=["ko", "en", "ja"], sources=None, quizzes=None, parts=[{"id": "1", "title": "1"}])
    )
    assert "lacks ja; write the text in every language of the series [languages]" in fault


@pytest.mark.parametrize("languages", [["ko"], ["en"], ["ja"], ["de", "ko"]])
def test_a_series_may_have_one_language_or_others_than_the_pages(languages: list[str]) -> None:
    title = dict.fromkeys(languages, "제목")
    text = series_text(languages=languages, title=title, parts=[{"id": "1", "title": "1"}], quizzes=None, sources=None)
    read = read_series(text.encode())
    assert read.languages == tuple(languages)
    assert (read.title["ko"], read.title["en"]) == ("제목", "제목")


def test_banks_stand_under_either_name_in_their_order() -> None:
    read = series(parts=[{**PART, "banks": ["basics", "2023-12"]}], quizzes=None)
    assert read.banks() == ("basics", "2023-12", "2024-01", "2024-02")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ({"url": "https://example.org/a", "arxiv": "2106.09685", "doi": "10.1/x"}, "https://example.org/a"),
        ({"arxiv": "2106.09685v2", "doi": "10.1/x"}, "https://arxiv.org/abs/2106.09685v2"),
        ({"doi": "10.1145/3442188"}, "https://doi.org/10.1145/3442188"),
        ({}, ""),
    ],
)
def test_a_source_leads_to_where_the_work_can_be_read(source: dict[str, str], address: str) -> None:
    assert Source.model_validate({"title": "x", **source}).address() == address


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a\n", "1:1 error structure"),
        ("a: [\n", "2:1 error yaml"),
        (series_text(series="AI 2024"), "1:9 error slug value='AI 2024'; id=ai-2024"),
        (series_text(series=None), "1:1 error missing field='series'; field=series"),
        (series_text(parts=[]), "14:8 error too-short field.text='parts'; limit=1"),
        (series_text(parts=[{**PART, "months": ["January"]}]), "20:5 error month value='January'"),
        (series_text(langauges=["ko"]), "33:1 error unknown-key key='langauges'; known='languages'"),
        (series_text(parts=[PART, {**PART, "months": []}]), "22:7 error duplicate id='1'"),
        (series_text(quizzes=[QUIZ, QUIZ]), "31:7 error duplicate id='final'"),
        (series_text(glossary="../words.yaml"), "33:11 error glossary name='../words.yaml'"),
        (
            series_text(parts=[PART, {"id": "2", "title": "2", "months": ["2024-02"]}]),
            "25:5 error duplicate bank=2024-02",
        ),
        (
            series_text(quizzes=[{**QUIZ, "draw": [{"section": "2.1", "count": "1"}]}]),
            "29:5 error draw",
        ),
        (
            series_text(quizzes=[{**QUIZ, "draw": [{"bank": "2024-07", "count": "1"}]}]),
            "29:11 error reference bank='2024-07'; known=2024-01, 2024-02",
        ),
        (
            series_text(parts=[{"id": "1", "title": "1"}], quizzes=[QUIZ]),
            "24:11 error reference bank='2024-01'; known=-",
        ),
    ],
)
def test_a_fault_of_the_series_is_found_with_its_place_and_values(text: str, fault: str) -> None:
    with pytest.raises(BankError) as caught:
        read_series(text.encode())
    assert [(problem.file, shown(problem)) for problem in caught.value.problems] == [("series.yaml", fault)]


def test_every_fault_of_the_series_comes_in_one_run_with_its_place() -> None:
    text = series_text(
        parts=[PART, {**PART, "months": ["2024-02"]}], quizzes=[QUIZ, {**QUIZ, "draw": [{"count": "1"}]}]
    )
    places = [told.split(": ")[0] for told in faults(text)]
    assert places == ["series.yaml:22:7", "series.yaml:27:5", "series.yaml:37:7", "series.yaml:43:5"]


@pytest.mark.parametrize("languages", ["ko", [], [["ko"]], {"ko": "en"}])
def test_languages_that_are_no_list_of_names_are_refused_and_nothing_else(languages: object) -> None:
    told = faults(series_text(languages=languages))
    assert len(told) == 1
    assert "'languages'" in told[0] or "'0'" in told[0] or "code of a language" in told[0]


def test_a_language_is_a_code_and_stands_once() -> None:
    text = "series: a\nlanguages: [pt-BR]\ntitle: Frações\nparts: [{id: '1', title: Uma}]\n"
    assert read_series(text.encode()).languages == ("pt-BR",)
    assert [shown.split(": ")[0] for shown in faults(series_text(languages=["ko", "en", "ko"]))] == ["series.yaml:5:3"]
