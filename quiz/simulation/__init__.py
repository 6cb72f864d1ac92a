"""Simulated learners who study by the review and by other ways: ``make simulate``."""
