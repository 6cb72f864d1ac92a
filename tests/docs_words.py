"""The words of the generated tables: what each field is for, what each check means and what to do about it."""

# ruff: noqa: E501 - an entry is a row of a table and as long as its words

from __future__ import annotations

ID_OF_PART = "Names it inside this list; a learner's answer is stored under it, so it never changes its meaning."
MISCONCEPTION = "Names the mistake behind this choice, alike wherever it occurs. Kept with the question, not shown."

FIELDS: dict[tuple[str, str], str] = {
    ("Series", "series"): "Names the series in the store.",
    ("Series", "languages"): "Every text of every bank has these. The pages need both `ko` and `en`.",
    ("Series", "title"): "The name of the series.",
    ("Series", "line"): "One sentence: the headline of the first page for whoever begins. Without it the `title` is.",
    ("Series", "footer"): "A sentence at the foot of every page, after the app's name. Plain text.",
    ("Series", "sources"): "Works that every bank may name in `sources` without defining them.",
    ("Series", "parts"): "The parts in the order shown. A month that no part names belongs to the last.",
    ("Series", "quizzes"): "Quizzes over several months; each of their draws names its `bank`.",
    ("Part", "id"): "Names the part.",
    ("Part", "title"): "The heading above its months.",
    ("Part", "months"): "Its months in the order shown. One appears as soon as its bank is published.",
    ("Source", "title"): "The title of the work; never translated unless you give a map.",
    ("Source", "authors"): "As you would cite them: `Hu et al.`",
    ("Source", "year"): "The year of publication.",
    ("Source", "arxiv"): "Such as `2106.09685`, with or without `v2`. Becomes the link unless there is a `url`.",
    ("Source", "doi"): "The bare DOI. Becomes the link unless there is a `url` or an `arxiv`.",
    ("Source", "url"): "The whole address, with `https://`.",
    ("Header", "bank"): "The month of this bank: its name in the store, in addresses and in `draw`.",
    ("Header", "title"): "What the month is about.",
    ("Header", "sources"): "Works that this bank's questions rest on, by a name of your choice.",
    ("Header", "objectives"): "What the questions measure, by a name such as `LO-2.3`. At least one.",
    ("Header", "sections"): "The sections of the month in the order shown, by a name such as `2.1`. At least one.",
    ("Header", "quizzes"): "The quizzes of this month in the order shown.",
    ("Objective", "level"): "Its level in Bloom's taxonomy; shown beside each question.",
    ("Objective", "text"): "What a learner can do who has reached it. Plain text.",
    ("Section", "title"): "The heading. Plain text.",
    ("Section", "notes"): "The study note, in Markdown: all that questions with `scope: article` ask for stands here.",
    (
        "Quiz",
        "id",
    ): "Names the quiz for good: attempts belong to it. `practice-…`, `check` and `final` are the usual ones.",
    ("Quiz", "title"): "Its name on the page.",
    (
        "Quiz",
        "mode",
    ): "`practice`: each question is scored and explained at once. `exam`: all are scored at the hand-in.",
    ("Quiz", "draw"): "Which questions an attempt gets, line by line; they are shown in this order.",
    (
        "Quiz",
        "minutes",
    ): "The time limit of an exam. When it is over, what is saved is handed in. Practice is never timed.",
    (
        "Quiz",
        "grace",
    ): "Seconds after the time limit in which an answer that was still on its way counts, marked as late.",
    ("Quiz", "tries"): "In practice: how often a question may be answered before its score is fixed. In an exam: once.",
    ("Quiz", "method"): "What counts after several tries, see below.",
    ("Quiz", "penalty"): "The share of the points that each earlier try takes off.",
    ("Quiz", "hints"): "Whether a learner in practice may ask for the hints. They cost nothing.",
    (
        "Quiz",
        "certainty",
    ): "`shown`: a learner says how sure they are, and no score changes. `counted`: it multiplies, see below.",
    ("Quiz", "negative"): "The share of its points that a wrong answer costs.",
    ("Quiz", "floor"): "The lowest total, as a share of the most that can be earned; 0: nobody falls below nothing.",
    ("Quiz", "pass"): "The share of the points from which the quiz is passed; without it nothing is said of passing.",
    ("Draw", "bank"): "The month to draw from. Needed in `series.yaml`; left out in a bank.",
    ("Draw", "section"): "Only questions of this section.",
    ("Draw", "objective"): "Only questions of this objective.",
    ("Draw", "scope"): "Only questions of this scope.",
    ("Draw", "kind"): "Only questions of this kind.",
    ("Draw", "difficulty"): "Only questions of this difficulty.",
    (
        "Draw",
        "questions",
    ): "Only these questions, by id, shuffled in each attempt; a line for each keeps their order. "
    "The narrowing fields above have no effect beside it.",
    ("Draw", "count"): "How many to draw at random. May be left out beside `questions`: then all of them.",
    ("question", "id"): "Names the question for good, in the whole bank. Never give it to another question.",
    ("question", "was"): "The former id of a question that you renamed, so that its history stays with it.",
    ("question", "kind"): "One of the kinds below.",
    ("question", "section"): "One of the bank's `sections`.",
    ("question", "objective"): "One of the bank's `objectives`.",
    ("question", "difficulty"): "1 easy, 2 medium, 3 hard.",
    ("question", "scope"): "What the answer rests on: the study note (`article`), a cited work (`paper`) or general "
    "knowledge of the subject (`background`). Shown to the learner.",
    ("question", "points"): "What the whole score is worth in an attempt.",
    ("question", "prompt"): "What is asked, in Markdown.",
    ("question", "image"): "A picture below the prompt.",
    (
        "question",
        "hints",
    ): "Markdown, the mildest first. In practice a learner asks for one after another, where the quiz allows hints.",
    (
        "question",
        "explanation",
    ): "Why the answer is right, in Markdown; at least 30 characters in each language. Seen after scoring.",
    ("question", "sources"): "Where a learner can look it up; at least one.",
    ("question", "as_of"): "The month in which the answer was last true, where it may age. Shown after scoring.",
    ("Image", "file"): "The name of a file in `media/`.",
    ("Image", "alt"): "What the picture shows, for those who can't see it.",
    ("SourceRef", "ref"): "A name from the bank's or the series' `sources`.",
    ("SourceRef", "at"): "The place in it: `§4.1`, `Table 2`, a section of the article.",
    ("Option", "id"): ID_OF_PART,
    ("Option", "text"): "What is offered. Markdown of one line.",
    ("Option", "correct"): "Whether it is right; or a condition on the variables.",
    ("Option", "why"): "What picking it shows, told after scoring. Right options have one too.",
    ("Option", "misconception"): MISCONCEPTION,
    (
        "question",
        "variables",
    ): "Each variable with the values that it may take; an attempt draws one of each, see [Variables](#variables).",
    ("question", "sets"): "Instead of `variables`: whole sets of values, of which an attempt draws one.",
    ("question", "where"): "A condition that a draw must meet: `r < d`. At least half of all draws should.",
    (
        "question",
        "combinations",
    ): "What to tell whoever picked exactly these options, see [Combinations](#combinations).",
    (
        "Combination",
        "when",
    ): "For each input that matters the ids of all options that are picked in it; the other inputs may hold anything.",
    ("Combination", "feedback"): "What is said to it, in Markdown, before the explanation.",
    ("Allowance", "absolute"): "In the unit of the answer; `0` wants the value itself.",
    ("Allowance", "relative"): "As a share of the answer: `0.01` is one per cent.",
    ("Allowance", "significant"): "In figures: with 3, half a unit of the answer's third figure either way.",
    ("Unit", "text"): "What stands beside the input. Markdown of one line.",
    ("Unit", "accept"): "Spellings that may follow the number, beside `text`; spaces and case make no difference.",
    ("Unit", "required"): "Whether a number without a unit is sent back.",
    ("Slip", "value"): "The expression of the wrong value.",
    ("Slip", "why"): "What to tell whoever arrives there.",
    ("Slip", "misconception"): MISCONCEPTION,
    ("Accepted", "text"): "Every spelling of this answer, Korean and English.",
    ("Accepted", "score"): "The share of the points that it earns; at least one answer earns 1.",
    ("Accepted", "feedback"): "What to tell whoever gives it, such as what it lacks.",
    ("Policy", "spaces"): "`ignore`: 보상 모델 is 보상모델. `collapse`: several spaces are one.",
    ("Policy", "case"): "`fold`: LoRA is lora. `exact`: it is not.",
    (
        "Policy",
        "particles",
    ): "`accept`: a particle or polite ending after the answer, an opening such as 정답은 or an English article before it and a gloss in brackets are overlooked.",
    ("Policy", "typos"): "1: one slip of the finger is overlooked in longer answers.",
    ("TextGap", "kind"): "`text`: a term to type.",
    ("TextGap", "weight"): "How much the gap counts beside the others.",
    ("TextGap", "why"): "What to tell everybody about this gap after scoring.",
    ("TextGap", "answers"): "What is accepted, as in short_text.",
    ("TextGap", "matching"): "What is overlooked in comparing, as in short_text.",
    ("TextGap", "accept"): "A proof: texts that must be accepted.",
    ("TextGap", "reject"): "Texts that are never accepted.",
    ("NumberGap", "kind"): "`number`: a number to type.",
    ("NumberGap", "weight"): "How much the gap counts beside the others.",
    ("NumberGap", "why"): "What to tell everybody about this gap after scoring.",
    ("NumberGap", "answer"): "The expression of the answer, as in numeric.",
    ("NumberGap", "decimals"): "The places that the answer is rounded to; the page asks for them below the text.",
    ("NumberGap", "tolerance"): "How far from the answer still counts.",
    ("NumberGap", "unit"): "The unit behind the gap. Leave it out where the text has it.",
    ("NumberGap", "wrong"): "Values that people reach by a known mistake.",
    ("ChoiceGap", "kind"): "`choice`: one of several options, in a list to choose from.",
    ("ChoiceGap", "weight"): "How much the gap counts beside the others.",
    ("ChoiceGap", "why"): "What to tell everybody about this gap after scoring.",
    ("ChoiceGap", "options"): "Exactly one of them is correct. Without formulas: they stand in a list.",
    ("ChoiceGap", "shuffle"): "Each attempt mixes the options.",
}

