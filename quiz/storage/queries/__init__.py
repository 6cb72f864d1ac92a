"""Named questions to the store, by area; each returns a typed ``Select``.

Those that are asked in requests are built once, and return the values too that they are asked with.
"""
