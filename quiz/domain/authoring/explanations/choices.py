"""Findings of options and pairs, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "O1": Explanation(
        means=say("An option claims all the others: “all of the above”."),
        why=say("Two right options are enough to see that it is the key, and mixed options have no above."),
        remedy=say("Make it a multiple_choice question."),
        within="question",
        wrong=(
            "kind: single_choice\n"
            "prompt: 짝수는?\n"
            "options: [{id: a, text: 2}, {id: b, text: 4}, {id: c, text: 모두 맞아요, correct: true}]"
        ),
        right=(
            "kind: multiple_choice\n"
            "prompt: 짝수를 모두 고르세요.\n"
            "options: [{id: a, text: 2, correct: true}, {id: b, text: 4, correct: true}, {id: c, text: 5}]"
        ),
    ),
    "O4": Explanation(
        means=say(
            "Two options, or two entries of one list, look alike to a reader: they differ in spaces, "
            "quotation marks, the case of words or a full stop alone, outside formulas and code; or in some "
            "draw, once its values are put in."
        ),
        why=say("A learner who picks the right words may have picked the wrong option."),
        remedy=say("Let each say something of its own; exclude the draw by `where`."),
        within="question",
        wrong=(
            "kind: single_choice\n"
            "prompt: 가운데 값은?\n"
            "options: [{id: a, text: 중앙값, correct: true}, {id: b, text: 중앙값.}]"
        ),
        right=(
            "kind: single_choice\n"
            "prompt: 가운데 값은?\n"
            "options: [{id: a, text: 중앙값, correct: true}, {id: b, text: 평균}]"
        ),
    ),
    "O7": Explanation(
        means=say(
            "In the single_choice questions of the bank the right option is the longest (or shortest) more "
            "often than chance would have it."
        ),
        why=say("Learners notice, and pick by length."),
        remedy=say("Lengthen or shorten options; the message gives the count to stay under."),
        wrong="평균 · 최빈값 · 자료를 크기순으로 놓았을 때 가운데에 오는 값",
        right="평균 · 최빈값 · 중앙값",
    ),
    "O8": Explanation(
        means=say("The right option stands in one place more often than chance would have it, or four times on end."),
        why=say("Where options are not mixed, on paper for instance, the place gives the key away."),
        remedy=say("Spread the right options over the places."),
        wrong="a, a, a, a",
        right="a, c, b, a",
    ),
    "O22": Explanation(
        means=say("An option points at another, such as “the former”. Shuffling moves it."),
        why=say("In another order it says something else."),
        remedy=say("Say it without the other."),
        within="question",
        wrong=(
            "kind: single_choice\n"
            "prompt: 홀수는?\n"
            "options: [{id: a, text: 3, correct: true}, {id: b, text: 위의 보기의 두 배}]"
        ),
        right=("kind: single_choice\nprompt: 홀수는?\noptions: [{id: a, text: 3, correct: true}, {id: b, text: 6}]"),
    ),
    "D1": Explanation(
        means=say("In matching nobody on the right is spare, or the right side stands in the order of the key."),
        why=say("The last pair solves itself, or the order gives all of them away."),
        remedy=say("Add a partner that fits none; mix the right side."),
        within="question",
        wrong=(
            "kind: matching\n"
            "prompt: 짝지으세요.\n"
            'left: [{id: "1", text: 하나, right: a}, {id: "2", text: 둘, right: b}]\n'
            "right: [{id: a, text: 1}, {id: b, text: 2}]"
        ),
        right=(
            "kind: matching\n"
            "prompt: 짝지으세요.\n"
            'left: [{id: "1", text: 하나, right: b}, {id: "2", text: 둘, right: a}]\n'
            "right: [{id: a, text: 2}, {id: b, text: 1}, {id: c, text: 3}]"
        ),
    ),
    "D2": Explanation(
        means=say(
            "An order of fewer than 4 or more than 7 items, one whose items hold numbers that tell it, or "
            "neighbours without a reason where others have one."
        ),
        why=say("Three items are guessed in one try of six; many are a test of patience."),
        remedy=say("Add or drop items, take the numbers out, give the missing reasons."),
        within="question",
        wrong=(
            "kind: ordering\n"
            "prompt: 나열하세요.\n"
            "items: [{id: a, text: 곱해요}, {id: b, text: 더해요}, {id: c, text: 나눠요}]"
        ),
        right=(
            "kind: ordering\n"
            "prompt: 나열하세요.\n"
            "items: [{id: a, text: 곱해요}, {id: b, text: 더해요}, {id: c, text: 나눠요}, {id: d, text: "
            "반올림해요}]"
        ),
    ),
    "D4": Explanation(
        means=say(
            "In categorize a bin stays empty, or the items stand bin by bin; in it or in matrix one answer "
            "fits more than 60 %%, or the answers come again in the same order."
        ),
        why=say("The pattern gives answers away."),
        remedy=say("Spread and mix the items."),
        within="question",
        wrong=(
            "kind: categorize\n"
            "prompt: 나누세요.\n"
            "bins: [{id: even, text: 짝수}, {id: odd, text: 홀수}]\n"
            'items: [{id: "1", text: 2, bin: even}, {id: "2", text: 4, bin: even}, {id: "3", text: 6, bin: '
            'even}, {id: "4", text: 8, bin: even}]'
        ),
        right=(
            "kind: categorize\n"
            "prompt: 나누세요.\n"
            "bins: [{id: even, text: 짝수}, {id: odd, text: 홀수}]\n"
            'items: [{id: "1", text: 2, bin: even}, {id: "2", text: 3, bin: odd}, {id: "3", text: 5, bin: '
            'odd}, {id: "4", text: 8, bin: even}]'
        ),
    ),
    "D6": Explanation(
        means=say("Ticking everything, or at the toss of a coin, earns more than 40%% on average."),
        why=say("A learner who knows nothing would pass."),
        remedy=say("Use `credit: proportional`, or add wrong options. Under `symmetric` it always does."),
        within="question",
        wrong=(
            "kind: multiple_choice\n"
            "prompt: 짝수를 모두 고르세요.\n"
            "credit: symmetric\n"
            "options: [{id: a, text: 2, correct: true}, {id: b, text: 4, correct: true}, {id: c, text: 5}]"
        ),
        right=(
            "kind: multiple_choice\n"
            "prompt: 짝수를 모두 고르세요.\n"
            "options: [{id: a, text: 2, correct: true}, {id: b, text: 3}, {id: c, text: 4, correct: true}, "
            "{id: d, text: 5}]"
        ),
    ),
    "D7": Explanation(
        means=say("In two_tier a reason that settles nothing is called false."),
        why=say("The page says that all reasons are true; a learner who trusts that would be misled."),
        remedy=say("Offer reasons that are true in themselves; say why this one is beside the point."),
        within="question",
        wrong=(
            "kind: two_tier\n"
            "prompt: 평균은 이상값에 민감해요.\n"
            "answer: true\n"
            "reasons: [{id: a, text: 모든 값을 더해요., correct: true, why: 그래서 흔들려요.}, {id: b, text: "
            "가운데 값이에요., why: 사실이 아니에요.}]"
        ),
        right=(
            "kind: two_tier\n"
            "prompt: 평균은 이상값에 민감해요.\n"
            "answer: true\n"
            "reasons: [{id: a, text: 모든 값을 더해요., correct: true, why: 그래서 흔들려요.}, {id: b, text: "
            "개수로 나눠요., why: 이 판단과는 관계없어요.}]"
        ),
    ),
    "D8": Explanation(
        means=say(
            "An item of categorize shares a word with its bin that not every bin has, or all ids begin with "
            "the id of their answer."
        ),
        why=say("Words alone sort such items."),
        remedy=say("Say one of the two in other words; number the ids."),
        within="question",
        wrong=(
            "kind: categorize\n"
            "prompt: 나누세요.\n"
            "bins: [{id: fruit, text: 과일 종류}, {id: tool, text: 연장}]\n"
            'items: [{id: "1", text: 과일 사과, bin: fruit}, {id: "2", text: 망치, bin: tool}, {id: "3", '
            'text: 포도, bin: fruit}, {id: "4", text: 톱, bin: tool}]'
        ),
        right=(
            "kind: categorize\n"
            "prompt: 나누세요.\n"
            "bins: [{id: fruit, text: 과일 종류}, {id: tool, text: 연장}]\n"
            'items: [{id: "1", text: 사과, bin: fruit}, {id: "2", text: 망치, bin: tool}, {id: "3", text: '
            '톱, bin: tool}, {id: "4", text: 포도, bin: fruit}]'
        ),
    ),
}
