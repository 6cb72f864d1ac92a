"""What somebody looks for becomes words; and the words are marked where they stand."""

from __future__ import annotations

import unicodedata

import pytest

from quiz.domain.finding.words import MAX_WORDS, excerpt, indexed, pieces, query_for, stem_of, words_in


def forms(text: str) -> list[tuple[str, ...]]:
    return [word.forms for word in words_in(text)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("라우터는", "라우터"),
        ("라우터를", "라우터"),
        ("라우터에서는", "라우터"),
        ("라우터들은", "라우터"),
        ("양자화하면", "양자화"),
        ("증류된", "증류"),
        ("라우터", "라우터"),
    ],
)
def test_a_korean_word_is_looked_for_with_and_without_its_ending(typed: str, found: str) -> None:
    (word,) = words_in(typed)
    assert word.is_korean
    assert word.forms[0] == typed
    assert found in word.forms


@pytest.mark.parametrize("typed", ["평가", "나는", "이"])
def test_a_syllable_that_is_left_alone_is_not_looked_for(typed: str) -> None:
    assert forms(typed) == [(typed,)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("LoRA를 쓰면", ["lora", "쓰면"]),
        ("self-attention", ["self", "attention"]),
        ("Mixtral 8x7B", ["mixtral", "8x7b"]),
        ("GAN GAN gan", ["gan"]),
        ("MoE모델", ["moe", "모델"]),
        ("a를", ["a", "를"]),
        ("GAN만", ["gan"]),
        ('"OR" NEAR(a*) -b ^c', ["or", "near", "a", "b", "c"]),
        ("% _ ' \" ; --", []),
        ("ε", ["ε"]),
        ("ㄱㄴ", ["ㄱㄴ"]),
        ("라\u200b우터", ["라우터"]),
        ("\u0301" * 100, []),
        (" ".join(f"w{n}" for n in range(40)), [f"w{n}" for n in range(MAX_WORDS)]),
    ],
)
def test_only_letters_and_digits_are_words(typed: str, words: list[str]) -> None:
    assert [word.text for word in words_in(typed)] == words


def test_a_decomposed_text_is_the_same() -> None:
    assert words_in(unicodedata.normalize("NFD", "라우터를")) == words_in("라우터를")
    assert indexed(unicodedata.normalize("NFD", "양자화 Café")) == " 양자화 café "


@pytest.mark.parametrize("typed", ["router", "라우터를", "Gating  Network"])
def test_a_term_is_found_by_each_of_its_names(typed: str) -> None:
    query = query_for(typed, [("라우터", "router", "gating network"), ("MoE", "전문가 혼합")])
    ways = {" ".join(word.text for word in way) for way in query.ways}
    assert {"라우터", "router", "gating network"} <= ways
    assert not {"moe", "전문가 혼합"} & ways


def test_what_names_no_term_has_one_way() -> None:
    assert query_for("weights", [("라우터", "router", "–")]).other_names == ()
    assert query_for("–", [("–",)]).ways == ((),)


def marked(text: str, typed: str) -> str:
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces(text, query_for(typed)))


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("층마다 라우터가 골라요.", "라우터는", "층마다 [라우터]가 골라요."),
        ("GAN은 겨뤄요", "gan", "[GAN]은 겨뤄요"),
        ("organ", "gan", "organ"),
        ("Quantised weights", "quantise weight", "[Quantised] [weights]"),
        ("라우터 router", "라우터 router", "[라우터] [router]"),
        ("<b>라우터</b>", "라우터", "<b>[라우터]</b>"),
        ("nothing here", "라우터", "nothing here"),
        ("", "x", ""),
    ],
)
def test_words_are_marked_where_they_stand(text: str, typed: str, shown: str) -> None:
    assert marked(text, typed) == shown


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("routers", "router"),
        ("run", "run"),
        ("is", "is"),
        ("quantisation", "quant"),
        ("gas", "gas"),
        ("setting", "set"),
    ],
)
def test_a_stem_is_what_an_english_word_begins_with(word: str, stem: str) -> None:
    assert stem_of(word) == stem


def text_of(text: str, typed: str, most: int) -> str:
    return "".join(piece.text for piece in excerpt(text, query_for(typed), most))


def test_a_long_paragraph_is_cut_around_the_first_word_found() -> None:
    text = f"{'before ' * 40}router {'after ' * 40}"
    shown = text_of(text, "router", 60)
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert "router" in shown
    assert len(shown) < 90


def test_a_short_paragraph_is_shown_whole_and_a_long_one_without_the_word_from_its_beginning() -> None:
    assert text_of("one router", "router", 60) == "one router"
    assert text_of("word " * 40, "router", 60).startswith("word word")
    assert text_of(f"router {'after ' * 40}", "router", 60).startswith("router after")
    assert text_of(f"{'x' * 80} router", "router", 60).endswith("router")


def test_of_another_name_only_a_whole_one_is_marked() -> None:
    query = query_for("LoRA", [("LoRA", "low-rank adaptation", "저랭크 적응")])
    shown = [
        "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces(text, query))
        for text in ("LoRA was adapted", "Low-rank adaptation", "저랭크의 적응을", "적응")
    ]
    assert shown == ["[LoRA] was adapted", "[Low]-[rank] [adaptation]", "[저랭크]의 [적응]을", "적응"]
