"""Grading by hand: the answers that wait, what graders give, second graders, and grades that are held back."""
