"""What can be found: made when a bank is published, found by words, shown where it stands."""
