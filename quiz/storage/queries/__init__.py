"""Named questions to the store, by what they are about; each returns a typed ``Select``.

Those that are asked in requests are built once, and return the values too that they are asked with.
"""
