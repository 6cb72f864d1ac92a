"""The optimiser of FSRS-6: the package ``fsrs-rs-python``, which the app runs without. It is loaded only to fit.

Its model is that of the ``fsrs`` package: the same 21 parameters, and the same stabilities to five digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from importlib.util import find_spec

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quiz.domain.predicting import fitting
from quiz.domain.predicting.fitting import Answer
from quiz.domain.schedule import DEFAULT, Parameters

DIGITS = 4
"""Decimal places of a parameter, as in those that are published: the optimiser works with 32 bits."""


def is_installed() -> bool:
    """Whether the optimiser's package is there."""
    return find_spec("fsrs_rs_python") is not None


def optimise(answers: Sequence[Answer]) -> Parameters:
    """The parameters that fit answers, given in the order of their times; the usual ones where these tell too little.

    Later reviews weigh more, as in the package's own order. ModuleNotFoundError where it is not installed.
    """
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    # One item a review, with all answers to its question until then.
    until: defaultdict[int, list[FSRSReview]] = defaultdict(list)
    items = []
    for one, days, is_review in fitting.steps(answers):
        until[one.question].append(FSRSReview(int(one.rating), days))
        if is_review:
            items.append(FSRSItem(until[one.question]))
    try:
        found = FSRS([]).compute_parameters(items)
    except ValueError as error:
        if str(error) != "NotEnoughData":
            raise
        return DEFAULT
    bounds = zip(found, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(round(value, DIGITS), low), high) for value, low, high in bounds)
