"""Reminders: the page where they are switched on, the calendar, and the way out of mails."""
