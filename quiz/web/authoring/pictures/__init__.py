"""The pictures of a bank in the studio: uploaded, described, looked at, deleted."""
