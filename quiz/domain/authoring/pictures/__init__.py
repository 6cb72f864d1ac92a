"""Pictures of a bank as their bytes, names and uses say it."""
