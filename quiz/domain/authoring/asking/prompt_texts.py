"""What a prompt for a language model says, in Korean and English: the task, rules of item writing, how to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Words:
    """The fixed parts of a prompt in one language; a task has values to fill in."""

    task: str
    note: str
    no_note: str
    claims: str
    no_claims: str
    untested: str
    recall: str
    claims_first: str
    objectives: str
    asked: str
    rules: str
    every: tuple[str, ...]
    answering: str
    format: tuple[str, ...]
    fields: str
    example: str
    needed: str
    languages: Mapping[str, str]
    forms: Mapping[str, str]
    in_one: str
    in_several: str


RULES: Mapping[str, tuple[str, ...]] = {
    "ko": (
        "한 문항은 한 가지만 물어요. 무엇을 묻는지가 문제 문장 안에 다 있어야 하고, 보기를 보지 않아도 이해할 수 있어야 해요.",
        "본문에 있는 내용과 거기서 바로 따라 나오는 내용만 물어요. 본문에 없는 사실, 숫자, 출처를 지어내지 마세요.",
        "본문의 문장을 그대로 옮기지 마세요. 새로운 상황이나 예에 적용하게 하세요. 외우기만 하면 되는 문항은 적게 만드세요.",
        "본문을 가리키는 문항(“본문에서 말하는 것은?”)은 만들지 마세요. 내용을 이해한 사람이면 본문을 잊었어도 풀 수 있어야 해요.",
        "오답은 그 내용을 배우는 사람이 실제로 하는 실수에서 고르세요. 우스운 보기, 누가 봐도 아닌 보기는 빼세요.",
        "정답은 하나뿐이어야 해요. 다른 보기도 옳다고 주장할 수 있다면 문제를 더 분명하게 쓰세요.",
        "보기의 길이, 문체, 문법을 맞추세요. 정답만 길거나 자세하거나 조심스러운 말투이면 안 돼요.",
        "“모두 맞다”, “정답 없음”을 쓰지 말고, 다른 보기를 가리키지 마세요. ‘항상’, ‘절대’ 같은 말은 오답에만 쓰지 마세요.",
        "부정형으로 묻지 마세요. 꼭 필요하면 부정하는 말을 **굵게** 쓰고, 이중 부정은 쓰지 마세요.",
        "어떤 문항의 문장이 다른 문항의 답을 알려 주면 안 돼요.",
        "계산 문항에는 필요한 값과 단위, 반올림할 자리를 모두 쓰고, decimals를 쓰면 tolerance도 쓰세요. 흔한 계산 실수의 값이 정답의 허용 오차 안에 들어오면 안 돼요.",
        "단답형은 답이 한 낱말이나 짧은 구일 때만 쓰고, 맞는 표기를 모두 적으세요.",
        "보기마다 왜 맞거나 틀리는지 적고, 해설은 정답을 되풀이하지 말고 이유를 설명하세요(30자 이상).",
        "말은 쉽고 정확하게 쓰세요. 한국어는 해요체로, 용어는 본문에서 쓴 대로 쓰세요.",
    ),
    "en": (
        "A question asks one thing. All that it asks stands in its prompt, which can be understood without the options.",
        "Ask only what the text says or what follows from it. Make up no facts, numbers or sources that are not in it.",
        "Do not copy sentences of the text. Let learners apply them to a new case; few questions may ask for recall alone.",
        "Do not ask about the text itself (“What does the section say?”): who understood the matter answers without it.",
        "Wrong options are mistakes that learners of this matter make. None is a joke, and none is plainly absurd.",
        "There is one right answer. If another option can be defended, make the prompt clearer.",
        "Options are alike in length, style and grammar. The right one is not the only long, detailed or careful one.",
        "No “all of the above” or “none of the above”, and no option points at another. Words such as ‘always’ and ‘never’ do not mark the wrong ones.",
        "Do not ask in the negative. Where it is needed, put the negation in **bold**; never use two of them.",
        "No question gives away the answer to another one.",
        "A calculation states every value, the unit and the places to round to; with decimals it has a tolerance too. The result of a common mistake is not within the tolerance of the answer.",
        "Use short_text only where the answer is a word or a short phrase, and list every spelling that is right.",
        "Say of every option why it is right or wrong. The explanation gives the reason instead of repeating the answer (30 characters or more).",
        "Write plain, exact words, and use the terms of the text.",
    ),
}
"""Rules of item writing: what a careful editor asks of every question."""

WHY = {"ko": "왜 맞거나 틀리는지", "en": "Why it is right or wrong."}
EXPLANATION = {
    "ko": "왜 이것이 정답인지, 무엇을 헷갈리기 쉬운지 설명하는 글",
    "en": "Why this is the answer, and what is easily mixed up.",
}
"""What stands in an example where a question has reasons of its own."""

WORDS: Mapping[str, Words] = {
    "ko": Words(
        task="학습자의 이해를 확인하는 퀴즈 문항을 만들어 주세요. 아래 절을 바탕으로 %(count)d개를, 이 유형으로 만들어요: %(kinds)s.",
        note="본문",
        no_note="(본문이 아직 없어요. 아래 핵심 내용만을 바탕으로 만드세요.)",
        claims="이 절의 핵심 내용",
        no_claims="(목록이 아직 없어요. claims 항목은 빼세요.)",
        untested="아직 묻는 문항이 없어요",
        recall="기억만 확인하는 문항이 있어요",
        claims_first="문항마다 claims에 그 문항이 묻는 핵심 내용의 이름을 적으세요. 아직 묻는 문항이 없는 것부터 물으세요.",
        objectives="학습 목표",
        asked="이미 있는 문항(같은 것을 다시 묻지 마세요)",
        rules="문항을 쓰는 규칙",
        every=(
            "id: 문항의 이름. 영문 소문자, 숫자, 하이픈",
            "difficulty: 1(쉬움), 2(보통), 3(어려움)",
            "explanation: 정답인 이유",
        ),
        answering="답하는 방법",
        format=(
            "문항의 목록만 YAML로, 코드 블록 하나에 담아 답하세요. 앞뒤에 다른 말을 쓰지 마세요.",
            '곧은 따옴표(")를 쓰고, 들여쓰기는 공백으로 하세요. 콜론이나 #이 들어간 글은 따옴표로 감싸세요.',
            "아래에 없는 항목은 쓰지 마세요.",
        ),
        fields="항목",
        example="예",
        needed="꼭 필요",
        languages={"ko": "한국어", "en": "영어"},
        forms={
            "text": "글",
            "number": "수",
            "whole number": "정수",
            "list of": "%(form)s의 목록",
            "list of letters of the right ones, such as [A, C]": "정답의 글자 목록, 예: [A, C]",
            "letter of the right one, such as B": "정답의 글자, 예: B",
            "map of bin to list of text": "{묶음의 이름: [글, 글]}",
            "map of left to right": "{왼쪽 글: 오른쪽 글}",
            "map of name to list of number": "{이름: [수, 수]}",
            "text with [[right|wrong|wrong]], [[12±0.5]] or [[right]]": (
                "빈칸이 있는 글. 빈칸은 [[정답|오답|오답]], [[12±0.5]], [[정답]]처럼 적어요"
            ),
        },
        in_one="모든 글은 %(language)s로 쓰세요.",
        in_several="모든 글은 이 언어로 함께 쓰세요: %(languages)s. 글마다 {%(form)s}처럼 적고, 뜻과 숫자가 같아야 해요.",
    ),
    "en": Words(
        task="Write quiz questions that check what learners understand: %(count)d of them on the section below, of these kinds: %(kinds)s.",
        note="The text",
        no_note="(There is no text yet. Rest on the claims below alone.)",
        claims="What the section claims",
        no_claims="(No claims are listed yet. Leave claims out.)",
        untested="no question tests it yet",
        recall="tested by recall alone",
        claims_first="Name in claims which of these a question tests. Begin with those that no question tests yet.",
        objectives="Objectives",
        asked="Questions that are there already (do not ask the same again)",
        rules="Rules of writing questions",
        every=(
            "id: a name for the question, of small letters, digits and hyphens",
            "difficulty: 1 (easy), 2 (medium) or 3 (hard)",
            "explanation: why the answer is right",
        ),
        answering="How to answer",
        format=(
            "Answer with the list of questions alone, as YAML in one code block. Write nothing before or after it.",
            'Use straight quotes (") and indent with spaces. Put a text that holds a colon or a # in quotes.',
            "Use no fields but those below.",
        ),
        fields="Fields",
        example="Example",
        needed="required",
        languages={"ko": "Korean", "en": "English"},
        forms={},
        in_one="Write every text in %(language)s.",
        in_several="Write every text in each of these languages: %(languages)s. Each text looks like {%(form)s}, with the same meaning and the same numbers.",
    ),
}
