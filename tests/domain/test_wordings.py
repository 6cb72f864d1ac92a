"""The sentences of findings, whatever their words: each can be said in every language, and none stands for another."""

from __future__ import annotations

import pytest

from tests.domain.spoilt import outcomes
from tests.findings import assert_can_be_said, assert_one_wording_each, code_of, wording


def test_a_number_stands_for_one_wording() -> None:
    assert_one_wording_each(
        (code_of(line), wording(finding.message, finding.remedy))
        for expected, found in outcomes()
        for line, finding in zip(expected, found, strict=True)
    )


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_message_can_be_said(language: str) -> None:
    for _expected, found in outcomes():
        for finding in found:
            assert_can_be_said(finding.message, language)
            assert_can_be_said(finding.remedy, language)
