"""What may stand around a term that is typed: endings, articles, glosses; and that no wrong answer hides in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.matching.text import MatchPolicy, match, normalise

ROUTER = [["라우터", "router", "게이팅 네트워크", "gating network"]]
MERGE = [["병합", "가중치 병합", "merge", "merging"]]
PPL = [["퍼플렉시티", "perplexity", "PPL"]]
APACHE = [["아파치 2.0", "Apache 2.0"]]
TWO = [["치명적 망각", "catastrophic forgetting"], ["망각", "forgetting"]]
WRONG = ["게이트", "gate", "정규화", "Llama 2", "expert"]
POLICY = MatchPolicy()
SLIPS = MatchPolicy(typos=1)


@pytest.mark.parametrize(
    ("answers", "typed"),
    [
        # an open syllable before the ending
        (ROUTER, "라우터예요"),
        (ROUTER, "라우터이에요"),
        (ROUTER, "라우터이예요"),
        (ROUTER, "라우터에요"),
        (ROUTER, "라우터요"),
        (ROUTER, "라우터죠"),
        (ROUTER, "라우터이죠"),
        (ROUTER, "라우터지요"),
        (ROUTER, "라우터이지요"),
        (ROUTER, "라우터야"),
        (ROUTER, "라우터임"),
        (ROUTER, "라우터다"),
        (ROUTER, "라우터이다"),
        (ROUTER, "라우터입니다"),
        (ROUTER, "라우터인데요"),
        (ROUTER, "라우터예요."),
        (ROUTER, "라우터 예요"),
        (ROUTER, "‘라우터’예요"),
        (PPL, "퍼플렉시티예요"),
        # a closed one
        (MERGE, "병합이에요"),
        (MERGE, "병합이예요"),
        (MERGE, "병합요"),
        (MERGE, "병합이요"),
        (MERGE, "병합이죠"),
        (MERGE, "병합이지요"),
        (MERGE, "병합이야"),
        (MERGE, "병합임"),
        (MERGE, "병합이다"),
        (MERGE, "병합입니다"),
        (MERGE, "병합인데요"),
        # letters and digits, whose reading is not known
        (ROUTER, "router예요"),
        (ROUTER, "router이에요"),
        (PPL, "PPL이에요"),
        (PPL, "ppl요"),
        (APACHE, "아파치 2.0이에요"),
        (APACHE, "아파치 2.0예요"),
        (APACHE, "Apache 2.0입니다"),
        # articles
        (ROUTER, "the router"),
        (ROUTER, "The Router"),
        (ROUTER, "a  router."),
        (ROUTER, "the gating network"),
        (APACHE, "an Apache 2.0"),
        (ROUTER, "the router입니다"),
        (ROUTER, "the router를"),
        # in a sentence
        (ROUTER, "라우터라고 해요"),
        (ROUTER, "라우터라고 합니다."),
        (ROUTER, "라우터라고불러요"),
        (ROUTER, "‘라우터’라고 부릅니다"),
        (ROUTER, "router라고 해요"),
        (ROUTER, "라우터(router)라고 해요"),
        (MERGE, "병합이라고 해요"),
        (MERGE, "병합이라고 합니다"),
        (MERGE, "가중치 병합이라고 불러요"),
        (ROUTER, "정답은 라우터"),
        (ROUTER, "답은 라우터예요"),
        (ROUTER, "정답은 ‘라우터’입니다"),
        (ROUTER, "정답은 라우터라고 해요"),
        (ROUTER, "답은 the router"),
        (ROUTER, "it is the router"),
        (ROUTER, "It is router."),
        (ROUTER, "It’s the router"),
        (ROUTER, "The answer is a router"),
        (ROUTER, "답은 라우터(router)예요"),
        # glosses
        (ROUTER, "라우터(router)"),
        (ROUTER, "라우터 (Router)"),
        (ROUTER, "router（라우터）"),
        (ROUTER, "라우터(gating network)"),
        (ROUTER, "라우터(게이팅 네트워크)"),
        (ROUTER, "the router (라우터)"),
        (ROUTER, "라우터(the router)"),
        (ROUTER, "라우터(router)입니다"),
        (ROUTER, "라우터(router)예요"),
        (ROUTER, "라우터(router)를"),
        (ROUTER, "라우터는 (router)"),
        (MERGE, "병합(merge)"),
        (MERGE, "병합(merge)이에요"),
        (PPL, "perplexity (PPL)"),
        (PPL, "PPL (perplexity)"),
        # the other part is unknown, and in the other script
        (ROUTER, "라우터(routing unit)"),
        (ROUTER, "router (경로 배정기)"),
        (APACHE, "아파치 2.0 (Apache License 2.0)"),
        (APACHE, "아파치 2.0 (Apache License)"),
    ],
)
def test_a_term_is_known_in_what_people_put_around_it(answers: list[list[str]], typed: str) -> None:
    for policy in (POLICY, SLIPS):
        found = match(typed, answers, WRONG, policy)
        assert found is not None
        assert (found.answer, found.other) == (0, None)


@pytest.mark.parametrize(
    ("answers", "typed"),
    [
        # the ending does not fit the syllable
        (MERGE, "병합예요"),
        (MERGE, "병합에요"),
        (MERGE, "병합죠"),
        (MERGE, "병합야"),
        (MERGE, "병합지요"),
        (MERGE, "병합다"),
        (ROUTER, "라우터이요"),
        (ROUTER, "라우터이야"),
        # the ending is no ending, or two
        (ROUTER, "라우터아님"),
        (ROUTER, "라우터가 아니에요"),
        (ROUTER, "라우터일까요"),
        (ROUTER, "라우터예요예요"),
        (ROUTER, "예요"),
        (ROUTER, "the"),
        # what it is called, in the other form; another sentence; two answers
        (MERGE, "병합라고 해요"),
        (ROUTER, "라우터이라고 해요"),
        (ROUTER, "라우터라고 안 해요"),
        (ROUTER, "라우터라고"),
        (ROUTER, "라고 해요"),
        (ROUTER, "답은 라우터가 아니에요"),
        (ROUTER, "오답은 라우터"),
        (ROUTER, "it is not the router"),
        (ROUTER, "is it the router"),
        (ROUTER, "정답은"),
        (ROUTER, "라우터, 게이트"),
        (ROUTER, "라우터 또는 게이트"),
        (ROUTER, "정답은 라우터 또는 게이트"),
        (ROUTER, "라우터 또는 router"),
        (ROUTER, "정답은 게이트"),
        (ROUTER, "it is the gate"),
        (ROUTER, "게이트라고 해요"),
        # the article stands elsewhere, or before nothing of its language
        (ROUTER, "router the"),
        (ROUTER, "the the router"),
        (ROUTER, "another router"),
        # the gloss says something else in the same script, is empty, or is not the end
        (ROUTER, "라우터(전문가)"),
        (ROUTER, "라우터(게이트)"),
        (ROUTER, "라우터(아님)"),
        (ROUTER, "router (not)"),
        (ROUTER, "router (node)"),
        (ROUTER, "라우터()"),
        (ROUTER, "(라우터)"),
        (ROUTER, "라우터(router"),
        (ROUTER, "라우터(router)(gate)"),
        (ROUTER, "라우터(router) 아니면 전문가"),
        (ROUTER, "전문가(노드)"),
        (ROUTER, "라우터(2)"),
        # a wrong answer that the author lists, in either part
        (ROUTER, "게이트(router)"),
        (ROUTER, "라우터(gate)"),
        (ROUTER, "라우터(the gate)"),
        (ROUTER, "gate(라우터)"),
        (ROUTER, "라우터(gate)입니다"),
        (ROUTER, "게이트예요(router)"),
        (ROUTER, "the gate"),
        (ROUTER, "게이트예요"),
        # a digit says another thing
        (APACHE, "아파치 2.0 (Apache 1.1)"),
        (APACHE, "아파치 1.1 (Apache 2.0)"),
        (APACHE, "아파치 3.0이에요"),
    ],
)
def test_what_is_another_answer_stays_one(answers: list[list[str]], typed: str) -> None:
    assert match(typed, answers, WRONG, POLICY) is None


def test_a_slip_away_from_a_wrong_answer_is_none_in_a_gloss_either() -> None:
    assert match("라우터(experts)", ROUTER, WRONG, POLICY) is not None
    assert match("라우터(experts)", ROUTER, WRONG, SLIPS) is None


@pytest.mark.parametrize(
    ("answer", "word"), [("필", "필요"), ("수", "수요"), ("분", "분야"), ("게", "게임"), ("책", "책임")]
)
def test_an_ending_that_makes_a_word_of_its_own_is_part_of_it(answer: str, word: str) -> None:
    assert match(word, [[answer]], [], POLICY) is None
    assert match(f"{answer}{'이에요' if answer in '필분책' else '예요'}", [[answer]], [], POLICY) is not None


@pytest.mark.parametrize(
    "typed", ["라우터예요", "the router", "라우터(router)", "라우터는", "정답은 라우터", "라우터라고 해요"]
)
def test_nothing_may_stand_around_an_exact_term(typed: str) -> None:
    assert match(typed, ROUTER, [], MatchPolicy(particles="exact")) is None


@pytest.mark.parametrize(
    ("typed", "answer", "other"),
    [
        ("치명적 망각(forgetting)", 0, 1),
        ("망각 (catastrophic forgetting)", 1, 0),
        ("망각(forgetting)", 1, None),
        ("치명적 망각(catastrophic forgetting)이에요", 0, None),
    ],
)
def test_both_answers_of_a_gloss_are_told(typed: str, answer: int, other: int | None) -> None:
    found = match(typed, TWO, [], POLICY)
    assert found is not None
    assert (found.answer, found.other, found.how) == (answer, other, "gloss")


ENDINGS = (
    "",
    *[
        "예요",
        "이에요",
        "이예요",
        "에요",
        "요",
        "이요",
        "죠",
        "이죠",
        "지요",
        "임",
        "입니다",
        "이다",
        "다",
        "야",
        "은",
        "를",
        "에서",
        "인데요",
        "라고 해요",
        "이라고 불러요",
    ],
)
wrong = st.sampled_from(["게이트", "gate", "정규화", "Llama 2", "라우트", "route", "전문가"])
right = st.sampled_from(["라우터", "router", "게이팅 네트워크", "routing", ""])
policies = st.builds(
    MatchPolicy,
    spaces=st.sampled_from(["ignore", "collapse"]),
    case=st.sampled_from(["fold", "exact"]),
    particles=st.sampled_from(["accept", "exact"]),
    typos=st.sampled_from([0, 1]),
)


@given(
    wrong,
    right,
    st.sampled_from(["", "the ", "an ", "The ", "정답은 ", "답은 ", "it is ", "It's the "]),
    st.sampled_from(ENDINGS),
    st.sampled_from(ENDINGS),
    st.sampled_from(["{0}", "{0}({1})", "{1}({0})", "{0} ({1})", "{1} ({0})", "'{0}'", "{0}."]),
    policies,
)
def test_a_rejected_answer_is_never_accepted_in_any_dress(
    rejected: str, accepted: str, article: str, inner: str, outer: str, form: str, policy: MatchPolicy
) -> None:
    dressed = form.format(f"{article}{rejected}{inner}", accepted or "x") + outer
    found = match(dressed, ROUTER, [rejected], policy)
    assert found is None, (dressed, found)


@pytest.mark.parametrize(
    "text", ["게이트이라고 불러요(router)", "router(게이트은)", "게이트이요 (라우터)", "게이트라고 해요(router)"]
)
def test_a_rejected_answer_with_the_form_of_an_ending_that_follows_others_is_none(text: str) -> None:
    assert match(text, ROUTER, ["게이트"], MatchPolicy()) is None
    assert match("게이팅 네트워크은(router)", ROUTER, ["게이트"], MatchPolicy()) is not None


@given(st.text(alphabet="라우터게이트예요임는(router)the a '", max_size=24), policies)
def test_undressing_finds_nothing_that_equality_would_not(text: str, policy: MatchPolicy) -> None:
    found = match(text, ROUTER, [], policy)
    if found is not None and found.how != "typo":
        assert normalise(found.text, policy).replace(" ", "") in normalise(text, policy).replace(" ", "")
