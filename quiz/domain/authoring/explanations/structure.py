"""Findings of a bank's structure, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "reference": Explanation(
        means=say("A section, objective, source, question, kind, month or option that is named is not there."),
        why=say("What leads nowhere can't be shown, drawn or counted."),
        remedy=say("Mend the name, or define it."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2\nanswer: true\nsources: [{ref: txtbook}]"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true\nsources: [{ref: book}]"),
    ),
    "drafted": Explanation(
        means=say(
            "A question that was drafted by machine, and that nobody has looked at yet. It is left out when the bank "
            "is published."
        ),
        why=say("A language model writes wrong keys in a sure tone."),
        remedy=say("Read it, correct it, then remove the line `drafted`."),
        within="question",
        wrong=("kind: true_false\ndrafted: machine\nprompt: 1 < 2\nanswer: true"),
        right=("kind: true_false\nprompt: 1 < 2\nanswer: true"),
    ),
    "combinations": Explanation(
        means=say("A combination names an input or an option that is not there, or stands twice."),
        why=say("Its feedback would never be shown, or only one of the two."),
        remedy=say("Use the names of the question's inputs and the ids of its options."),
        within="question",
        wrong=(
            "kind: multiple_choice\n"
            "prompt: 모두 고르세요.\n"
            "options: [{id: a, text: 2, correct: true}, {id: b, text: 3, correct: true}, {id: c, text: 4}]\n"
            "combinations: [{when: {choice: [a, z]}, feedback: 다시 보세요.}]"
        ),
        right=(
            "kind: multiple_choice\n"
            "prompt: 모두 고르세요.\n"
            "options: [{id: a, text: 2, correct: true}, {id: b, text: 3, correct: true}, {id: c, text: 4}]\n"
            "combinations: [{when: {choice: [a, c]}, feedback: 다시 보세요.}]"
        ),
    ),
    "duplicate": Explanation(
        means=say(
            "Two entries share an id, two files a month (also one that was not named, of the same folder), "
            "or a month stands in two parts."
        ),
        why=say("Which of the two is meant could not be seen any more."),
        remedy=say("Give each its own."),
        within="bank",
        wrong=(
            "quizzes:\n"
            "  - {id: check, title: 첫째, mode: exam, draw: [{count: 1}]}\n"
            "  - {id: check, title: 둘째, mode: exam, draw: [{count: 1}]}"
        ),
        right=(
            "quizzes:\n"
            "  - {id: check, title: 첫째, mode: exam, draw: [{count: 1}]}\n"
            "  - {id: again, title: 둘째, mode: exam, draw: [{count: 1}]}"
        ),
    ),
    "S2": Explanation(
        means=say("Two questions of the bank share an id, or one is called what another `was`."),
        why=say("Answers are stored under the id: those of two questions would be mixed."),
        remedy=say("Give each question its own id; never use an old one again."),
        within="file",
        wrong=(
            "bank: 2024-02\n"
            "questions:\n"
            "  - {id: less, kind: true_false, prompt: 1 < 2, answer: true}\n"
            "  - {id: less, kind: true_false, prompt: 2 < 1, answer: false}"
        ),
        right=(
            "bank: 2024-02\n"
            "questions:\n"
            "  - {id: less, kind: true_false, prompt: 1 < 2, answer: true}\n"
            "  - {id: more, kind: true_false, prompt: 2 < 1, answer: false}"
        ),
    ),
    "S3": Explanation(
        means=say(
            "The key is not what the kind wants: the number of correct options (in some draw), a partner "
            "that is not on the right side, no answer with the whole score."
        ),
        why=say("Nobody could answer such a question right."),
        remedy=say("Mark the right options; mend the partner's id; give one answer `score: 1`."),
        within="question",
        wrong=("kind: single_choice\nprompt: 2, 4, 6의 중앙값은?\noptions: [{id: a, text: 4}, {id: b, text: 6}]"),
        right=(
            "kind: single_choice\n"
            "prompt: 2, 4, 6의 중앙값은?\n"
            "options: [{id: a, text: 4, correct: true}, {id: b, text: 6}]"
        ),
    ),
    "S4": Explanation(
        means=say(
            "A question without an id may be any of several that are published, or two such questions may be "
            "the same published one."
        ),
        why=say("Its history would go on under the wrong question."),
        remedy=say("Write `id:` with the one that it is, or with a new one."),
        wrong=("- kind: true_false\n  prompt: 1 < 2"),
        right=("- id: less\n  kind: true_false\n  prompt: 1 < 2"),
    ),
    "S5": Explanation(
        means=say(
            "The explanation has fewer than 30 characters (error), or repeats the right option nearly word "
            "for word (warning)."
        ),
        why=say("Learners who answered wrong learn from the reason, not from the key."),
        remedy=say("Say why the answer is right and what it rests on."),
        within="question",
        wrong=("kind: true_false\nprompt: 1 < 2\nanswer: true\nexplanation: 맞아요."),
        right=(
            "kind: true_false\n"
            "prompt: 1 < 2\n"
            "answer: true\n"
            "explanation: 수직선에서 1은 2의 왼쪽에 있으므로 1이 2보다 작아요. 왼쪽에 있을수록 작은 수예요."
        ),
    ),
    "draw": Explanation(
        means=say(
            "A quiz wants more questions than are left to draw from after its lines before, or a series "
            "quiz's draw names no bank."
        ),
        why=say("An attempt would have fewer questions than it promises."),
        remedy=say("Lower `count`, write more questions, or add `bank`."),
        within="bank",
        wrong=("quizzes:\n  - {id: check, title: 평가, mode: exam, draw: [{count: 10}]}"),
        right=("quizzes:\n  - {id: check, title: 평가, mode: exam, draw: [{count: 1}]}"),
    ),
    "allow": Explanation(
        means=say(
            "A comment that allows a finding gives no reason, names no code or one that can't be allowed, or "
            "stands where nothing of that code is found."
        ),
        why=say(
            "Others have to be able to see why a finding may stand; an allowance that nothing needs would "
            "hide the next one."
        ),
        remedy=say(
            "Write `# quiz: allow CODE because …` on the line of the finding or above it, or remove the comment."
        ),
        within="question",
        wrong=("kind: true_false\n# quiz: allow quotes\nprompt: “1 < 2”\nanswer: true"),
        right=(
            "kind: true_false\n# quiz: allow quotes because it is what somebody said\nprompt: “1 < 2”\nanswer: true"
        ),
    ),
    "glossary": Explanation(
        means=say(
            "The file that `glossary` names is missing or has no such name; or a form to avoid is empty, "
            "stands twice or is itself a term."
        ),
        why=say("A form that is both wanted and avoided leaves an author no word."),
        remedy=say("Put the file beside `series.yaml`; let each form to avoid stand with one term."),
        within="glossary",
        wrong=(
            "terms:\n"
            "  quantisation:\n"
            "    term: {ko: 양자화, en: quantisation}\n"
            "    meaning: {ko: 더 적은 비트로 적는 일이에요., en: Writing values in fewer bits.}\n"
            "    avoid: [Quantisation]"
        ),
        right=(
            "terms:\n"
            "  quantisation:\n"
            "    term: {ko: 양자화, en: quantisation}\n"
            "    meaning: {ko: 더 적은 비트로 적는 일이에요., en: Writing values in fewer bits.}\n"
            "    avoid: [quantization]"
        ),
    ),
    "avoided": Explanation(
        means=say("A text holds a form that the series' glossary avoids."),
        why=say("One thing under two names looks like two things to a learner."),
        remedy=say("Write the term that the message names."),
        wrong="prompt: 이 모형의 크기는?   # glossary.yaml: avoid: [모형]",
        right="prompt: 이 모델의 크기는?",
    ),
    "untaught": Explanation(
        means=say("A question uses or asks for a term of the glossary that no study note of its bank holds."),
        why=say(
            "What is asked should have been taught: a learner who read the note should not meet it first in a test."
        ),
        remedy=say("Explain the term in the note of the section, or ask without it."),
        wrong="prompt: 이 모델의 랭크는?   # glossary.yaml: rank; no note has 랭크",
        right="prompt: 이 모델의 크기는?",
    ),
    "not-named": Explanation(
        means=say("A misconception or claim that no question names."),
        why=say("Nobody's answer will ever be counted for it."),
        remedy=say("Name it where it belongs, or remove it."),
        within="bank",
        wrong=("misconceptions:\n  mean-is-median: 평균과 중앙값을 같다고 생각해요."),
        right="misconceptions: {}",
    ),
    "note-anchor": Explanation(
        means=say(
            "An anchor of a study note that another language lacks, or `{#name}` where it can be none: in "
            "the middle of a text, in a list, with other signs than `a` to `z`, digits and single hyphens."
        ),
        why=say("Readers of the other language would be sent to the top of the note."),
        remedy=say("Write it at the end of a heading or paragraph, in every language."),
        within="bank",
        wrong=('sections:\n  "2.1": {title: 평균, notes: "평균은 무게 중심이에요. {#평균}"}'),
        right=('sections:\n  "2.1": {title: 평균, notes: "평균은 무게 중심이에요. {#mean}"}'),
    ),
    "no-effect": Explanation(
        means=say(
            "A setting of a quiz does nothing: `minutes` or `grace` in practice, `grace` without `minutes`, "
            "`penalty` without `tries`, `floor` without `negative`."
        ),
        why=say("Its author expects something that will not happen."),
        remedy=say("Leave it out, or add what it belongs to."),
        within="bank",
        wrong=("quizzes:\n  - {id: p, title: 연습, mode: practice, minutes: 20, draw: [{count: 1}]}"),
        right=("quizzes:\n  - {id: p, title: 연습, mode: practice, draw: [{count: 1}]}"),
    ),
    "C1": Explanation(
        means=say("An objective has fewer than 3 questions, or a section fewer than 4."),
        why=say("A few answers say little about what somebody knows."),
        remedy=say("Write more; a small bank may be published anyway."),
        within="bank",
        wrong=("objectives:\n  LO-2.1: {level: apply, text: 중앙값을 구한다.}"),
        right="objectives: {}",
    ),
}
