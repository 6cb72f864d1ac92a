"""Backups: a store in one file, put back from it, and moved to another database."""
