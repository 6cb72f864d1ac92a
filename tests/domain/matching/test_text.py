"""Typed answers against accepted spellings: each of the format's nine rules, and what holds for any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.matching.endings import particle_fits
from quiz.domain.matching.text import (
    PAIRS,
    Match,
    MatchPolicy,
    _prepared,
    _tidying_table,
    edits_at_most_one,
    jamo,
    match,
    normalise,
    tidy,
    with_particle,
)

STRICT = MatchPolicy(spaces="collapse", case="exact", particles="exact")
TOLERANT = MatchPolicy(typos=1)
# The worked example of the format: forgetting, whole and half, with two wrong answers that look alike.
ANSWERS = [["치명적 망각", "파국적 망각", "catastrophic forgetting"], ["망각", "forgetting"]]
REJECT = ["정규화", "치명타"]

texts = st.text(alphabet="가각나평가망각치명적은는이다을를로으ABcde rst-·'\"\u00a0\u200b１", max_size=14)
policies = st.builds(
    MatchPolicy,
    spaces=st.sampled_from(["ignore", "collapse"]),
    case=st.sampled_from(["fold", "exact"]),
    particles=st.sampled_from(["accept", "exact"]),
    typos=st.sampled_from([0, 1]),
)


@pytest.fixture(autouse=True)
def _no_keys_from_another_test() -> None:
    """A changed rule shows at once, also to a mutation tool that forks."""
    _prepared.cache_clear()


def verdict(text: str, policy: MatchPolicy = TOLERANT) -> tuple[int, str] | None:
    found = match(text, ANSWERS, REJECT, policy)
    return (found.answer, found.how) if found else None


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        (unicodedata.normalize("NFD", "양자화"), "양자화"),
        ("Lo\u200bRA\ufeff", "LoRA"),
        ("fine\u00adtuning", "finetuning"),
        ("\u200ea\u202eb\u2066c\u2060", "abc"),
        ("보상\u00a0모델\u3000평가\u2009값\ta\nb", "보상 모델 평가 값 a b"),
        ("ＬｏＲＡ（１４）～", "LoRA(14)~"),
        ("a\u2010b\u2013c\u2014d\u2212e\uff0df", "a-b-c-d-e-f"),
        ("“가” ‘나’ 「다」 『라』 《마》 «바» ＂사＂ `아´", "'가' '나' '다' '라' '마' '바' '사' '아'"),
        ("가·나ㆍ다・라•마", "가·나·다·라·마"),
        ("① ㄱ ½ 10⁹ ㎏", "① ㄱ ½ 10⁹ ㎏"),
        ("ᄒ\u200bᅡ Ａ\u0301", "하 Á"),
    ],
)
def test_tidying_takes_steps_one_to_three_and_no_more(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


def test_each_range_of_characters_is_tidied_to_its_ends() -> None:
    table = _tidying_table()
    ends = {
        "": "\u00ad\u200b\u200f\u202a\u202e\u2060\u2064\u2066\u2069\ufeff",
        " ": "\t\r\x1c\x1f\u00a0\u2000\u200a\u2028\u2029\u3000",
        "-": "\u2010\u2015\u2212\uff0d",
        "'": '"`\u2018\u201f\u3008\u300f\uff02\uff07',
        "\u00b7": "\u2022\u318d\uff65",
        "!A~": "\uff01\uff21\uff5e",
    }
    assert {form: {table[ord(character)] for character in ends[form]} for form in ends} == {
        form: {form} if form != "!A~" else set(form) for form in ends
    }
    assert not {0x0E, 0x1B, 0x20, 0x2016, 0x2017, 0x2030, 0x2065, 0x3007, 0x3010, 0xFF00, 0xFF5F} & table.keys()


@pytest.mark.parametrize(
    ("typed", "policy", "normal"),
    [
        ("  Catastrophic   Forgetting ", TOLERANT, "catastrophicforgetting"),
        ("  Catastrophic   Forgetting ", STRICT, "Catastrophic Forgetting"),
        ("Catastrophic Forgetting", MatchPolicy(spaces="collapse"), "catastrophic forgetting"),
        ("STRASSE straße", MatchPolicy(), "strassestrasse"),
        ("ǰ", MatchPolicy(), "\u01f0"),  # folded it is two characters
        ("ŉ", MatchPolicy(), "'n"),  # folded it holds another apostrophe
        ("‘망각’.", STRICT, "망각"),
        ("“망각.”", STRICT, "망각"),
        ("망각。 ", STRICT, "망각"),
        ("' 망각 '", STRICT, "망각"),
        (".NET", STRICT, ".NET"),
        ("f'", STRICT, "f'"),
        ("'f' of x", STRICT, "'f' of x"),
        ("'", STRICT, "'"),
        ("''", STRICT, ""),
        (" . ", STRICT, ""),
    ],
)
def test_normalising_folds_case_and_spaces_as_asked_and_drops_an_outer_stop_or_quotes(
    typed: str, policy: MatchPolicy, normal: str
) -> None:
    assert normalise(typed, policy) == normal


@given(st.text(), policies)
def test_normalising_twice_changes_nothing(text: str, policy: MatchPolicy) -> None:
    once = normalise(text, policy)
    assert normalise(once, policy) == once


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("치명적망각", (0, "equal")),
        ("Catastrophic  Forgetting", (0, "equal")),
        ("망각.", (1, "equal")),
        ("치명적 망각이", (0, "particle")),
        ("치명적 망각입니다.", (0, "particle")),
        ("망각이다", (1, "particle")),
        ("망각에서", (1, "particle")),
        ("forgetting는", (1, "particle")),
        ("forgetting은", (1, "particle")),
        ("망각는", None),
        ("망각에서는", None),
        ("치명적 망긱", (0, "typo")),
        ("파극적망각이", (0, "typo")),
        ("catastrophic forgeting", (0, "typo")),
        ("catastrophic fogretting", (0, "typo")),
        ("forgettin", (1, "typo")),
        ("망긱", None),
        ("망긱이", None),
        ("catastrophc forgeting", None),
        ("정규화", None),
        ("정규화는", None),
        ("치명타", None),
        ("", None),
        ("\u200b . ", None),
    ],
)
def test_a_text_is_matched_by_the_first_rule_that_fits(typed: str, expected: tuple[int, str] | None) -> None:
    assert verdict(typed) == expected


def test_a_match_names_the_spelling_as_the_bank_writes_it() -> None:
    assert match("파국적망긱", ANSWERS, REJECT, TOLERANT) == Match(answer=0, text="파국적 망각", how="typo")
    assert match("FORGETTING", ANSWERS, REJECT, TOLERANT) == Match(answer=1, text="forgetting", how="equal")


@pytest.mark.parametrize(
    ("typed", "policy"),
    [
        ("치명적망각", STRICT),
        ("Forgetting", STRICT),
        ("망각이", STRICT),
        ("치명적 망각이", MatchPolicy(particles="exact", typos=1)),
        ("치명적 망긱", MatchPolicy()),
        ("망각 이", MatchPolicy(spaces="collapse")),
    ],
)
def test_what_the_policy_does_not_allow_is_refused(typed: str, policy: MatchPolicy) -> None:
    assert match(typed, ANSWERS, REJECT, policy) is None


def test_of_two_answers_with_one_spelling_the_first_counts() -> None:
    found = match("망각", [["망각"], ["망각"]], [], MatchPolicy())
    assert found is not None
    assert found.answer == 0


def test_an_answer_of_one_character_may_carry_a_particle() -> None:
    assert match("값은", [["값"]], [], MatchPolicy()) == Match(answer=0, text="값", how="particle")


@pytest.mark.parametrize(
    ("typed", "answers", "reject"),
    [
        # One edit from two answers: nobody knows which was meant.
        ("평가모뎀", [["평가모델"], ["평가모뎁"]], []),
        # As near to a rejected text.
        ("평가모뎀", [["평가모델"]], ["평가모뎁"]),
        # A digit is no slip, and four letters or two syllables are too few.
        ("Llama 3 70B", [["Llama 2 70B"]], []),
        ("lora", [["dora"]], []),
        ("모뎀", [["모델"]], []),
        ("LoRA 기볍", [["LoRA 기법"]], []),
    ],
)
def test_a_slip_is_forgiven_only_where_it_leaves_no_doubt(
    typed: str, answers: list[list[str]], reject: list[str]
) -> None:
    assert match(typed, answers, reject, TOLERANT) is None


@pytest.mark.parametrize(("typed", "answer"), [("양자와", "양자화"), ("adama", "adam"), ("GPT 모뎀들", "GPT 모델들")])
def test_three_syllables_or_five_letters_are_enough_for_a_slip(typed: str, answer: str) -> None:
    assert match(typed, [[answer]], [], TOLERANT) == Match(answer=0, text=answer, how="typo")


def test_two_spellings_of_one_answer_are_no_doubt() -> None:
    found = match("양자와기", [["양자화기", "양자와키"], ["정규화"]], [], TOLERANT)
    assert found == Match(answer=0, text="양자화기", how="typo")


@pytest.mark.parametrize(
    ("typed", "answers", "reject"),
    [
        ("모델이다", [["모델이"]], ["모델"]),
        ("망각이", [["망각"]], ["망각이"]),
        ("망각", [["망각"]], ["망각"]),
        ("정규화가", [["정규호가"]], ["정규화"]),
        ("모덜 붕괴", [["모델 붕괴"]], ["모덜 붕개"]),
    ],
)
def test_a_rejected_text_takes_away_what_would_match_without_it(
    typed: str, answers: list[list[str]], reject: list[str]
) -> None:
    assert match(typed, answers, [], TOLERANT) is not None
    assert match(typed, answers, reject, TOLERANT) is None


@given(st.lists(texts, min_size=1, max_size=4), st.lists(texts, min_size=1, max_size=4), policies, st.data())
def test_a_rejected_text_is_never_accepted(
    spellings: list[str], reject: list[str], policy: MatchPolicy, data: st.DataObject
) -> None:
    assert match(data.draw(st.sampled_from(reject)), [spellings], reject, policy) is None


@given(texts, st.lists(texts, max_size=4), policies)
def test_composed_and_decomposed_hangul_get_the_same_verdict(
    text: str, spellings: list[str], policy: MatchPolicy
) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    answers = [[unicodedata.normalize("NFD", spelling) for spelling in spellings]]
    assert match(text, [spellings], [], policy) == match(decomposed, [spellings], [], policy)
    assert (match(text, answers, [], policy) is None) == (match(text, [spellings], [], policy) is None)


@given(texts, st.lists(texts, max_size=4), st.sampled_from([MatchPolicy(), TOLERANT]), st.data())
def test_spaces_never_change_a_verdict_that_ignores_them(
    text: str, spellings: list[str], policy: MatchPolicy, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert match(text[:at] + " " + text[at:], [spellings], [], policy) == match(text, [spellings], [], policy)


@pytest.mark.parametrize(
    ("particle", "fits"),
    [
        # The last syllable of 평가 is open, of 값 closed, of 모델 closed by ㄹ; LoRA and 16 are read as one likes.
        ("은", "값 모델 LoRA 16"), ("는", "평가 LoRA 16"), ("이", "값 모델 LoRA 16"), ("가", "평가 LoRA 16"),
        ("을", "값 모델 LoRA 16"), ("를", "평가 LoRA 16"), ("과", "값 모델 LoRA 16"), ("와", "평가 LoRA 16"),
        ("으로", "값 LoRA 16"), ("로", "평가 모델 LoRA 16"), ("이다", "값 모델 LoRA 16"), ("다", "평가 LoRA 16"),
        ("의", "평가 값 모델 LoRA 16"), ("에", "평가 값 모델 LoRA 16"), ("에서", "평가 값 모델 LoRA 16"),
        ("입니다", "평가 값 모델 LoRA 16"), ("도", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_particle_fits_by_the_sound_before_it(particle: str, fits: str) -> None:
    stems = ["평가", "값", "모델", "LoRA", "16", "평가)", "평가 ", ""]
    assert [stem for stem in stems if particle_fits(stem, particle)] == fits.split()


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("평가", "평가는 평가가 평가를 평가와 평가로 평가다"),
        ("값", "값은 값이 값을 값과 값으로 값이다"),
        ("모델", "모델은 모델이 모델을 모델과 모델로 모델이다"),
        ("3", "3은 3이 3을 3과 3으로 3이다"),
        ("8", "8은 8이 8을 8과 8로 8이다"),
        ("LoRA", "LoRA은(는) LoRA이(가) LoRA을(를) LoRA과(와) LoRA(으)로 LoRA(이)다"),
    ],
)
def test_a_word_takes_the_form_of_each_pair_that_its_sound_asks_for(word: str, forms: str) -> None:
    assert [with_particle(word, pair) for pair in PAIRS] == forms.split()


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (True, ["0", "10", "100", "1,000", "20,000", "6", "0.10", "1.3", "RM", "n", "값(value)", "'값'", "**값**"]),
        (False, ["2", "16.5", "1,000,000,000,000", "GPT", "T5", "7B", "d", "25%", "평가 (of quality)", "「평가」"]),
        (None, ["LoRA", "ChatGPT", "model", "R", "VR", "β", "", "…", "1" + 20 * "0"]),
    ],
)
def test_digits_and_letters_are_read_aloud_where_the_reading_is_known(closed: bool | None, words: list[str]) -> None:
    ending = "을(를)" if closed is None else "을" if closed else "를"
    assert [with_particle(word, "을/를") for word in words] == [word + ending for word in words]


def test_an_unknown_pair_of_particles_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown pair of particles '를/을'; known are 은/는, "):
        with_particle("평가", "를/을")


@pytest.mark.parametrize(
    ("text", "letters"),
    [("가", "ㄱㅏ"), ("힣", "ㅎㅣㅎ"), ("값", "ㄱㅏㅄ"), ("왜", "ㅇㅙ"), ("깎다 A1", "ㄲㅏㄲㄷㅏ A1"), ("ㄱ", "ㄱ")],
)
def test_syllables_come_apart_into_letters_and_all_else_stays(text: str, letters: str) -> None:
    assert jamo(text) == letters


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("", "", True), ("", "a", True), ("", "ab", False), ("abc", "abc", True), ("abc", "abcd", True),
        ("abc", "xabc", True), ("abc", "abxc", True), ("abc", "axc", True), ("abc", "acb", True), ("abc", "bac", True),
        ("abc", "cba", False), ("abcd", "badc", False), ("abcd", "axyd", False), ("abc", "xabcd", False),
        ("abcd", "bacx", False), ("abc", "bca", False), ("ab", "cab", True), ("ab", "cad", False),
    ],
)  # fmt: skip
def test_one_edit_is_an_insertion_a_deletion_a_substitution_or_a_swap(a: str, b: str, near: bool) -> None:
    assert edits_at_most_one(a, b) is near
    assert edits_at_most_one(b, a) is near


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_edits_are_symmetric(a: str, b: str) -> None:
    assert edits_at_most_one(a, b) is edits_at_most_one(b, a)


@given(st.text("abc", max_size=6), st.integers(0, 6), st.text("abc", max_size=1), st.integers(0, 1))
def test_any_one_edit_is_found(text: str, at: int, new: str, removed: int) -> None:
    assert edits_at_most_one(text, text[:at] + new + text[at + removed :])
