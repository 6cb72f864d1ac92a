"""What is read otherwise than its author meant."""

from typing import Any

import pytest

from tests.builders import KINDS, bank_text, both, definition, problems_of


def told(kind: str = "numeric", **changes: Any) -> list[str]:
    """What is said of a valid bank whose question of this kind has these changes."""
    text = bank_text(questions=[definition(other, **(changes if other == kind else {})) for other in KINDS])
    return [f"{problem.message}; {problem.remedy} [{problem.code}]" for problem in problems_of(text)]


@pytest.mark.parametrize("value", ["000", "00.5", "-01"])
def test_a_number_that_a_comma_cut_is_told(value: str) -> None:
    assert told(variables={"d": ["10", value], "r": ["2"]}, wrong=None, answer="d * r + 1") == [
        f"the value '{value}' begins with a zero; "
        "leave leading zeros out; a comma parts values, so write 10000 for 10,000 [variables]"
    ]


@pytest.mark.parametrize("value", ["0", "0.5", "0e1", "100"])
def test_a_zero_may_stand_alone_or_before_a_point(value: str) -> None:
    assert told(variables={"d": ["10", value], "r": ["2"]}, wrong=None, answer="d * r + 1") == []


QUOTES = "write the text in single quotes or as a block, or double the backslash: \\\\times [formula]"
CLOSE = "close it with $, without a space inside; a plain dollar sign is written \\$ [formula]"


@pytest.mark.parametrize("formula", ["a \times b", "\rho + 1", "a \neq b", "\nabla f", "\theta"])
def test_an_escape_that_was_meant_as_a_command_is_told_with_the_quotes(formula: str) -> None:
    said = told(prompt=f"1 ${formula}$ {{{{d}}}} {{{{r}}}}")
    assert said == [f"a control character stands in the formula {f'${formula}$'!r}; {QUOTES}"]


@pytest.mark.parametrize("text", ["`$x\t$y`", "a\tb", "$5\n\n$6", "$a\nb$", "$a\n equal$"])
def test_what_stands_in_no_formula_may_be_set_apart(text: str) -> None:
    assert told(prompt=f"{text} {{{{d}}}} {{{{r}}}}") == []


@pytest.mark.parametrize("formula", [r"t = L + \frac{S}{B", "a}", "{a}}{", r"\{a"])
def test_a_formulas_braces_close_each_other(formula: str) -> None:
    known = formula == r"\{a"
    said = told(prompt=f"1 ${formula}$ {{{{d}}}} {{{{r}}}}")
    assert said == ([] if known else [f"the formula {formula!r} can't be rendered; {BRACES}"])


BRACES = "check its braces and commands; a plain dollar sign is written \\$ [formula]"


@pytest.mark.parametrize("text", [r"$x = \frac{a}{b}", r"$\alpha $", r"$x_{1} < y", r"$$ \beta"])
def test_a_formula_that_is_not_closed_is_told(text: str) -> None:
    (said,) = told(prompt=f"1 {text}\n\n{{{{d}}}} {{{{r}}}}")
    assert said.startswith("the formula '$")
    assert said.endswith(f"is not closed; {CLOSE}")


@pytest.mark.parametrize("text", ["$5", "$5 and $6", r"$5 and C:\Users", "US$", r"\$x", "$HOME"])
def test_money_is_no_formula(text: str) -> None:
    assert told(prompt=f"1 {text} {{{{d}}}} {{{{r}}}}") == []


@pytest.mark.parametrize(("text", "braces"), [("{{}}", "{{"), ("{{d", "{{"), ("d}}", "}}"), ("{{ {d} }}", "{{")])
def test_braces_that_are_left_over_are_told(text: str, braces: str) -> None:
    remedy = "write {{n}} with two braces on either side; braces that are meant stand in code [placeholder]"
    assert told(prompt=f"1 {text} {{{{d}}}} {{{{r}}}}") == [f"{braces} is left over in the text; {remedy}"]


def test_a_variable_in_single_braces_is_told() -> None:
    remedy = "write two braces on either side, or put it into code [placeholder]"
    assert told(prompt="1 { d } {{r}}") == [f"{{d}} is shown as it is written; {remedy}"]


@pytest.mark.parametrize("text", ["`{{` `{d}`", "$x_{d}$", "{x}", "{", "{ {{d}} }", "{{d}}{{r}}"])
def test_braces_that_are_meant_are_not_told(text: str) -> None:
    assert told(prompt=f"1 {text} {{{{d}}}} {{{{r}}}}") == []


def test_a_placeholder_without_variables_is_told() -> None:
    remedy = "define the variable, or put it into code [placeholder]"
    said = told("true_false", prompt=both("{{n}}층인가요?", "Are there {{ n }} layers?"))
    assert said == [
        f"{{{{n}}}} stands in a question without variables; {remedy}",
        f"{{{{ n }}}} stands in a question without variables; {remedy}",
    ]


@pytest.mark.parametrize("text", ["`{{n}}`", "{n}", "{{1, 2}}", "}}"])
def test_braces_in_a_question_without_variables_are_its_own(text: str) -> None:
    assert told("true_false", prompt=both(f"층 {text}", f"Layers {text}")) == []


