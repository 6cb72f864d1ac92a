"""Beside the pages: reminders go out, from one worker of all at a time."""
