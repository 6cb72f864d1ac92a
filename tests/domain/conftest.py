"""Property tests of the pure core: no example may fail for being slow on a busy machine."""

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = "HYPOTHESIS_PROFILE"
"""The variable that names another profile: ``mutation``, with few examples, always the same ones."""

settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
settings.register_profile(
    "mutation",
    settings.get_profile("unhurried"),
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get(PROFILE, "unhurried"))
