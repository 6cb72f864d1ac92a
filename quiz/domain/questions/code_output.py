"""A program that is shown and never run: the learner types what it prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import ClassVar, Literal

from quiz.domain.bank_format.fields import Model, Plain, Slug, Text
from quiz.domain.bank_format.schema_words.shared import MISCONCEPTION
from quiz.domain.errors import Message, say, shortened
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, typed, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.variables import Values, shown
from quiz.domain.rendering import fill_code
from quiz.domain.text_limits import composed

Language = Literal["python", "javascript", "typescript", "java", "c", "cpp", "rust", "go", "r", "sql", "bash", "text"]

# Phones turn quotes into curly ones while one types, and put no-break spaces.
_TYPED = str.maketrans("‘’“”\u00a0", "''\"\" ")


class Code(Model):
    """The program, and the language whose words are painted in it."""

    language: Language
    text: Text


class WrongOutput(Model):
    """An output that people expect by a known mistake, with what to say to them."""

    output: Plain
    why: Text
    misconception: Slug | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the answer beside the one that is right; None where either has no more."""

    given: str | None
    right: str | None
    verdict: Literal["right", "wrong"]


def lines_of(text: str) -> list[str]:
    """The lines of an output as they are compared: composed, without spaces at their ends or empty lines at the end."""
    whole = composed(text.translate(_TYPED)).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in whole.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


class CodeOutput(Question, kind="code_output"):
    """Say what a program prints. ``output`` is the author's word for it: nothing is run."""

    label: ClassVar[Message] = say("program output")
    partial_credit: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "code": "The program. It is shown in colour and never run.",
        "output": ("What it prints, letter by letter. Placeholders are filled as a program writes numbers."),
        "lines": ("`in_order`: each line in its place. `any_order`: the order makes no difference, as for a set."),
        "credit": "`lines`: each right line earns its share. `exact`: all or nothing.",
        "wrong": "Outputs that people expect by a known mistake.",
        "Code.language": "Whose words are painted.",
        "Code.text": "The program itself; a block (`text: \\|`) keeps its lines.",
        "WrongOutput.output": "The whole output, as in `output`.",
        "WrongOutput.why": "What a learner who expects it reads.",
        "WrongOutput.misconception": MISCONCEPTION,
    }

    code: Code
    output: Plain
    lines: Literal["in_order", "any_order"] = "in_order"
    credit: Literal["lines", "exact"] = "lines"
    wrong: tuple[WrongOutput, ...] = ()

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="output", kind="long"),)

    def own_passages(self) -> Iterator[Passage]:
        yield Passage(name="code", text=self.code.text, path=("code", "text"), shown=True, code=self.code.language)
        yield self._output("output", self.output, ("output",))
        for number, wrong in enumerate(self.wrong):
            path = ("wrong", number)
            yield self._output(f"wrong.{number}.output", wrong.output, (*path, "output"))
            yield Passage(name=f"wrong.{number}.why", text=wrong.why, path=(*path, "why"), shown=False)

    def _output(self, name: str, output: str, path: tuple[str | int, ...]) -> Passage:
        text = Text(dict.fromkeys(self.prompt, output), plain=True)
        return Passage(name=name, text=text, path=path, shown=False, code="text")

    def filled(self, output: str, values: Values) -> str:
        """``output`` with the values of a draw, as a program prints them."""
        return fill_code(output, values) if self.has_values() else output

    def right_lines(self, values: Values) -> list[str]:
        """The lines that the program prints."""
        return lines_of(self.filled(self.output, values))

    def checks(self) -> Iterator[Fault]:
        if not lines_of(self.output):
            yield Fault(
                code="S3",
                path=("output",),
                message=say("the output is empty"),
                remedy=say("let the program print something: an empty answer is none"),
            )

    def faults_of(self, values: Values) -> Iterator[Fault]:
        for number, wrong in enumerate(self.wrong):
            if self._is(wrong.output, self.right_lines(values), values):
                yield Fault(
                    code="N2",
                    path=("wrong", number, "output"),
                    message=say(
                        "the wrong output %(text)s is the right one in the draw %(draw)s",
                        text=shortened(wrong.output),
                        draw=shown(values),
                    ),
                    remedy=say("mend it, or exclude the draw"),
                )

    def _is(self, output: str, lines: Sequence[str], values: Values) -> bool:
        expected = lines_of(self.filled(output, values))
        return Counter(expected) == Counter(lines) if self.lines == "any_order" else expected == lines

    def right_choices(self) -> frozenset[str]:
        return frozenset(["key"])

    def choice_words(self, choice: str, language: str) -> Message:
        outputs = {"key": self.output, **{f"wrong.{n}": wrong.output for n, wrong in enumerate(self.wrong)}}
        if choice in outputs:
            return say("%(text)s", text=shortened(outputs[choice]))
        return super().choice_words(choice, language)

    def misconceptions(self) -> Mapping[str, str]:
        return {f"wrong.{n}": wrong.misconception for n, wrong in enumerate(self.wrong) if wrong.misconception}

    def compared(self, variant: Variant, answer: Answer) -> list[Line]:
        """The answer line by line: in order beside what stands there, in any order beside its like."""
        given, right = lines_of(typed(answer, "output")), self.right_lines(variant.values)
        if self.lines == "in_order":
            return [_line(one, other) for one, other in zip_longest(given, right)]
        left = Counter(right)
        found = []
        for line in given:
            known = left[line] > 0
            left[line] -= known
            found.append(_line(line, line if known else None))
        return found + [_line(None, line) for line in (+left).elements()]

    def grade(self, variant: Variant, answer: Answer) -> Score:
        given = lines_of(typed(answer, "output"))
        if not given:
            empty: dict[str, Literal["wrong"]] = {"output": "wrong"} if typed(answer, "output") else {}
            return Score(fraction=Fraction(0), verdicts=empty)
        fraction = self._fraction(self.compared(variant, answer))
        slip = next((n for n, wrong in enumerate(self.wrong) if self._is(wrong.output, given, variant.values)), None)
        slip = None if fraction == 1 else slip
        return Score(
            fraction=fraction,
            verdicts={"output": verdict(fraction)},
            feedback=() if slip is None else (f"wrong.{slip}.why",),
            chosen=("key" if fraction == 1 else "other" if slip is None else f"wrong.{slip}",),
        )

    def _fraction(self, lines: Sequence[Line]) -> Fraction:
        # Empty lines are given away by any answer with enough of them: they count only where all is right.
        right = sum(line.verdict == "right" for line in lines)
        if right == len(lines):
            return Fraction(1)
        if self.credit == "exact":
            return Fraction(0)
        return Fraction(sum(line.verdict == "right" and bool(line.right) for line in lines), len(lines))

    def solution(self, variant: Variant) -> Answer:
        return {"output": ("\n".join(self.right_lines(variant.values)),)}

    def wrong_answer(self, variant: Variant) -> Answer:
        if self.wrong:
            return {"output": ("\n".join(lines_of(self.filled(self.wrong[0].output, variant.values))),)}
        return {"output": ("\n".join([*self.right_lines(variant.values), "?"]),)}


def _line(given: str | None, right: str | None) -> Line:
    return Line(given=given, right=right, verdict="right" if given == right else "wrong")
