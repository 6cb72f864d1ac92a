"""Find and replace over what people read, and over nothing else."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.replacing import Hit, Wanted, hits, replaced, texts_of
from quiz.domain.bank_format.short_forms.long_form import long_data
from quiz.domain.yaml.reader import read_yaml
from tests.builders import bank_text, definition
from tests.domain.authoring.forms.filling import bank_of

BANK = """bank: cat
title: {ko: "cat과 개", en: "cat and dog"}
objectives: {cat: {level: apply, text: "know a cat"}}
sections:
  cat: {title: cat, notes: "a cat, Cat, concat", claims: {cat: a cat is a cat}}
misconceptions: {cat: cat is a dog}
quizzes:
  - {id: cat, title: the cat, mode: exam, draw: [{section: cat, count: 1}]}
  - nothing
questions:
  - id: cat
    kind: short_text
    section: cat
    prompt: "which cat?"
    answers: [{text: cat, feedback: right cat}]
    reject: [cat]
  - id: pair
    kind: matching
    prompt: cats
    left: [{id: cat, text: a cat, right: a}]
    right: [{id: a, text: its cat}]
  - id: gaps
    kind: cloze
    text: a cat [[1]]
    gaps: {"1": {kind: choice, options: [{id: cat, text: cat, correct: "cat > 1"}, odd], why: cat}, "2": odd}
  - odd
""".encode()


def found(**wanted: object) -> dict[str, str]:
    """Each text in which something is found, by its path, as it becomes."""
    hit = hits(BANK, Wanted(text="cat", **wanted), "dog")  # type: ignore[arg-type]
    return {".".join(map(str, one.path)): one.replaced for one in hit}


def test_texts_are_found_and_no_key_id_or_answer() -> None:
    assert found() == {
        "title.ko": "dog과 개",
        "title.en": "dog and dog",
        "objectives.cat.text": "know a dog",
        "sections.cat.title": "dog",
        "sections.cat.notes": "a dog, dog, condog",
        "sections.cat.claims.cat": "a dog is a dog",
        "misconceptions.cat": "dog is a dog",
        "quizzes.0.title": "the dog",
        "questions.0.prompt": "which dog?",
        "questions.0.answers.0.feedback": "right dog",
        "questions.1.prompt": "dogs",
        "questions.1.left.0.text": "a dog",
        "questions.1.right.0.text": "its dog",
        "questions.2.text": "a dog [[1]]",
        "questions.2.gaps.1.options.0.text": "dog",
        "questions.2.gaps.1.why": "dog",
    }


def test_whole_words_and_capital_letters() -> None:
    assert found(whole=True)["sections.cat.notes"] == "a dog, dog, concat"
    assert found(exact=True)["sections.cat.notes"] == "a dog, Cat, condog"
    assert "questions.1.prompt" not in found(whole=True)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("표준편차는 분산의 양의 제곱근이다. 표준편차를 구하세요.", 2),
        ("표준편차에서는, 표준편차보다도, 표준편차(SD), 표준편차예요", 4),
        ("표준편차값, 표본표준편차, 표준편차을", 0),
    ],
)
def test_a_whole_word_of_korean_is_found_with_its_particles(text: str, places: int) -> None:
    bank = bank_of(definition("essay", prompt=text))
    wanted = Wanted(text="표준편차", whole=True)
    assert [len(one.places) for one in hits(bank, wanted, "x")] == [places] * (places > 0)
    assert [one.replaced for one in hits(bank, wanted, "분산")] == [text.replace("표준편차", "분산")] * (places > 0)


def test_a_hit_shows_what_is_around_it_and_whose_it_is() -> None:
    notes = next(one for one in hits(BANK, Wanted(text="cat"), "x") if one.path[-1] == "notes")
    assert notes.places[1] == ("a cat, ", "Cat", ", concat")
    assert notes.number is None
    assert {one.number for one in hits(BANK, Wanted(text="which"), "x")} == {0}
    assert hits(BANK, Wanted(text="a.c"), "x") == []
    long = bank_of(definition("essay", prompt="x" * 100 + "나무" + "y" * 100))
    assert [len(part) for part in hits(long, Wanted(text="나무"), "풀")[0].places[0]] == [40, 2, 40]


def test_only_the_texts_change() -> None:
    chosen = [one for one in hits(BANK, Wanted(text="cat"), r"\1 # new: 'x'") if one.path[0] == "title"]
    changed = replaced(BANK, chosen)
    data = read_yaml(changed, "").data
    assert data["title"] == {"ko": r"\1 # new: 'x'과 개", "en": r"\1 # new: 'x' and dog"}
    assert changed.partition(b"objectives")[2] == BANK.partition(b"objectives")[2]
    assert replaced(BANK, []) == BANK


@pytest.mark.parametrize("raw", [b"- a list", b"bank: x", b"quizzes: x\nquestions: y\nsections: z", b"title: [x]"])
def test_what_is_no_bank_has_no_texts(raw: bytes) -> None:
    assert list(texts_of(read_yaml(raw, "").data)) == []


def test_every_text_of_a_bank_is_among_them() -> None:
    data = read_yaml(bank_text().encode(), "").data
    assert ("questions", 0, "options", 1, "why", "en") in {path for path, _ in texts_of(data)}
    assert Hit(path=("title",), places=(), text="", replaced="").number is None


# --- What is written short.

SHORT = """\
title: 중앙값
sections: [중앙값]   # of the book
quizzes:
  - {mode: practice, title: 중앙값 연습, questions: all}
  - {mode: exam, draw: [{count: 1, section: 중앙값}]}
