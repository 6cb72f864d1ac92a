"""Findings of short texts and essays, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "accept": Explanation(
        means=say("A text that ought to be accepted is not, or earns another answer's score."),
        why=say("It is a proof: a learner who writes this would be marked wrong."),
        remedy=say("Add the spelling, or loosen the matching."),
        within="question",
        wrong=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: 중앙값}]\naccept: [median]"),
        right=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: [중앙값, median]}]\naccept: [Median]"),
    ),
    "reject": Explanation(
        means=say("A text that ought to be rejected is accepted."),
        why=say("A learner who writes this would be marked right."),
        remedy=say("Tighten the matching, or remove the entry."),
        within="question",
        wrong=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: [중앙값, median]}]\nreject: [중앙값.]"),
        right=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: [중앙값, median]}]\nreject: [평균]"),
    ),
    "K8": Explanation(
        means=say("A gap is not in the text of a language, stands there twice, or has no entry in `gaps`."),
        why=say("Each gap is one input on the page."),
        remedy=say("Let each gap stand once in every language."),
        within="question",
        wrong=(
            "kind: cloze\n"
            "prompt: 채우세요.\n"
            "text: 가운데 값은 [[1]], 흔한 값은 [[2]]예요.\n"
            'gaps: {"1": {kind: text, answers: [{text: [중앙값, median]}]}}'
        ),
        right=(
            "kind: cloze\n"
            "prompt: 채우세요.\n"
            "text: 가운데 값은 [[1]]예요.\n"
            'gaps: {"1": {kind: text, answers: [{text: [중앙값, median]}]}}'
        ),
    ),
    "gap": Explanation(
        means=say("A gap stands inside a formula, a link, a picture's words or the language of a code block."),
        why=say("No input can stand there."),
        remedy=say("Move it into the running text."),
        within="question",
        wrong=(
            "kind: cloze\n"
            "prompt: 채우세요.\n"
            'text: "평균은 $[[1]]$예요."\n'
            'gaps: {"1": {kind: number, answer: 4, tolerance: {absolute: 0}}}'
        ),
        right=(
            "kind: cloze\n"
            "prompt: 채우세요.\n"
            "text: 평균은 [[1]]예요.\n"
            'gaps: {"1": {kind: number, answer: 4, tolerance: {absolute: 0}}}'
        ),
    ),
    "K11": Explanation(
        means=say(
            "An idea lacks patterns in a language (error), rests on one alone (warning), or the model answer "
            "itself is not found in full."
        ),
        why=say("What the patterns miss in the model answer they miss in a learner's."),
        remedy=say(
            "Add word stems; the model answer must hold one of each idea that it needs, and keep to the length."
        ),
        within="question",
        wrong=(
            "kind: essay\n"
            "prompt: 이유를 쓰세요.\n"
            "ideas: [{id: outlier, patterns: {ko: [이상값], en: [outlier]}, meaning: 이상값을 말해요.}]\n"
            "model_answer: {ko: 이상값 때문이에요., en: Because of the outlier.}"
        ),
        right=(
            "kind: essay\n"
            "prompt: 이유를 쓰세요.\n"
            "ideas: [{id: outlier, patterns: {ko: [이상값, 튀는 값], en: [outlier, extreme]}, meaning: "
            "이상값을 말해요.}]\n"
            "model_answer: {ko: 이상값 때문이에요., en: Because of the outlier.}"
        ),
    ),
    "K13": Explanation(
        means=say("The prompt of an essay holds a pattern: repeating it would earn something."),
        why=say("What the prompt says is no thought of the learner's."),
        remedy=say("Change the pattern or the prompt."),
        within="question",
        wrong=(
            "kind: essay\n"
            "prompt: 이상값이 왜 문제인가요?\n"
            "ideas: [{id: outlier, patterns: {ko: [이상값, 튀는 값], en: [outlier, extreme]}, meaning: "
            "이상값을 말해요.}]\n"
            "model_answer: {ko: 이상값 때문이에요., en: Because of the outlier.}"
        ),
        right=(
            "kind: essay\n"
            "prompt: 평균이 왜 흔들리나요?\n"
            "ideas: [{id: outlier, patterns: {ko: [이상값, 튀는 값], en: [outlier, extreme]}, meaning: "
            "이상값을 말해요.}]\n"
            "model_answer: {ko: 이상값 때문이에요., en: Because of the outlier.}"
        ),
    ),
    "K15": Explanation(
        means=say("The prompt asks for another number of ideas than `full`."),
        why=say("A learner who gives what is asked for would not earn all points."),
        remedy=say("Set `full` to the number that is asked for."),
        within="question",
        wrong=(
            "kind: essay\n"
            "prompt: 이유를 한 가지 쓰세요.\n"
            "ideas: [{id: a, patterns: {ko: [이상값, 튀는 값], en: [outlier, extreme]}, meaning: 이상값}, "
            "{id: b, patterns: {ko: [표본, 개수], en: [sample, count]}, meaning: 표본}]\n"
            "model_answer: {ko: 이상값과 표본 때문이에요., en: The outlier and the sample.}"
        ),
        right=(
            "kind: essay\n"
            "prompt: 이유를 한 가지 쓰세요.\n"
            "full: 1\n"
            "ideas: [{id: a, patterns: {ko: [이상값, 튀는 값], en: [outlier, extreme]}, meaning: 이상값}, "
            "{id: b, patterns: {ko: [표본, 개수], en: [sample, count]}, meaning: 표본}]\n"
            "model_answer: {ko: 이상값과 표본 때문이에요., en: The outlier and the sample.}"
        ),
    ),
    "one-spelling": Explanation(
        means=say("A spelling holds what parts spellings, or a star: a learner would have to type that too."),
        why=say("Only a learner who types the slash as well would be right."),
        remedy=say("List the spellings: `%(example)s`.", example="[중앙값, 중위수]"),
        within="question",
        wrong=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: [중앙값/중위수, median]}]"),
        right=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: [중앙값, 중위수, median]}]"),
    ),
    "K3": Explanation(
        means=say("All accepted spellings are in one script, in a series in Korean and English."),
        why=say("Learners who read the question in the other language can't answer it."),
        remedy=say("Add the Korean or the English one."),
        within="question",
        wrong=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: 중앙값}]"),
        right=("kind: short_text\nprompt: 가운데 값은?\nanswers: [{text: [중앙값, median]}]"),
    ),
}