CHECKS: dict[str, dict[str, tuple[str, str]]] = {
    "file": {
        "encoding": ("A byte is not UTF-8.", "Save the file as UTF-8."),
        "empty": ("There is nothing in the file.", "Write a bank, or remove the file."),
        "size": (
            "The file is larger than 4,000,000 bytes or holds more than 400,000 values.",
            "Split the bank: one month a file.",
        ),
        "depth": ("Something is nested deeper than 24 levels.", "Flatten it; no part of a bank goes that deep."),
        "tab": ("A tab character.", "Indent with spaces; inside a double-quoted text write `\\t`."),
        "control": (
            "An invisible control character, as it is or by its escape.",
            "Remove it; in double quotes the backslash of a formula is written twice.",
        ),
        "marks": (
            "More than 8 combining marks (accents, points) follow each other in a text.",
            "Leave on each letter the accents that its spelling has; what decorates a text is no part of it.",
        ),
        "yaml": (
            "The text is not readable as YAML: a quotation mark or bracket that is not closed, a missing space after a colon or hyphen, a full-width sign, another indentation.",
            "The message names the culprit and its place. A text that begins with `{`, `[`, `*`, `&` or `` ` `` or holds `: ` or ` #` needs quotes.",
        ),
        "documents": ("A line `---` begins a second document.", "Keep one bank a file."),
        "duplicate-key": (
            "The same key stands twice in one map; YAML readers would drop one in silence. Often the hyphen before a new entry is missing.",
            "Keep one of the two, or write `-` before the entry.",
        ),
        "key": ("A key is a list or a map.", "Use one word as a key; a text that begins with `{{` wants quotes."),
        "anchor": (
            "An anchor (`&name`).",
            "Write the text out where it is used; a text that begins with `&` wants quotes.",
        ),
        "alias": (
            "An alias (`*name`).",
            "Write the text out; Markdown that begins with `*` wants quotes or a block (`key: \\|`).",
        ),
        "tag": ("A tag (`!name`).", "Leave it out; a text that begins with `!` wants quotes."),
        "series": (
            "In publishing: no `series.yaml` stands beside the bank and none was published before; or the one beside it is another series than the published one, which it would replace.",
            "Write one, or publish the bank from the folder that has it. A second series needs a database of its own.",
        ),
        "file-name": (
            "The file is named like one month and its `bank:` says another: published, it would replace that other month.",
            "Write the month of the file name after `bank:`, or rename the file.",
        ),
    },
    "fields": {
        "structure": ("A text or a list stands where fields are wanted.", "Write `key: value` lines."),
        "missing": ("A field that is needed is not there.", "Add it; the message names it."),
        "unknown-key": (
            "A field that no part of this sort has.",
            "Take the word that the message offers, or remove the field.",
        ),
        "kind": ("No kind of question has this name.", "Take one of the kinds below."),
        "choice": ("A word that this field does not know.", "Take one of those that the message lists."),
        "languages": (
            "A text lacks a language of the series, or has one that is not of it.",
            "Write every text in all languages, or as one plain string where it is the same in all.",
        ),
        "text": ("A list or a map stands where a text is wanted.", "Write one text, or one for each language."),
        "text-cut": (
            "An unquoted text goes on after ` #`, which YAML takes for a comment and drops.",
            "Put the whole text in quotes; a comment on a text takes a line of its own.",
        ),
        "text-empty": ("A text holds nothing but spaces.", "Write it, or leave the field out."),
        "text-long": ("A text is longer than 20,000 characters.", "Shorten it."),
        "text-reserved": (
            "A text holds one of the characters U+E000 to U+E00F.",
            "Remove them; they stand for drawn values.",
        ),
        "truth": (
            "Neither `true` nor `false`.",
            "Write one of the two, in small letters; `yes` and `no` are plain words here. A condition compares: `n < 3`.",
        ),
        "whole-number": ("Not a whole number.", "Write digits alone, such as 2."),
        "number": ("Not a number.", "Write a plain decimal such as 0.01, 4096 or 1e-4; no commas, no fraction."),
        "slug": ("Not an id.", "Use lower-case letters, digits and single hyphens: `router-top-two`."),
        "name": (
            "Not a name.",
            "Begin with a letter or digit; then letters, digits, points, hyphens, underscores; at most 80.",
        ),
        "month": ("Not a month.", "Write year and month: `2026-11`."),
        "arxiv": ("Not an arXiv number.", "Write it as in 2106.09685."),
        "url": ("Not a web address.", "Write it whole, with `https://`."),
        "tolerance": ("None, or more than one, of `absolute`, `relative` and `significant`.", "Give exactly one."),
        "shape": (
            "A spot has no shape or two of them; or its shape leaves the picture, has no size, or overlaps another.",
            "Give a circle or a rectangle in per cent of the picture, 0 to 100, apart from the others.",
        ),
        "lengths": ("An essay counts both `words` and `characters`.", "Keep one of the two."),
        "quiz-tries": (
            "An exam allows more than one try a question.",
            "Leave `tries` out, or write `mode: practice`.",
        ),
        "draw-count": ("A draw has neither `count` nor `questions`.", "Add one of them."),
        "too-short": ("A list or map holds too few entries.", "Add some; the message says how many are wanted."),
        "too-long": ("A list or map holds too many entries.", "Take some out."),
        "greater-than": ("A number is too small.", "Write more than the message's limit."),
        "greater-than-equal": ("A number is too small.", "Write the message's limit or more."),
        "less-than": ("A number is too large.", "Write less than the message's limit."),
        "less-than-equal": ("A number is too large.", "Write the message's limit or less."),
        "tuple-type": ("Not a list.", "Write the entries with `-` before each, or in square brackets."),
        "dict-type": ("Not a map.", "Write `key: value` lines."),
        "model-type": ("Not a map.", "Write `key: value` lines."),
        "string-type": ("Not a text.", "Write one plain text; this field has no languages."),
        "string-pattern-mismatch": (
            "Not the name of a variable.",
            "Use a letter, then letters, digits and underscores; at most 20.",
        ),
    },
    "structure": {
        "reference": (
            "A section, objective, source, question, kind or month that is named is not there.",
            "Mend the name, or define it.",
        ),
        "combinations": (
            "A combination names an input or an option that is not there, or stands twice.",
            "Use the names of the question's inputs and the ids of its options.",
        ),
        "duplicate": (
            "Two entries share an id, two files a month (also one that was not named, of the same folder), or a month stands in two parts.",
            "Give each its own.",
        ),
        "S2": (
            "Two questions of the bank share an id, or one is called what another `was`.",
            "Give each question its own id; never use an old one again.",
        ),
        "S3": (
            "The key is not what the kind wants: the number of correct options (in some draw), a partner that is not on the right side, no answer with the whole score.",
            "Mark the right options; mend the partner's id; give one answer `score: 1`.",
        ),
        "S5": (
            "The explanation has fewer than 30 characters (error), or repeats the right option nearly word for word (warning).",
            "Say why the answer is right and what it rests on.",
        ),
        "draw": (
            "A quiz wants more questions than are left to draw from after its lines before, or a series quiz's draw names no bank.",
            "Lower `count`, write more questions, or add `bank`.",
        ),
        "no-effect": (
            "A setting of a quiz does nothing: `minutes` or `grace` in practice, `grace` without `minutes`, `penalty` without `tries`, `floor` without `negative`.",
            "Leave it out, or add what it belongs to.",
        ),
        "C1": (
            "An objective has fewer than 3 questions, or a section fewer than 4.",
            "Write more; a small bank may be published all the same.",
        ),
    },
    "choices": {
        "O1": ("An option claims all the others: “all of the above”.", "Make it a multiple_choice question."),
        "O4": (
            "Two options, or two entries of one list, say the same but for case, spaces and punctuation; or in some draw, once its values are put in.",
            "Let each say something of its own; exclude the draw by `where`.",
        ),
        "O7": (
            "In the single_choice questions of the bank the right option is the longest (or shortest) more often than chance would have it.",
            "Lengthen or shorten options; the message gives the count to stay under.",
        ),
        "O8": (
            "The right option stands in one place more often than chance would have it, or four times on end.",
            "Spread the right options over the places.",
        ),
        "O22": (
            "An option points at another: “the former”, “위의 보기”. Shuffling moves it.",
            "Say it without the other.",
        ),
        "D1": (
            "In matching nobody on the right is spare, or the right side stands in the order of the key.",
            "Add a partner that fits none; mix the right side.",
        ),
        "D2": (
            "An order of fewer than 4 or more than 7 items, one whose items hold numbers that tell it, or neighbours without a reason where others have one.",
            "Add or drop items, take the numbers out, give the missing reasons.",
        ),
        "D4": (
            "In categorize a bin stays empty, or the items stand bin by bin; in it or in matrix one answer fits more than 60 %, or the answers come again in the same order.",
            "Spread and mix the items.",
        ),
        "D6": (
            "Ticking everything, or at the toss of a coin, earns more than 40% on average.",
            "Use `credit: proportional`, or add wrong options. Under `symmetric` it always does.",
        ),
        "D7": (
            "In two_tier a reason that settles nothing is called false.",
            "Offer reasons that are true in themselves; say why this one is beside the point.",
        ),
        "D8": (
            "An item of categorize shares a word with its bin that not every bin has, or all ids begin with the id of their answer.",
            "Say one of the two in other words; number the ids.",
        ),
    },
    "short": {
        "accept": (
            "A text that ought to be accepted is not, or earns another answer's score.",
            "Add the spelling, or loosen the matching.",
        ),
        "reject": ("A text that ought to be rejected is accepted.", "Tighten the matching, or remove the entry."),
        "K8": (
            "A gap is not in the text of a language, stands there twice, or has no entry in `gaps`.",
            "Let each gap stand once in every language.",
        ),
        "gap": (
            "A gap stands inside a formula, a link, a picture's words or the language of a code block.",
            "Move it into the running text.",
        ),
        "K11": (
            "An idea lacks patterns in a language (error), rests on one alone (warning), or the model answer itself is not found in full.",
            "Add word stems; the model answer must hold one of each idea that it needs, and keep to the length.",
        ),
        "K13": (
            "The prompt of an essay holds a pattern: repeating it would earn something.",
            "Change the pattern or the prompt.",
        ),
        "K15": (
            "The prompt asks for another number of ideas than `full`.",
            "Set `full` to the number that is asked for.",
        ),
        "K3": ("All accepted spellings are in one script.", "Add the Korean or the English one."),
    },
    "numbers": {
        "sets": ("A question has both `variables` and `sets`.", "Keep one of them."),
        "variables": (
            "A variable has the name of something that formulas know (`pi`, `min`), or its list holds a value twice or one that begins with a zero.",
            "Name it otherwise. A comma parts values: write 10000 for 10,000.",
        ),
        "N1": (
            "The tolerance is narrower than the rounding that is asked for, or the answer as it is shown would not be accepted.",
            "Widen the tolerance to half a unit of the last place, or set `decimals`.",
        ),
        "N2": (
            "A known slip, or a wrong output, passes for the answer in some draw.",
            "Exclude the draw by `where`, or narrow the tolerance.",
        ),
        "N4": (
            "Fewer than half of the draws meet `where`, or an expression has no value in some draw: a division by zero, a root of a negative number, a number where a condition is wanted.",
            "Choose other values, exclude the draw by `where`, or list the good ones as `sets`.",
        ),
        "N8": (
            "An expression or placeholder can't be read, or names something that is no variable.",
            "See [Expressions](#expressions). A truth value is `true` or `false`; `yes` would be a variable.",
        ),
        "N10": (
            "The prompt and `decimals` ask for different numbers of decimals, or the answer of some draw lies half-way between two roundings.",
            "State the decimals alike in every language and in `decimals`; exclude the draw.",
        ),
    },
    "texts": {
        "formula": (
            "A formula can't be rendered, is not closed, or holds a tab or line's end that double quotes made of its backslash (error); or it stands between `$ ` and ` $` or `\\(` and `\\)`, which shows it as it is typed (warning).",
            "Check its braces and commands, and let no space stand inside its dollar signs; write it in single quotes or as a block; write a plain dollar sign as `\\$`.",
        ),
        "placeholder": (
            "Outside code and formulas `{{` or `}}` is left over once the values are put in (error), or a name stands in braces and is shown so (warning).",
            "Write `{{n}}` for a variable; put braces that are meant into code.",
        ),
        "link": (
            "A link has no whole `http` or `https` address (error), or is shown as it is typed (warning).",
            "Write `[words](https://…)`, without a space before the bracket or in the address.",
        ),
        "html": ("A tag of HTML is shown as it is typed.", "Write Markdown; put a tag that is meant into code."),
        "markdown": (
            "A title or an objective holds Markdown or a formula, which is shown as it is typed.",
            "Write it in plain words.",
        ),
        "quotes": (
            "A text stands between curly quotation marks and in no straight ones: the curly ones are shown.",
            "Write straight ones; where the curly ones belong to the text, quote it: `'“…”'`.",
        ),
        "image": (
            "A picture is missing, too large or oddly named, or has no words for those who can't see it.",
            "See [Pictures](#pictures).",
        ),
        "emphasis": (
            "`**` is left over in the rendered text: emphasis does not end between a quotation mark or bracket and a letter.",
            "Move the quotation marks and brackets out of the emphasis.",
        ),
        "K1": (
            "A text is not composed (NFC): its syllables are taken apart. One message for a whole file that was saved so.",
            "Save the file anew from an editor that composes; file systems of some computers take names apart when you paste them.",
        ),
        "C7": (
            "The numbers in the Korean and the English text differ; 7B, 70억 and 7 billion are one number.",
            "Let both state the same.",
        ),
        "C8": (
            "The English text holds Hangul, or the Korean one holds none; or one plain string with Hangul is the text of all languages.",
            "Translate it. A name or formula is written as one plain string.",
        ),
    },
}
