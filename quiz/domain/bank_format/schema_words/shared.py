"""Words for fields that many models have."""

from __future__ import annotations

ID_OF_PART = "Names it inside this list; a learner's answer is stored under it, so it never changes its meaning."
MISCONCEPTION = "Names the mistake behind this choice, alike wherever it occurs. Kept with the question, not shown."
