"""Programs in colour, and texts cut at their gaps."""

from fractions import Fraction

import pytest

from quiz.domain.bank_format.fields import Text
from quiz.domain.questions.base import Passage
from quiz.domain.rendering import RenderingError, fill, fill_code, gaps_in, pieces, plain, render, render_code

VALUES = {"n": Fraction(70_000), "p": Fraction(1, 3)}


def coloured(source: str, language: str = "python") -> str:
    return fill(render_code(source, language, values=True), VALUES, "ko")


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("for x in y:\n    pass", ['<span class="hl-k">for</span>', "\n    ", '<span class="hl-k">pass</span></code>']),
        ("x = '<b>'", ["&lt;b&gt;"]),
        ("print({{n}})", ['<span class="hl-mi">70000</span>']),
        ("print({{n + 0.5}}, {{p:2}})", [">70000.5<", ">0.33<"]),
        ("x{{n}} = '{{n}}'  # 98765 98765", ["x70000", "70000", "# 98765 98765"]),
        ("{{n}}{{n}}", ["7000070000"]),
    ],
)
def test_a_program_is_painted_in_classes_and_its_numbers_are_a_programs(source: str, parts: list[str]) -> None:
    html = coloured(source)
    assert html.startswith('<pre class="program" tabindex="0"><code>')
    assert html.endswith("</code></pre>")
    assert all(part in html for part in parts), html


def test_what_stands_in_braces_is_left_alone_without_values() -> None:
    assert "{{" in plain(render_code('f"{{n}}"', "python")).replace("{ {", "{{")
    assert render_code("\ue004n\ue005", "text") == '<pre class="program" tabindex="0"><code>n</code></pre>'


def test_an_output_is_filled_as_a_program_prints() -> None:
    assert fill_code("{{n}} {{n / 3:1}}\n", VALUES) == "70000 23333.3\n"


def test_a_text_is_cut_at_its_gaps() -> None:
    source = '가 [[1]]와 **[[b-2]]** `x="[[3]]"` {{n}}'
    assert gaps_in(source) == ["1", "b-2", "3"]
    html = fill(render(source, gaps=True, values=True), VALUES, "ko")
    assert pieces(html) == [
        ("<p>가 ", "1"),
        ("와 <strong>", "b-2"),
        ('</strong> <code>x="', "3"),
        ('"</code> 70,000</p>', ""),
    ]
    assert pieces("없음") == [("없음", "")]


@pytest.mark.parametrize(
    "source",
    [
        "$x = [[1]]$",
        "$$[[1]]$$",
        "![[[1]]](a.svg)",
        "![x]([[1]].svg)",
        "[a](https://a.org/[[1]])",
        "```[[1]]\nx\n```",
        "&#xE002;1&#xE003; [[1]]",
    ],
)
def test_a_gap_where_no_input_can_stand_is_an_error(source: str) -> None:
    with pytest.raises(RenderingError) as caught:
        render(source, gaps=True)
    assert (caught.value.code, caught.value.value) == ("gap", "[[1]]")


@pytest.mark.parametrize("source", ["[[1]]", "[[ 1 ]]", "[[]]", "[[가]]"])
def test_what_is_no_gap_stays_as_it_is_written(source: str) -> None:
    assert render(source) == f"<p>{source}</p>"
    assert gaps_in(source) == (["1"] if source == "[[1]]" else [])


def test_marks_that_an_entity_writes_are_taken_out() -> None:
    assert render("&#xE002;1&#xE003;&#xE004;n&#xE005;") == "<p>1n</p>"


def test_a_passage_is_rendered_as_what_it_is() -> None:
    text = Text({"ko": "**[[1]]**"})

    def html(**more: object) -> str:
        passage = Passage(name="x", text=text, path=("x",), shown=True, **more)  # type: ignore[arg-type]  # one at a time
        return passage.html("ko", values=False, image_address=str)

    assert html() == "<strong>[[1]]</strong>"
    assert html(gaps=True) == "<strong>\ue0021\ue003</strong>"
    assert html(inline=False) == "<p><strong>[[1]]</strong></p>"
    assert html(code="text") == '<pre class="program" tabindex="0"><code>**[[1]]**</code></pre>'
