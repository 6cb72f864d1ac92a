"""Reminders of what is due for review: a calendar, messages of the browser, mails. Nothing without being asked for."""
