"""How many examples the property tests draw: few in every run, many at night, few and fixed ones for each mutant."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, settings

PROFILE = "HYPOTHESIS_PROFILE"
"""The variable that names another profile than ``run``."""
MANY = 50
"""So many times the examples of a usual run are drawn by ``make nightly``."""
_USUAL = 40


def register() -> None:
    """Make the profiles known, and take the one that the environment names. No example fails for being slow."""
    settings.register_profile(
        "run",
        deadline=None,
        max_examples=_USUAL,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    settings.register_profile("nightly", settings.get_profile("run"), max_examples=examples(_USUAL))
    settings.register_profile(
        "mutation",
        settings.get_profile("run"),
        max_examples=15,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    settings.load_profile(_named())


def examples(usual: int) -> int:
    """How many examples a test draws that draws ``usual`` ones in a usual run."""
    return usual * MANY if _named() == "nightly" else usual


def kept(function: Callable[..., Any]) -> Any:
    """``function`` with its results kept, but not for mutants: one would be given what its parent process found."""
    return function if _named() == "mutation" else cache(function)


def _named() -> str:
    return os.environ.get(PROFILE, "run")
