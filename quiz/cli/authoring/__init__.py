"""Commands for those who write banks: lay files out, compare them, count what they hold."""
