"""Findings of variables and numbers, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "sets": Explanation(
        means=say("A question has both `variables` and `sets`."),
        why=say("Values come from lists of their own or in rows that belong together, not from both."),
        remedy=say("Keep one of them."),
        within="question",
        wrong=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2, 3]}\nsets: [{n: 2}, {n: 3}]\nanswer: n < 9'),
        right=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2, 3]}\nanswer: n < 9'),
    ),
    "variables": Explanation(
        means=say(
            "A variable has the name of something that formulas know (`pi`, `min`), or its list holds a "
            "value twice or one that begins with a zero."
        ),
        why=say("`[2,000, 5,000]` has four values: 2, 0, 5 and 0."),
        remedy=say("Name it otherwise. A comma parts values: write 10000 for 10,000."),
        within="question",
        wrong=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2,000, 5,000]}\nanswer: n < 9'),
        right=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2000, 5000]}\nanswer: n < 9'),
    ),
    "N1": Explanation(
        means=say(
            "The tolerance is narrower than the rounding that is asked for, or the answer as it is shown "
            "would not be accepted."
        ),
        why=say("A learner who rounds as the prompt asks would be marked wrong."),
        remedy=say("Widen the tolerance to half a unit of the last place, or set `decimals`."),
        within="question",
        wrong=("kind: numeric\nprompt: 1을 3으로 나누면?\nanswer: 1 / 3\ndecimals: 2\ntolerance: {absolute: 0}"),
        right=("kind: numeric\nprompt: 1을 3으로 나누면?\nanswer: 1 / 3\ndecimals: 2\ntolerance: {absolute: 0.005}"),
    ),
    "N2": Explanation(
        means=say("A known slip, or a wrong output, passes for the answer in some draw."),
        why=say("In that draw the mistake would be marked right."),
        remedy=say("Exclude the draw by `where`, or narrow the tolerance."),
        within="question",
        wrong=(
            "kind: numeric\n"
            'prompt: "{{n}}의 두 배는?"\n'
            "variables: {n: [2, 3]}\n"
            "answer: 2 * n\n"
            "tolerance: {absolute: 0}\n"
            "wrong: [{value: n * n, why: 제곱했어요.}]"
        ),
        right=(
            "kind: numeric\n"
            'prompt: "{{n}}의 두 배는?"\n'
            "variables: {n: [4, 3]}\n"
            "answer: 2 * n\n"
            "tolerance: {absolute: 0}\n"
            "wrong: [{value: n * n, why: 제곱했어요.}]"
        ),
    ),
    "N4": Explanation(
        means=say(
            "Fewer than half of the draws meet `where`, or an expression has no value in some draw: a "
            "division by zero, a root of a negative number, a number where a condition is wanted."
        ),
        why=say("A question that can't be drawn stops the attempt that draws it."),
        remedy=say("Choose other values, exclude the draw by `where`, or list the good ones as `sets`."),
        within="question",
        wrong=(
            "kind: numeric\n"
            'prompt: "1 ÷ ({{n}} - 2)는?"\n'
            "variables: {n: [2, 3]}\n"
            "answer: 1 / (n - 2)\n"
            "tolerance: {absolute: 0.01}"
        ),
        right=(
            "kind: numeric\n"
            'prompt: "1 ÷ ({{n}} - 2)는?"\n'
            "variables: {n: [3, 4]}\n"
            "answer: 1 / (n - 2)\n"
            "tolerance: {absolute: 0.01}"
        ),
    ),
    "N8": Explanation(
        means=say("An expression or placeholder can't be read, or names something that is no variable."),
        why=say("A formula is worked out for every draw, so every name in it needs a value."),
        remedy=say("See Expressions in the reference. A truth value is `true` or `false`."),
        within="question",
        wrong=("kind: numeric\nprompt: 얼마인가요?\nanswer: 약 4\ntolerance: {absolute: 0}"),
        right=("kind: numeric\nprompt: 얼마인가요?\nanswer: 4\ntolerance: {absolute: 0}"),
    ),
    "N10": Explanation(
        means=say(
            "The prompt and `decimals` ask for different numbers of decimals, or the answer of some draw "
            "lies half-way between two roundings."
        ),
        why=say("Two learners who round by different rules would both be right, and one marked wrong."),
        remedy=say("State the decimals alike in every language and in `decimals`; exclude the draw."),
        within="question",
        wrong=(
            "kind: numeric\n"
            "prompt: 5를 2로 나누어 정수로 반올림하면?\n"
            "answer: 5 / 2\n"
            "decimals: 0\n"
            "tolerance: {absolute: 0.5}"
        ),
        right=(
            "kind: numeric\n"
            "prompt: 7을 3으로 나누어 정수로 반올림하면?\n"
            "answer: 7 / 3\n"
            "decimals: 0\n"
            "tolerance: {absolute: 0.5}"
        ),
    ),
}
