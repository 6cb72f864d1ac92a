"""The words for fields that only short forms have."""

from __future__ import annotations

from collections.abc import Mapping

_OPTION = "Names the right option by its text, its letter or its number"
LANGUAGE_WORDS: Mapping[str, str] = {"ko": "The text in Korean.", "en": "The text in English."}

SHORT: Mapping[tuple[str, str], str] = {
    ("Header", "questions"): "The questions, in any order. A quiz draws from them.",
    ("Quiz", "questions"): "Instead of `draw`: `all` questions of the bank, or a list of their ids.",
    ("single_choice", "answer"): f"{_OPTION}, instead of `correct`.",
    ("multiple_choice", "answer"): "Names the right options by their texts, letters or numbers, instead of `correct`.",
    ("hotspot", "answer"): "Names the right spot or spots by their texts, letters or numbers, instead of `correct`.",
    ("two_tier", "reason"): "Names the reason that settles it by its text, its letter or its number.",
    ("ChoiceGap", "answer"): f"{_OPTION}, instead of `correct`.",
    ("short_text", "answer"): "Instead of `answers`: what is accepted, one spelling or a list of them.",
    ("TextGap", "answer"): "Instead of `answers`: what is accepted, one spelling or a list of them.",
    ("matching", "pairs"): "Instead of `left`: each pair as `left: right`. What stands under `right` is spare then.",
}

AND_SHORT: Mapping[tuple[str, str], str] = {
    ("Header", "sections"): "Short: a title for each name, or a list of titles, numbered from 1.",
    ("Header", "objectives"): "Short: a list, numbered from LO-1.",
    ("question", "section"): "Filled in where the bank has only one.",
    ("question", "objective"): "Filled in where the bank has only one.",
    ("Option", "correct"): "Short: `yes` or `no`.",
    ("true_false", "answer"): "Short: `yes`, `no`, `참`, `거짓`, `O`, `X`.",
    ("two_tier", "answer"): "Short: `yes`, `no`, `참`, `거짓`, `O`, `X`.",
    ("single_choice", "options"): "Short: plain texts, with `answer`.",
    ("multiple_choice", "options"): "Short: plain texts, with `answer`.",
    ("ChoiceGap", "options"): "Short: plain texts, with `answer`.",
    ("two_tier", "reasons"): "Short: plain texts, with `reason`.",
    ("numeric", "tolerance"): "Short: `0.01` is absolute, `5%` relative. A whole number without it is exact.",
    ("NumberGap", "tolerance"): "Short: `0.01` is absolute, `5%` relative. A whole number without it is exact.",
    ("short_text", "answers"): "Short: a list of spellings.",
    ("TextGap", "answers"): "Short: a list of spellings.",
    ("categorize", "bins"): "Short: each bin with the list of its items.",
    ("categorize", "items"): "Short: each bin with the list of its items, instead of `bins`.",
    ("ordering", "items"): "Short: plain texts.",
    ("matrix", "columns"): "Short: plain texts.",
    ("essay", "rubric"): "Short: plain texts.",
    ("cloze", "text"): "Short: `[[right|wrong|wrong]]`, `[[12±0.5]]`, or `[[right]]` to be typed.",
    ("cloze", "gaps"): "Only for gaps that are named in the text.",
    ("Draw", "questions"): "Short: `all`.",
}
"""What is said of their short form beside what the field is for."""
