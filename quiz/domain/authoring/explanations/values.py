"""Findings of numbers, lists and maps in fields, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "lengths": Explanation(
        means=say("An essay counts both `words` and `characters`."),
        why=say("A learner could meet one and miss the other."),
        remedy=say("Keep one of the two."),
        within="question",
        wrong=(
            "kind: essay\n"
            "prompt: 이유를 쓰세요.\n"
            "words: {least: 2}\n"
            "characters: {least: 50}\n"
            "rubric: [{id: a, text: 이유가 분명해요.}]\n"
            "model_answer: 학습할 값이 적어지기 때문이에요."
        ),
        right=(
            "kind: essay\n"
            "prompt: 이유를 쓰세요.\n"
            "words: {least: 2}\n"
            "rubric: [{id: a, text: 이유가 분명해요.}]\n"
            "model_answer: 학습할 값이 적어지기 때문이에요."
        ),
    ),
    "quiz-tries": Explanation(
        means=say("An exam allows more than one try a question."),
        why=say("In an exam nothing is said before the hand-in, so a second try has no sense."),
        remedy=say("Leave `tries` out, or write `mode: practice`."),
        within="bank",
        wrong=("quizzes:\n  - {id: check, title: 평가, mode: exam, tries: 2, draw: [{count: 1}]}"),
        right=("quizzes:\n  - {id: check, title: 평가, mode: exam, draw: [{count: 1}]}"),
    ),
    "draw-count": Explanation(
        means=say("A draw has neither `count` nor `questions`."),
        why=say("Nothing says how many questions are asked."),
        remedy=say("Add one of them."),
        within="bank",
        wrong=("quizzes:\n  - {id: check, title: 평가, mode: exam, draw: [{kind: true_false}]}"),
        right=("quizzes:\n  - {id: check, title: 평가, mode: exam, draw: [{kind: true_false, count: 1}]}"),
    ),
    "too-short": Explanation(
        means=say("A list or map holds too few entries."),
        why=say("One option alone gives nothing to choose."),
        remedy=say("Add some; the message says how many are wanted."),
        within="question",
        wrong=("kind: single_choice\nprompt: 가운데 값은?\noptions: [{id: a, text: 중앙값, correct: true}]"),
        right=(
            "kind: single_choice\n"
            "prompt: 가운데 값은?\n"
            "options: [{id: a, text: 중앙값, correct: true}, {id: b, text: 평균}]\n"
            "sources: [{ref: book}]"
        ),
    ),
    "too-long": Explanation(
        means=say("A list or map holds too many entries."),
        why=say("More of them than a page can show well, or a learner can look at."),
        remedy=say("Take some out."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2\nanswer: true\nhints: [하나, 둘, 셋, 넷, 다섯, 여섯]"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true\nhints: [하나, 둘]"),
    ),
    "greater-than": Explanation(
        means=say("A number is too small: it has to be more than the limit."),
        why=say("A question worth nothing would change no result."),
        remedy=say("Write more than the message's limit."),
        within="question",
        wrong=("kind: true_false\npoints: 0\nprompt: 1 < 2\nanswer: true"),
        right=("kind: true_false\npoints: 1\nprompt: 1 < 2\nanswer: true"),
    ),
    "greater-than-equal": Explanation(
        means=say("A number is too small."),
        why=say("It can't be meant: most often a digit is missing."),
        remedy=say("Write the message's limit or more."),
        within="bank",
        wrong=("sources:\n  book: {title: 통계학, year: 24}"),
        right=("sources:\n  book: {title: 통계학, year: 2024}"),
    ),
    "less-than": Explanation(
        means=say("A number is too large: it has to be less than the limit."),
        why=say("With a relative tolerance of 1 even 0 would be right."),
        remedy=say("Write less than the message's limit."),
        within="question",
        wrong=("kind: numeric\nprompt: 1 + 1은?\nanswer: 2\ntolerance: {relative: 5}"),
        right=("kind: numeric\nprompt: 1 + 1은?\nanswer: 2\ntolerance: {relative: 0.05}"),
    ),
    "less-than-equal": Explanation(
        means=say("A number is too large."),
        why=say("It lies outside the scale of this field."),
        remedy=say("Write the message's limit or less."),
        within="question",
        wrong=("kind: true_false\ndifficulty: 5\nprompt: 1 < 2\nanswer: true"),
        right=("kind: true_false\ndifficulty: 3\nprompt: 1 < 2\nanswer: true"),
    ),
    "tuple-type": Explanation(
        means=say("Not a list."),
        why=say("Several values are wanted here, even where there is one."),
        remedy=say("Write the entries with `-` before each, or in square brackets."),
        within="question",
        wrong=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: 2}\nanswer: n < 9'),
        right=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2, 3]}\nanswer: n < 9'),
    ),
    "dict-type": Explanation(
        means=say("Not a map."),
        why=say("Each value here needs a name."),
        remedy=say("Write `key: value` lines, one for each name."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 9\nvariables: n\nanswer: true"),
        right=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2, 3]}\nanswer: n < 9'),
    ),
    "model-type": Explanation(
        means=say("A text stands where a map is wanted."),
        why=say("What is written here does not say which of the fields it is."),
        remedy=say("Write the fields, as the message shows them."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2\nanswer: true\nimage: dots.png"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true"),
    ),
    "string-type": Explanation(
        means=say("Not a text."),
        why=say("A list or fields stand where one plain text is wanted."),
        remedy=say("Write one plain text; this field has no languages."),
        wrong="authors: [Hu, Shen]",
        right="authors: Hu, Shen",
    ),
    "string-pattern-mismatch": Explanation(
        means=say("Not the name of a variable."),
        why=say("Formulas read it, so it is a plain word of Latin letters."),
        remedy=say("Use a letter, then letters, digits and underscores; at most 20."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 9\nvariables: {가: [2, 3]}\nanswer: true"),
        right=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2, 3]}\nanswer: n < 9'),
    ),
}
