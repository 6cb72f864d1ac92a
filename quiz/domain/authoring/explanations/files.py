"""Findings of the file itself, explained."""

from __future__ import annotations

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.errors import say

EXPLANATIONS = {
    "encoding": Explanation(
        means=say("A byte is not UTF-8."),
        why=say("In another encoding Korean would turn into other signs."),
        remedy=say("Save the file as UTF-8."),
        wrong="(saved as Windows 949, EUC-KR or UTF-16)",
        right="(saved as UTF-8)",
    ),
    "empty": Explanation(
        means=say("There is nothing in the file."),
        why=say("A bank without questions can't be asked."),
        remedy=say("Write a bank, or remove the file."),
        within="file",
        wrong="# only a comment",
        right=("bank: 2024-02\nquestions:\n  - {kind: true_false, prompt: 1 < 2, answer: true}"),
    ),
    "size": Explanation(
        means=say("The file is larger than 4,000,000 bytes or holds more than 400,000 values."),
        why=say("A file of this size slows down every check and every editor."),
        remedy=say("Split the bank: one month a file."),
        wrong="year.yaml (5 MB)",
        right="2024-01.yaml, 2024-02.yaml, …",
    ),
    "depth": Explanation(
        means=say("Something is nested deeper than 24 levels."),
        why=say("No part of a bank goes that deep: most often brackets are not closed."),
        remedy=say("Flatten it; no part of a bank goes that deep."),
        within="file",
        wrong="questions: [[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]",
        right=("questions:\n  - {kind: true_false, prompt: 1 < 2, answer: true}"),
    ),
    "tab": Explanation(
        means=say("A tab character."),
        why=say("Editors show a tab as wide as they like, and YAML refuses it where lines are indented."),
        remedy=say("Indent with spaces; inside a double-quoted text write `\\t`."),
        within="file",
        wrong=("bank: 2024-02\nquestions:\n\t- kind: true_false"),
        right=("bank: 2024-02\nquestions:\n  - kind: true_false"),
    ),
    "control": Explanation(
        means=say("An invisible control character, as it is or by its escape."),
        why=say("Nobody sees it, and databases and browsers refuse it."),
        remedy=say("Remove it; in double quotes the backslash of a formula is written twice."),
        within="file",
        wrong='bank: "a\\0b"',
        right='bank: "ab"',
    ),
    "marks": Explanation(
        means=say("More than 8 combining marks (accents, points) follow each other in a text."),
        why=say("Such a letter covers the lines above and below it."),
        remedy=say("Leave on each letter the accents that its spelling has; what decorates a text is no part of it."),
        within="file",
        wrong="bank: é̖̖̖̖́́́́́",
        right="bank: é",
    ),
    "yaml": Explanation(
        means=say(
            "The text is not readable as YAML: a quotation mark or bracket that is not closed, a missing "
            "space after a colon or hyphen, a full-width sign, another indentation."
        ),
        why=say("Nothing behind this place can be read."),
        remedy=say(
            "The message names the culprit and its place. A text that begins with a bracket, `*`, `&` or `` "
            "` `` or holds `: ` or ` #` needs quotes."
        ),
        within="file",
        wrong=("prompt: 다음 중 옳은 것은: 평균 또는 중앙값\nanswer：true"),
        right=('prompt: "다음 중 옳은 것은: 평균 또는 중앙값"\nanswer: true'),
    ),
    "documents": Explanation(
        means=say("A line `---` begins a second document."),
        why=say("One file is one bank: which of the two is meant is not clear."),
        remedy=say("Keep one bank a file."),
        within="file",
        wrong=("bank: 2024-02\n---\nbank: 2024-03"),
        right="bank: 2024-02",
    ),
    "duplicate-key": Explanation(
        means=say(
            "The same key stands twice in one map; YAML readers would drop one in silence. Often the hyphen "
            "before a new entry is missing."
        ),
        why=say("What was typed last would replace what was typed first, and nobody would notice."),
        remedy=say("Keep one of the two, or write `-` before the entry."),
        within="file",
        wrong=("hints:\n  - ko: 작은 수예요.\n    ko: 짝수예요."),
        right=("hints:\n  - ko: 작은 수예요.\n  - ko: 짝수예요."),
    ),
    "key": Explanation(
        means=say("A key is a list or a map."),
        why=say("A key names a field; a list names none."),
        remedy=say("Use one word as a key; a text that begins with two braces wants quotes."),
        within="file",
        wrong="answer: {{n}} + 1",
        right='answer: "{{n}} + 1"',
    ),
    "anchor": Explanation(
        means=say("An anchor (`&name`)."),
        why=say("A text that stands elsewhere can't be edited where it is read."),
        remedy=say("Write the text out where it is used; a text that begins with `&` wants quotes."),
        within="file",
        wrong="prompt: &same 무엇인가요?",
        right="prompt: 무엇인가요?",
    ),
    "alias": Explanation(
        means=say("An alias (`*name`)."),
        why=say("What stands here would be another place's text."),
        remedy=say("Write the text out; Markdown that begins with `*` wants quotes or a block (`key: |`)."),
        within="file",
        wrong=("prompt: &a 무엇인가요?\nexplanation: *a"),
        right=('prompt: 무엇인가요?\nexplanation: "*중앙값*이에요."'),
    ),
    "tag": Explanation(
        means=say("A tag (`!name`)."),
        why=say("Tags ask a program to make something of a text; here every text is a text."),
        remedy=say("Leave it out; a text that begins with `!` wants quotes."),
        within="file",
        wrong="points: !!int 1",
        right="points: 1",
    ),
    "series": Explanation(
        means=say(
            "In publishing: no `series.yaml` stands beside the bank, and no series was published before, or several."
        ),
        why=say("A bank belongs to one series, which has its languages and its profile."),
        remedy=say("Put the `series.yaml` of the one that is meant beside the bank."),
        wrong="banks/2024-02.yaml",
        right=("banks/series.yaml\nbanks/2024-02.yaml"),
    ),
    "elsewhere": Explanation(
        means=say(
            "In publishing: the bank was published from another folder or the studio since this file was "
            "taken from what was published; it would undo that. The difference is shown."
        ),
        why=say("What a colleague has corrected meanwhile would be lost."),
        remedy=say(
            "Run `quiz pull BANK --merge --to FOLDER`, which brings both together, and publish again. "
            "`--force` publishes over it."
        ),
        wrong="quiz publish 2024-02.yaml",
        right=("quiz pull 2024-02 --merge --to .\nquiz publish 2024-02.yaml"),
    ),
    "revert": Explanation(
        means=say(
            "In publishing: the file is, byte for byte, an older revision of its bank; an old copy would "
            "undo all that came since."
        ),
        why=say("An old copy in some folder is easily taken for the latest."),
        remedy=say(
            "For the published file, run `quiz pull BANK --to FOLDER`; to go back to this one, "
            "`quiz publish --revert BANK@N`."
        ),
        wrong="quiz publish old/2024-02.yaml",
        right="quiz publish --revert 2024-02@3",
    ),
    "file-name": Explanation(
        means=say(
            "The file is named like one month and its `bank:` says another: published, it would replace that "
            "other month."
        ),
        why=say("Anyone who copies last month's file and forgets this line loses last month."),
        remedy=say("Write the month of the file name after `bank:`, or rename the file."),
        wrong=("2024-03.yaml\n  bank: 2024-02"),
        right=("2024-03.yaml\n  bank: 2024-03"),
    ),
    "layout": Explanation(
        means=say("In `quiz fmt`: a text would read otherwise in the canonical layout."),
        why=say("The layout never changes what a bank says, so the file stays as it was."),
        remedy=say("Write the text in another way, such as in quotes."),
        wrong=("prompt: 첫 줄\n\n  둘째 줄 # 주석"),
        right=("# 주석\nprompt: |-\n  첫 줄\n  둘째 줄"),
    ),
}
