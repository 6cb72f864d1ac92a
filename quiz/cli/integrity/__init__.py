"""Commands that examine a store, keep it, and say who did what."""