def quiz_told(**settings: str) -> list[str]:
    """What is said of a bank whose quiz has these settings, each as its line and words."""
    quiz = {"id": "check", "title": both("평가", "Check"), "mode": "exam", "draw": [{"count": "4"}], **settings}
    return [
        f"{problem.message}; {problem.remedy} [{problem.code}]" for problem in problems_of(bank_text(quizzes=[quiz]))
    ]


UNTIMED = "leave it out, or write mode: exam; practice is never timed"


@pytest.mark.parametrize(
    ("settings", "field", "remedy"),
    [
        ({"mode": "practice", "minutes": "20"}, "minutes", UNTIMED),
        ({"mode": "practice", "grace": "20"}, "grace", UNTIMED),
        ({"grace": "20"}, "grace", "add minutes:, or leave it out"),
        ({"mode": "practice", "penalty": "0.2"}, "penalty", "add tries:, or leave it out"),
        ({"penalty": "0.2"}, "penalty", "leave it out; an exam has one try a question"),
        ({"floor": "-1"}, "floor", "add negative:, or leave it out"),
    ],
)
def test_a_setting_that_does_nothing_is_told(settings: dict[str, str], field: str, remedy: str) -> None:
    assert quiz_told(**settings) == [f"'{field}' does nothing here; {remedy} [no-effect]"]


@pytest.mark.parametrize(
    "settings",
    [
        {"minutes": "20", "grace": "20"},
        {"mode": "practice", "tries": "2", "penalty": "0.2"},
        {"negative": "0.25", "floor": "-1"},
        {"certainty": "counted", "floor": "-1"},
        {"mode": "practice", "grace": "60", "penalty": "0", "floor": "0"},
    ],
)
def test_a_setting_that_does_something_is_not_told(settings: dict[str, str]) -> None:
    assert quiz_told(**settings) == []


SAME = "give one for each: {ko: …, en: …} [C8]"


def test_a_plain_text_with_hangul_is_told() -> None:
    hint = "행렬이 {{d}}개예요"
    assert told(hints=[hint]) == [f"this text is the same in all languages: '{hint}'; {SAME}"]
    title = bank_text(title="가벼운 모델", objectives={"LO-2.1": {"level": "apply", "text": "값을 센다"}})
    assert [problem.code for problem in problems_of(title)] == ["C8", "C8"]


@pytest.mark.parametrize("hint", ["LoRA", "`모델` {{d}}", "$모델$", "Größe"])
def test_a_plain_name_formula_or_program_is_not_told(hint: str) -> None:
    assert told(hints=[hint]) == []


def test_a_plain_text_is_told_of_questions_whose_header_can_not_be_read() -> None:
    text = bank_text(
        bank="Never",
        questions=[definition(kind, **({"hints": ["힌트"]} if kind == "numeric" else {})) for kind in KINDS],
    )
    assert [problem.code for problem in problems_of(text)] == ["slug", "C8"]


def test_a_program_with_hangul_is_not_told() -> None:
    code = {"language": "python", "text": "# 세 번 돈다\nfor bits in (16, 8):\n    print(bits)\n\nprint('done')\n"}
    program = definition("code_output", code=code)
    said = problems_of(bank_text(questions=[*(definition(kind) for kind in KINDS), program]))
    assert [str(problem.message) for problem in said] == []


@pytest.mark.parametrize("tag", ["<b>", "</b>", "<br/>", "<br />", '<a href="x">', "<img src=x.png>", "<SUB>"])
def test_a_tag_of_html_is_told(tag: str) -> None:
    remedy = "write **bold**, *italic* or another form of Markdown; HTML that is meant stands in code [html]"
    assert told(prompt=f"1 {tag} {{{{d}}}} {{{{r}}}}") == [f"{tag} is shown as it is written; {remedy}"]


@pytest.mark.parametrize("text", ["a <b and b> c", "`<b>`", "$a<b$", "<bos>", "<s>", "x < y > z"])
def test_what_only_looks_like_a_tag_is_not_told(text: str) -> None:
    assert told(prompt=f"1 {text} {{{{d}}}} {{{{r}}}}") == []


@pytest.mark.parametrize(
    ("link", "remedy"),
    [
        ("//www.naver.com", "write the whole address, with https:// before it"),
        ("notes.pdf#page", "write the whole address, with https:// before it"),
        ("/m/2024-01", "write the whole address, with https:// before it"),
        ("#notes", "write the whole address, with https:// before it"),
    ],
)
def test_a_link_without_a_whole_address_is_told(link: str, remedy: str) -> None:
    said = told(prompt=f"1 [words]({link}) {{{{d}}}} {{{{r}}}}")
    assert said == [f"the link to '{link}' leads nowhere; {remedy} [link]"]


@pytest.mark.parametrize("text", ["[a] (https://example.org)", "[a](https://ex ample.org)"])
def test_a_link_that_is_shown_as_it_is_written_is_told(text: str) -> None:
    (said,) = told(prompt=f"1 {text} {{{{d}}}} {{{{r}}}}")
    assert "is shown as it is written; write a link as [words](https://…)" in said


@pytest.mark.parametrize(
    "text", ["[a](https://example.org)", "[a](http://example.org/x)", "<https://example.org>", "x[0] (y)"]
)
def test_a_link_to_a_whole_address_is_not_told(text: str) -> None:
    assert told(prompt=f"1 {text} {{{{d}}}} {{{{r}}}}") == []
