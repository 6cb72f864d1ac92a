"""Banks as they were published: kept, listed, compared with files, and published once more."""
