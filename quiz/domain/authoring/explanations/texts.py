"""Findings of texts and pictures, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "formula": Explanation(
        means=say(
            "A formula can't be rendered, is not closed, or holds a tab or line's end that double quotes "
            "made of its backslash (error); or it stands between `$ ` and ` $` or `\\(` and `\\)`, which shows "
            "it as it is typed (warning)."
        ),
        why=say("Learners would see the source of the formula, or a part of it."),
        remedy=say(
            "Check its braces and commands, and let no space stand inside its dollar signs; write it in "
            "single quotes or as a block; write a plain dollar sign as `\\$`."
        ),
        within="question",
        wrong=("kind: true_false\nprompt: '$ x $는 수예요.'\nanswer: true"),
        right=("kind: true_false\nprompt: '$x$는 수예요.'\nanswer: true"),
    ),
    "placeholder": Explanation(
        means=say(
            "Outside code and formulas braces are left over once the values are put in (error), or a name "
            "stands in braces and is shown so (warning)."
        ),
        why=say("Learners would see braces in place of a value."),
        remedy=say("Write `{{n}}` for a variable; put braces that are meant into code."),
        within="question",
        wrong=('kind: true_false\nprompt: "{n} < 9"\nvariables: {n: [2, 3]}\nanswer: n < 9'),
        right=('kind: true_false\nprompt: "{{n}} < 9"\nvariables: {n: [2, 3]}\nanswer: n < 9'),
    ),
    "link": Explanation(
        means=say("A link has no whole `http` or `https` address (error), or is shown as it is typed (warning)."),
        why=say("It would lead to a page of this site that is not there."),
        remedy=say("Write `[words](https://…)`, without a space before the bracket or in the address."),
        within="question",
        wrong=('kind: true_false\nprompt: "[표](mailto:a@b.c)를 보세요."\nanswer: true'),
        right=('kind: true_false\nprompt: "[표](https://www.example.org)를 보세요."\nanswer: true'),
    ),
    "html": Explanation(
        means=say("A tag of HTML is shown as it is typed."),
        why=say("Texts are Markdown; HTML never reaches a page."),
        remedy=say("Write Markdown; put a tag that is meant into code."),
        within="question",
        wrong=("kind: true_false\nprompt: <b>1</b> < 2\nanswer: true"),
        right=('kind: true_false\nprompt: "**1** < 2"\nanswer: true'),
    ),
    "markdown": Explanation(
        means=say("A title or an objective holds Markdown or a formula, which is shown as it is typed."),
        why=say("Titles stand in menus, mails and the browser's tab, where there is plain text alone."),
        remedy=say("Write it in plain words."),
        within="bank",
        wrong='title: "**평균**"',
        right="title: 평균",
    ),
    "quotes": Explanation(
        means=say("A text stands between curly quotation marks and in no straight ones: the curly ones are shown."),
        why=say("Word processors make them of straight ones, which YAML would have taken away."),
        remedy=say("Write straight ones; where the curly ones belong to the text, quote it: `'“…”'`."),
        within="question",
        wrong=("kind: true_false\nprompt: “1 < 2”\nanswer: true"),
        right=('kind: true_false\nprompt: "1 < 2"\nanswer: true'),
    ),
    "emphasis": Explanation(
        means=say(
            "`**` is left over in the rendered text: emphasis does not end between a quotation mark or "
            "bracket and a letter."
        ),
        why=say("Korean particles follow the emphasis without a space, and Markdown needs one after a quotation mark."),
        remedy=say("Move the quotation marks and brackets out of the emphasis."),
        within="question",
        wrong=("kind: true_false\nprompt: \"**'평균'**은 하나예요.\"\nanswer: true"),
        right=("kind: true_false\nprompt: \"'**평균**'은 하나예요.\"\nanswer: true"),
    ),
    "image": Explanation(
        means=say("A picture is missing, too large or oddly named, or has no words for those who can't see it."),
        why=say("Learners who can't see the picture could not answer."),
        remedy=say("See Pictures in the reference."),
        within="question",
        wrong=("kind: true_false\nprompt: 점이 셋이에요.\nimage: {file: media/dots.png, alt: 점 세 개}\nanswer: true"),
        right=("kind: true_false\nprompt: 점이 셋이에요.\nimage: {file: dots.png, alt: 점 세 개}\nanswer: true"),
    ),
    "K1": Explanation(
        means=say(
            "A text is not composed (NFC): its syllables are taken apart. One message for a whole file that "
            "was saved so."
        ),
        why=say("Such a text is not found by search and not the same as what a learner types."),
        remedy=say(
            "Save the file again from an editor that composes; file systems of some computers take names "
            "apart when you paste them."
        ),
        within="question",
        wrong=('kind: true_false\nprompt: "\\u1112\\u1161\\u11ab\\u1100\\u1173\\u11af은 글자예요."\nanswer: true'),
        right=("kind: true_false\nprompt: 한글은 글자예요.\nanswer: true"),
    ),
    "C7": Explanation(
        means=say("The numbers in the Korean and the English text differ; 7B and 7 billion are one number."),
        why=say("Two readers of one question would answer different ones."),
        remedy=say("Let both state the same."),
        within="question",
        wrong=("kind: true_false\nprompt: {ko: 값은 12이에요., en: The value is 13.}\nanswer: true"),
        right=("kind: true_false\nprompt: {ko: 값은 12이에요., en: The value is 12.}\nanswer: true"),
    ),
    "C8": Explanation(
        means=say(
            "The English text holds Hangul, or the Korean one holds none; or one plain string with Hangul is "
            "the text of all languages."
        ),
        why=say("Learners who read English would see Korean."),
        remedy=say("Translate it. A name or formula is written as one plain string."),
        within="question",
        wrong=("kind: true_false\nprompt: 1은 2보다 작아요.\nanswer: true"),
        right=("kind: true_false\nprompt: {ko: 1은 2보다 작아요., en: 1 is less than 2.}\nanswer: true"),
    ),
}
