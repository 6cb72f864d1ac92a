"""Messages: a template and its values, said in any language, in one line with the place and the remedy."""

import ast
import re

import pytest

from quiz.domain.errors import BankError, Problem, in_english, is_slip, nearest, one_of, say, say_in, shortened
from quiz.platform.paths import PACKAGE

PROBLEM = Problem(
    code="O4",
    severity="warning",
    file="2024-02.yaml",
    line=41,
    column=9,
    message=say("%(text)s stands twice", text="'a'"),
    remedy=say("say something else"),
)


def test_a_problem_names_place_value_remedy_and_code() -> None:
    assert str(PROBLEM) == ("2024-02.yaml:41:9: warning: 'a' stands twice; say something else [O4]")


def test_a_word_of_two_meanings_is_said_by_its_context() -> None:
    korean = {"hint": "제안", "help for a learner\4hint": "힌트"}
    said = [
        one.said(lambda template, values: korean[template])
        for one in (say("hint"), say_in("help for a learner", "hint"))
    ]
    assert said == ["제안", "힌트"]
    assert str(say_in("help for a learner", "hint")) == "hint"


def test_a_problem_is_said_in_the_language_of_its_reader() -> None:
    korean = {
        "%(text)s stands twice": "%(text)s: 두 번 있어요",
        "say something else": "저마다 다르게 쓰세요",
        "warning": "주의",
    }
    said = PROBLEM.said(lambda template, values: korean[template] % values)
    assert said == "2024-02.yaml:41:9: 주의: 'a': 두 번 있어요; 저마다 다르게 쓰세요 [O4]"


def test_a_message_is_its_template_with_the_values_put_in() -> None:
    message = say("%(share)d %% of %(all)s", share=40, all="100 %(x)s")
    assert str(message) == "40 % of 100 %(x)s"
    assert message.said(in_english) == str(message)
    assert str(say("nothing to put in")) == "nothing to put in"


def test_a_value_that_is_a_message_is_said_in_the_same_language() -> None:
    message = say("the %(word)s one", word=say("longest"))
    korean = {"the %(word)s one": "%(word)s 것", "longest": "가장 긴"}
    assert message.said(lambda template, values: korean[template] % values) == "가장 긴 것"
    assert str(message) == "the longest one"


def test_a_refusal_carries_its_problems_and_says_them_line_by_line() -> None:
    error = BankError(iter([PROBLEM, PROBLEM]))
    assert error.problems == (PROBLEM, PROBLEM)
    assert str(error) == f"{PROBLEM}\n{PROBLEM}"


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("optoins", ["prompt", "options"], "options"),
        ("single-choice", ["single_choice", "multiple_choice"], "single_choice"),
        ("난이도", ["난이", "범위"], "난이"),
        ("xyz", ["prompt", "options"], None),
        ("options", ["option", "optionss"], "optionss"),
        ("abcdefghij", ["abcdefzzzz"], "abcdefzzzz"),
        ("abcdefghij", ["abcdezzzzz"], None),
        ("options", [], None),
        ("", ["options"], None),
    ],
)
def test_the_nearest_word_is_the_one_a_slip_of_the_finger_meant(word: str, known: list[str], meant: str | None) -> None:
    assert nearest(word, iter(known)) == meant


@pytest.mark.parametrize(
    ("known", "remedy"), [([], "use one of -"), (["a"], "write a"), (["a", "b", "c"], "use one of a, b, c")]
)
def test_a_remedy_names_what_is_known(known: list[str], remedy: str) -> None:
    assert str(one_of(known)) == remedy


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("a", "'a'"),
        ("it's", '"it\'s"'),
        (["a"], "\"['a']\""),
        ("one\ntwo", "'one⏎two'"),
        ("\x1b[31m", "'\\x1b[31m'"),
        ("x" * 60, "'" + "x" * 60 + "'"),
        ("x" * 61, "'" + "x" * 59 + "…'"),
    ],
)
def test_a_value_is_quoted_and_cut_where_it_would_drown_the_sentence(value: object, quoted: str) -> None:
    assert shortened(value) == quoted


def sentences() -> list[tuple[str, int, str, set[str]]]:
    """Every ``say("…", name=…)`` of the package: file, line, template and the names of the values given."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                template = ast.literal_eval(node.args[0])
                if all(word.arg for word in node.keywords):  # values that come as one mapping are not seen here
                    found.append(
                        (
                            "/".join(path.parts[-2:]),
                            node.lineno,
                            template,
                            {str(word.arg) for word in node.keywords},
                        )
                    )
    return found


def test_every_sentence_can_be_said_with_the_values_it_is_given() -> None:
    filled_elsewhere = {
        "bank_format/field_messages.py",
        "yaml/parser_messages.py",
        "content/publish_steps.py",
        "forms/findings.py",
        "content/standings.py",
        "acts/words.py",
        "admin/expiring.py",
        "admin/mail_test.py",
        "admin/overview.py",
        "classes/help_words.py",
        "classes/names.py",
        "gradebook/blueprint.py",
        "gradebook/importing.py",
        "reminders/calendar.py",
        "identity/account_mail.py",
        "identity/email_addresses.py",
        "identity/password_resets.py",
        "notices/copies.py",
        "notices/kinds.py",
    }
    assert len(sentences()) > 100
    for file, line, template, given in sentences():
        wanted = set(re.findall(r"%\((\w+)\)", template))
        assert template % dict.fromkeys(wanted, 1), (file, line)
        if file not in filled_elsewhere:
            assert wanted == given, (file, line)


@pytest.mark.parametrize(
    ("typed", "meant", "is_one"),
    [
        ("anwser", "answer", True),
        ("tolerence", "tolerance", True),
        ("answe", "answer", True),
        ("answerr", "answer", True),
        ("aanswer", "answer", True),
        ("answer", "answer", False),
        ("asnwre", "answer", False),
        ("reply", "answer", False),
        ("kid", "kind", True),
        ("ad", "id", False),
    ],
)
def test_one_slip_of_the_finger_is_told_from_another_word(typed: str, meant: str, is_one: bool) -> None:
    assert is_slip(typed, meant) is is_one