questions:
  - kind: true_false
    section: 중앙값
    prompt: 중앙값은 하나다.
    answer: X
  - kind: single_choice
    prompt: 무엇인가요?
    options: [평균, 중앙값]
    answer: 중앙값
  - kind: short_text
    prompt: 중앙값은 [교과서](www.example.org)에 있나요?
    answer: 네
"""


def put(raw: str, find: str, *, only: str = "") -> str:
    """``raw`` with 중앙값 replaced wherever it is found, or in the parts that begin with ``only``."""
    found = hits(raw.encode(), Wanted(text=find), "가운데 값", ["ko"])
    return replaced(raw.encode(), [hit for hit in found if str(hit.path).startswith(only)], ["ko"]).decode()


def test_texts_stay_short_where_nothing_hangs_on_them() -> None:
    assert put(SHORT, "중앙값", only="('title'") == SHORT.replace("title: 중앙값\n", "title: 가운데 값\n")
    assert put(SHORT, "중앙값", only="('questions', 0") == SHORT.replace("중앙값은 하나", "가운데 값은 하나")
    assert put(SHORT, "중앙값", only="('quizzes', 0") == SHORT.replace("중앙값 연습", "가운데 값 연습")


def test_what_ids_are_made_of_and_what_is_named_by_its_words_is_written_out() -> None:
    changed = put(SHORT, "중앙값")
    before, after = (long_data(raw.encode(), ["ko"]) for raw in (SHORT, changed))
    assert "중앙값" not in "".join(one["title"] for one in after["quizzes"] if "title" in one)
    assert [one["section"] for one in after["questions"]] == ["1", "1", "1"]
    assert after["questions"][1]["options"][1] == {"id": "중앙값", "text": "가운데 값", "correct": "true"}
    assert after["sections"] == {"1": {"title": "가운데 값"}}
    assert before["quizzes"][1] == after["quizzes"][1]
    assert "# of the book" in changed


def test_what_can_be_read_in_two_ways_is_not_replaced_where_it_would_have_to_be_written_out() -> None:
    raw = "questions:\n  - {kind: single_choice, prompt: 중앙값, options: [B, A], answer: B}\n"
    assert "prompt: 가운데 값" in put(raw, "중앙값")
