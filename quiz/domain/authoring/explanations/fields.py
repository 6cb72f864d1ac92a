"""Findings of fields, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "structure": Explanation(
        means=say("A text or a list stands where fields are wanted."),
        why=say("Without fields nothing says what the text is for."),
        remedy=say("Write `key: value` lines."),
        within="bank",
        wrong=("sections: [2.1]\nquestions:\n  - 평균은 강건한가요?"),
        right=("questions:\n  - kind: true_false\n    prompt: 평균은 강건한가요?\n    answer: false"),
    ),
    "missing": Explanation(
        means=say("A field that is needed is not there."),
        why=say("Without it the question can't be asked or scored; what only the profile asks for makes it better."),
        remedy=say("Add it; the message names it."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2"),
        right=(
            "id: one-is-less\n"
            "kind: true_false\n"
            'section: "2.1"\n'
            "objective: LO-2.1\n"
            "difficulty: 1\n"
            "scope: article\n"
            "prompt: 1 < 2\n"
            "answer: true\n"
            'why: {"true": {ko: 맞아요., en: It is.}, "false": {ko: 1이 작아요., en: 1 is less.}}\n'
            "explanation: {ko: 1보다 2가 더 커요., en: 2 is more than 1.}\n"
            "sources: [{ref: book}]"
        ),
    ),
    "unknown-key": Explanation(
        means=say("A field that no part of this sort has."),
        why=say("A mistyped field would be left out in silence, and with it what it was to do."),
        remedy=say("Take the word that the message offers, or remove the field."),
        within="question",
        wrong=("kind: true_false\npromt: 1 < 2\nanswer: true"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true"),
    ),
    "kind": Explanation(
        means=say("No kind of question has this name."),
        why=say("The kind says what is filled in and how it is scored."),
        remedy=say("Take one of the kinds of the reference."),
        within="question",
        wrong=("kind: riddle\nprompt: 1 < 2\nanswer: true"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true"),
    ),
    "choice": Explanation(
        means=say("A word that this field does not know."),
        why=say("The field takes one of a few words."),
        remedy=say("Take one of those that the message lists."),
        within="bank",
        wrong=("objectives:\n  LO-2.1: {level: 적용, text: 중앙값을 구한다.}"),
        right=("objectives:\n  LO-2.1: {level: apply, text: 중앙값을 구한다.}"),
    ),
    "languages": Explanation(
        means=say("A text lacks a language of the series, or has one that is not of it."),
        why=say("Learners who read that language would see the text of another one."),
        remedy=say("Write every text in all languages, or as one plain string where it is the same in all."),
        within="bank",
        wrong="title: {ko: 모델 경량화}",
        right="title: {ko: 모델 경량화, en: Lighter models}",
    ),
    "text": Explanation(
        means=say("A list or a map stands where a text is wanted."),
        why=say("Brackets and braces begin a list or fields unless they are quoted."),
        remedy=say("Write one text, or one for each language."),
        within="bank",
        wrong="title: [모델 경량화]",
        right='title: "[모델 경량화]"',
    ),
    "text-cut": Explanation(
        means=say("An unquoted text goes on after ` #`, which YAML takes for a comment and drops."),
        why=say("Learners would see half a sentence, and no other check would notice."),
        remedy=say("Put the whole text in quotes; a comment on a text takes a line of its own."),
        within="question",
        wrong=("kind: true_false\nprompt: 문제 #1 표준편차는 음수인가요?\nanswer: false"),
        right=('kind: true_false\nprompt: "문제 #1 표준편차는 음수인가요?"\nanswer: false'),
    ),
    "text-empty": Explanation(
        means=say(
            "A text holds nothing but spaces (error), or the word null or ~, which other programs read as nothing "
            "(warning)."
        ),
        why=say("A page would show a gap in its place."),
        remedy=say("Write it, or leave the field out; put the word in quotes where it is meant."),
        within="question",
        wrong=('kind: true_false\nprompt: ""\nanswer: true'),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true"),
    ),
    "text-long": Explanation(
        means=say("A text is longer than 20,000 characters."),
        why=say("Nobody reads a page of that length, and it slows the server down."),
        remedy=say("Shorten it."),
        wrong="notes: (a whole textbook)",
        right="notes: (what one section needs)",
    ),
    "text-reserved": Explanation(
        means=say("A text holds one of the characters U+E000 to U+E00F."),
        why=say("They stand for drawn values inside the program, and would be replaced by some."),
        remedy=say("Remove them; they stand for drawn values."),
        within="question",
        wrong=('kind: true_false\nprompt: "1 \\ue000 2"\nanswer: true'),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true"),
    ),
    "truth": Explanation(
        means=say("Neither `true` nor `false`."),
        why=say("Anything else would be read as the name of a variable, or as nothing at all."),
        remedy=say(
            "Write one of the two, or yes, no, %(others)s, O or X. A condition compares: `n < 3`.", others="참, 거짓"
        ),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2\nanswer: 0"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: false"),
    ),
    "two-readings": Explanation(
        means=say(
            "A short form can be read in two ways, which the message names: `answer: 3` may be the third option or "
            "the one that says 3."
        ),
        why=say("One of the two would mark right answers wrong."),
        remedy=say("Write it as the message says, or write it out."),
        within="question",
        wrong=("kind: single_choice\nprompt: 1 + 2는?\noptions: [2, 3, 4]\nanswer: 3"),
        right=("kind: single_choice\nprompt: 1 + 2는?\noptions: [{text: 2}, {text: 3, correct: true}, {text: 4}]"),
    ),
    "whole-number": Explanation(
        means=say("Not a whole number."),
        why=say("The field counts something, or is a step of a scale."),
        remedy=say("Write digits alone, such as 2."),
        within="question",
        wrong=("kind: true_false\ndifficulty: 쉬움\nprompt: 1 < 2\nanswer: true"),
        right=("kind: true_false\ndifficulty: 1\nprompt: 1 < 2\nanswer: true"),
    ),
    "number": Explanation(
        means=say("Not a number."),
        why=say("Numbers are kept exactly as they are written, so commas, units and words are not guessed away."),
        remedy=say("Write a plain decimal such as 0.01, 4096 or 1e-4; no commas, no fraction."),
        within="question",
        wrong=("kind: true_false\npoints: 3점\nprompt: 1 < 2\nanswer: true"),
        right=("kind: true_false\npoints: 3\nprompt: 1 < 2\nanswer: true"),
    ),
    "slug": Explanation(
        means=say("Not an id."),
        why=say("An id stands in addresses and in what is stored of every answer, in every language."),
        remedy=say("Use lower-case letters, digits and single hyphens: `router-top-two`."),
        within="bank",
        wrong=("misconceptions:\n  평균이 곧 중앙값: 평균과 중앙값을 같다고 생각해요."),
        right=("misconceptions:\n  mean-is-median: 평균과 중앙값을 같다고 생각해요."),
    ),
    "name": Explanation(
        means=say("Not a name."),
        why=say("Names tie parts of a file together, so they are kept simple."),
        remedy=say("Begin with a letter or digit; then letters, digits, points, hyphens, underscores; at most 80."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2\nanswer: true\nsources: [{ref: 교과서}]"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true\nsources: [{ref: book}]"),
    ),
    "language-code": Explanation(
        means=say("Not the code of a language."),
        why=say("Browsers and screen readers choose voice and fonts by this code."),
        remedy=say("Write it as in HTML: `ko`, `en`, `pt-BR`."),
        within="series",
        wrong=('series: stats\nlanguages: [한국어]\ntitle: 통계\nparts: [{id: "1", title: 1부}]'),
        right=('series: stats\nlanguages: [ko]\ntitle: 통계\nparts: [{id: "1", title: 1부}]'),
    ),
    "month": Explanation(
        means=say(
            "Not a month (error), or digits that are read as the name of a unit, though they look like one (warning)."
        ),
        why=say("Months are sorted and shown by year and month."),
        remedy=say("Write year and month: `2026-11`."),
        within="file",
        wrong=("bank: 5월\nquestions:\n  - {kind: true_false, prompt: 1 < 2, answer: true}"),
        right=("bank: 2026-05\nquestions:\n  - {kind: true_false, prompt: 1 < 2, answer: true}"),
    ),
    "arxiv": Explanation(
        means=say("Not an arXiv number."),
        why=say("The link to the paper is made from it."),
        remedy=say("Write it as in 2106.09685."),
        within="bank",
        wrong=('sources:\n  lora: {title: LoRA, arxiv: "arXiv:2106.09685"}'),
        right=('sources:\n  lora: {title: LoRA, arxiv: "2106.09685"}'),
    ),
    "url": Explanation(
        means=say("Not a web address."),
        why=say("Without https:// a browser looks for a page of this site."),
        remedy=say("Write it whole, with `https://`."),
        within="bank",
        wrong=("sources:\n  book: {title: 통계학, url: www.example.org}"),
        right=('sources:\n  book: {title: 통계학, url: "https://www.example.org"}'),
    ),
    "tolerance": Explanation(
        means=say("None, or more than one, of `absolute`, `relative` and `significant`."),
        why=say("Two allowances would disagree about some answers."),
        remedy=say("Give exactly one."),
        within="question",
        wrong=("kind: numeric\nprompt: 1 + 1은?\nanswer: 2\ntolerance: {absolute: 0, relative: 0.1}"),
        right=("kind: numeric\nprompt: 1 + 1은?\nanswer: 2\ntolerance: {absolute: 0}"),
    ),
    "shape": Explanation(
        means=say(
            "A spot has no shape or two of them; or its shape leaves the picture, has no size, or overlaps another."
        ),
        why=say("A tap has to belong to one spot."),
        remedy=say("Give a circle or a rectangle in per cent of the picture, 0 to 100, apart from the others."),
        wrong="shape: {rect: [10, 10, 20, 20], circle: [50, 50, 5]}",
        right="shape: {rect: [10, 10, 20, 20]}",
    ),
}
